"""A relay left lying: the leader of the place holds it until another takes over (L28, L29)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.consent.special.notices import tell_staff
from stafet.db.transaction import Unit
from stafet.logs.models import HolderSpell, Stafetlog
from stafet.logs.queries import newest_spell
from stafet.logs.services.opening import begin_spell
from stafet.people.queries import employees_of, leaders_of, tasks_with, unended_tasks
from stafet.people.rules import TaskWhy
from stafet.people.services import end_task
from stafet.records import happenings
from stafet.records.queries import child_of
from stafet.records.rules import HappeningKind
from stafet.records.services import Author

_HELD = (
    select(Stafetlog.id, HolderSpell.person_id, HolderSpell.institution_id)
    .join(HolderSpell, HolderSpell.log_id == Stafetlog.id)
    .where(Stafetlog.closed_at.is_(None), HolderSpell.to_at.is_(None))
    .order_by(Stafetlog.child_id)
)


def left_relays(unit: Unit) -> Sequence[UUID]:
    """Return the open logs whose holder no longer works where he holds them."""
    held = unit.session.execute(_HELD).all()
    work = employees_of(unit, {place for _, _, place in held})
    there = {(row.person_id, row.institution_id) for row in work}
    return [log for log, *where in held if tuple(where) not in there]


def pass_to_leader(unit: Unit, log_id: UUID) -> None:
    """Make a leader of the place the one holder; without a leader there it waits for one."""
    child_id = child_of(unit, log_id)
    if child_id is None or not audit.lock(unit, child_id):
        return
    row = unit.session.get_one(Stafetlog, log_id)
    spell = newest_spell(unit, log_id)
    place, former = spell.institution_id, spell.person_id
    if former in {work.person_id for work in employees_of(unit, [place])} or row.closed_at:
        return
    leader = _nearest_leader(unit, child_id, place)
    if leader is None:
        return
    spell.to_at = unit.now
    unit.session.flush()
    begin_spell(unit, row, Author(leader, place), by=None)
    for task in unended_tasks(unit, person_id=former, child_id=child_id):
        if task.why == TaskWhy.HOLDER:
            end_task(unit, task, by=None)
    happenings.note(
        unit,
        HappeningKind.HOLDER_LEFT,
        child_id=child_id,
        log_id=log_id,
        actor_id=None,
        person_id=leader,
        institution_id=place,
    )
    about = {"from": str(former), "to": str(leader)}
    audit.append(unit, child_id, Event("relay:left", None, "system", about=about))
    tell_staff(unit, [leader], f"relay:{spell.id}", log_id)


def _nearest_leader(unit: Unit, child_id: UUID, place: UUID) -> UUID | None:
    """Choose a leader who has a task with the child, or else the same one each time."""
    near = {task.person_id for task in tasks_with(unit, child_id)}
    leaders = sorted(leaders_of(unit, place), key=lambda leader: (leader not in near, leader))
    return next(iter(leaders), None)
