"""Agreements past their deadline: who is responsible, the holder and the leader are told (L32)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from stafet.clock import day_of
from stafet.consent.special.notices import tell_staff
from stafet.db.transaction import Unit
from stafet.insight.quiet import Silence
from stafet.logs.models import Agreement, HolderSpell, Stafetlog
from stafet.logs.rules import AgreementState
from stafet.people.endings import ended
from stafet.people.queries import leaders_of
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Overdue:
    """An agreement nobody has followed up in time, and who holds its log where."""

    record_id: UUID
    log_id: UUID
    child_id: UUID
    responsible_id: UUID
    holder_id: UUID
    place_id: UUID
    deadline_on: date


def tell_of_overdue(unit: Unit) -> None:
    """Queue the mails: each is told once of each agreement, the day after its deadline."""
    for one in _overdue(unit):
        people = {one.responsible_id, one.holder_id, *leaders_of(unit, one.place_id)}
        tell_staff(unit, people, f"overdue:{one.deadline_on}", one.record_id)


def overdue_for(unit: Unit, viewer: Viewer, near: Collection[UUID]) -> tuple[Silence, ...]:
    """Return the logs at the viewer's places with something overdue, each with its first day."""
    if not viewer.led:
        return ()
    found: dict[UUID, Silence] = {}
    for one in _overdue(unit, HolderSpell.institution_id.in_(viewer.led)):
        is_near = one.child_id in near
        line = Silence(one.child_id, one.deadline_on, one.log_id, is_near, one.holder_id)
        found.setdefault(one.log_id, line)
    return tuple(found.values())


def _overdue(unit: Unit, *only: ColumnElement[bool]) -> list[Overdue]:
    query = (
        select(Agreement, Stafetlog.child_id, HolderSpell.person_id, HolderSpell.institution_id)
        .join(Stafetlog, Stafetlog.id == Agreement.log_id)
        .join(HolderSpell, HolderSpell.log_id == Stafetlog.id)
        .where(HolderSpell.to_at.is_(None))  # of a closed log every spell has ended
        .where(Agreement.state.in_([state for state in AgreementState if not state.ends]))
        .where(Agreement.deadline_on < day_of(unit.now), *only)
        .order_by(Agreement.deadline_on, Agreement.record_id)
    )
    rows = unit.session.execute(query).all()
    over = ended(unit, {child for _, child, _, _ in rows})
    return [
        Overdue(
            row.record_id, row.log_id, child, row.responsible_id, holder, place, row.deadline_on
        )
        for row, child, holder, place in rows
        if child not in over
    ]
