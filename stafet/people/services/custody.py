"""Who holds custody."""

from datetime import date, datetime
from uuid import UUID

from stafet import audit, outbox
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.people.models import Custody
from stafet.people.rules import CustodyKind
from stafet.people.services.tasks import told

CUSTODY = "people.custody"
"""The message that the set of custody holders has changed."""


def record_custody(
    unit: Unit,
    child_id: UUID,
    guardian_id: UUID,
    kind: CustodyKind,
    *,
    source: str,
    from_at: datetime,
    by: UUID | None,
    checked_on: date | None = None,
) -> Custody:
    """Note who holds custody, how it is known and since when."""
    audit.lock_after(unit, child_id)
    row = Custody(
        child_id=child_id,
        guardian_id=guardian_id,
        kind=kind,
        source=source,
        checked_on=checked_on or day_of(unit.now),
        from_at=from_at,
        to_at=None,
        noted_at=unit.now,
    )
    unit.session.add(row)
    _pass_on(unit, child_id, from_at)
    told(unit, child_id, "custody:record", by, {"guardian": str(guardian_id)})
    return row


def end_custody(unit: Unit, custody: Custody, *, by: UUID | None) -> None:
    """End a custody now; it never opens anything (L18)."""
    audit.lock_after(unit, custody.child_id)
    custody.to_at = unit.now
    _pass_on(unit, custody.child_id, unit.now)
    about = {"guardian": str(custody.guardian_id)}
    told(unit, custody.child_id, "custody:end", by, about)


def _pass_on(unit: Unit, child_id: UUID, from_at: datetime) -> None:
    """Let the upper floors know, now and where the change is still to come then too (L18)."""
    for at in {unit.now, max(unit.now, from_at)}:
        key = f"{CUSTODY}:{child_id}:{unit.id}:{at.timestamp()}"
        outbox.enqueue(unit, CUSTODY, {"child": str(child_id)}, key=key, run_at=at)
