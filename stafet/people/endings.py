"""To whose texts all access has ended: by death, or closed by adoption (L60)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet.db.transaction import Unit
from stafet.people.models import Ending
from stafet.vault import Vault, genuine


def ended(unit: Unit, children: Collection[UUID]) -> set[UUID]:
    """Return to whom of these all access has ended."""
    return {row.child_id for row in standing_endings(unit, children)}


def standing_endings(
    unit: Unit, children: Collection[UUID], at: datetime | None = None
) -> list[Ending]:
    """Return the endings that stand; one whose taking back was forged stands too."""
    when = at or unit.now
    query = select(Ending).where(Ending.child_id.in_(children), Ending.set_at <= when)
    return [row for row in unit.session.scalars(query) if not _is_undone(unit, row, when)]


def endings_of(unit: Unit, child_id: UUID) -> list[Ending]:
    """Return a child's endings, those taken back too, the newest first."""
    query = select(Ending).where(Ending.child_id == child_id).order_by(Ending.set_at.desc())
    return list(unit.session.scalars(query))


def newest_endings(unit: Unit, since: datetime) -> list[Ending]:
    """Return what was said or taken back since an instant, the newest first."""
    query = select(Ending).where((Ending.set_at >= since) | (Ending.undone_at >= since))
    return list(unit.session.scalars(query.order_by(Ending.set_at.desc())))


def _is_undone(unit: Unit, row: Ending, at: datetime) -> bool:
    if row.undone_at is None or at < row.undone_at:
        return False
    return genuine(unit.use(Vault), row)
