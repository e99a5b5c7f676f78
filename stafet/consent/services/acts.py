"""What asking, giving and taking back share: who may, how often, told to whom."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from stafet import audit
from stafet.consent.models import Consent, Withdrawal
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.queries import givers_of
from stafet.records import happenings
from stafet.records.queries import log_of
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Viewer

JUST_BEFORE = timedelta(microseconds=1)
"""A new signing replaces what its giver signed before it, and never itself."""


def acts_of(unit: Unit, giver_id: UUID, child_id: UUID) -> int:
    """Return how often a giver has signed or taken back; a page drawn before is out of date."""
    counted = (
        select(func.count())
        .select_from(table)
        .where(table.child_id == child_id, table.giver_id == giver_id)
        for table in (Consent, Withdrawal)
    )
    return sum(unit.session.scalars(query).one() for query in counted)


def refuse_others(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> None:
    locked = audit.lock_after(unit, child_id)
    if not locked or viewer.person_id not in givers_of(unit, child_id):
        raise NotFound(Attempt(action, child_id=child_id))


def take_back(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    institution_id: UUID | None,
    category: str | None,
) -> None:
    unit.session.add(
        Withdrawal(
            child_id=child_id,
            giver_id=viewer.person_id,
            at=unit.now,
            from_at=unit.now,
            institution_id=institution_id,
            category=category,
        )
    )


def note(
    unit: Unit,
    kind: HappeningKind,
    viewer: Viewer,
    child_id: UUID,
    institution_id: UUID | None,
    value: str | None = None,
) -> None:
    if log_id := log_of(unit, child_id):
        happenings.note(
            unit,
            kind,
            child_id=child_id,
            log_id=log_id,
            actor_id=viewer.person_id,
            institution_id=institution_id,
            value=value,
        )
