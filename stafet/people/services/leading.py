"""What a leader may do about the children and the staff of the own institution, and no others."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.clock import day_of, start_of_day
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.models import Custody, Group, PersonKind, Placement, Task
from stafet.people.queries import (
    custodies_over,
    employees_of,
    institutions,
    leads,
    placed_or_coming,
    tasks_with,
    unended_tasks,
)
from stafet.people.rules import (
    CustodyKind,
    Held,
    Identity,
    Move,
    Needs,
    TaskWhy,
    clashes,
    lasts,
    sure_kind,
)
from stafet.people.services.custody import end_custody, record_custody
from stafet.people.services.places import move_on, place_child, protect_place
from stafet.people.services.registering import (
    describe_guardian,
    find_adult,
    find_child,
    pressed,
    register_adult,
    register_child,
)
from stafet.people.services.tasks import end_task, give_task, told
from stafet.web.viewer import Viewer

SUBSTITUTE_FOR = timedelta(days=366)


def led_child(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> None:
    """Lock a child of the viewer's institutions; raises `NotFound` for every other (L01)."""
    if not leads(unit, viewer, child_id) or not audit.lock(unit, child_id):
        raise NotFound(Attempt(action, child_id=child_id))


def led_group(unit: Unit, viewer: Viewer, group_id: UUID) -> Group:
    """Return a group of the viewer's institutions; raises `NotFound` for every other."""
    group = unit.session.get(Group, group_id)
    if group is None or group.institution_id not in viewer.led:
        raise NotFound(Attempt("people:group", group_id))
    return group


def take_in(unit: Unit, viewer: Viewer, identity: Identity, move: Move) -> UUID | None:
    """Register a child at an own institution; return it, or None for another's child (L61).

    Registered here already, it is returned as it is: the same press twice has one effect (R8).
    """
    known = find_child(unit, cpr=identity.cpr)
    if known is not None and leads(unit, viewer, known):
        return known
    if known is not None and audit.lock(unit, known):
        audit.append(unit, known, Event("people:asked", viewer.person_id))
        return None
    child, by = register_child(unit, identity, by=viewer.person_id), viewer.person_id
    place_child(unit, child, move.institution_id, move.group_id, move.from_on, by=by)
    return child


def add_guardian(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    identity: Identity,
    needs: Needs,
    held: Held,
    *,
    press: UUID,
) -> None:
    """Add a guardian with custody: the registered one with this number and name, or a new one.

    Who holds custody of the child already is not added again; what is only told counts as not
    known, until a register, a decision or a certificate says it.
    """
    led_child(unit, viewer, child_id, "custody:record")
    known = find_adult(unit, identity.cpr, identity.name) if identity.cpr else None
    known = known or pressed(unit, press, viewer.person_id)
    others = [row for row in custodies_over(unit, child_id) if lasts(row, unit.now)]
    kind, by = sure_kind(held), viewer.person_id
    mine = [row for row in others if row.guardian_id == known]
    if mine and (kind is CustodyKind.UNKNOWN or mine[0].kind is not CustodyKind.UNKNOWN):
        return
    if clashes(kind, [row.kind for row in others if row not in mine]):
        raise Invalid({"kind": "Sole custody stands alone. End the other custody first."})
    for row in mine:
        end_custody(unit, row, by=by)
    guardian = known or register_adult(unit, PersonKind.GUARDIAN, identity, by=by, press=press)
    if known is None:
        describe_guardian(unit, guardian, **asdict(needs))
    record_custody(
        unit,
        child_id,
        guardian,
        kind,
        source=held.source,
        checked_on=held.checked_on,
        from_at=start_of_day(held.from_on),
        by=by,
    )


def led_custody(unit: Unit, viewer: Viewer, child_id: UUID, custody_id: UUID) -> Custody:
    """Return a custody of a child of the viewer's institutions."""
    led_child(unit, viewer, child_id, "custody:show")
    for row in custodies_over(unit, child_id):
        if row.id == custody_id:
            return row
    raise NotFound(Attempt("custody:show", custody_id, child_id))


def change_needs(unit: Unit, viewer: Viewer, custody: Custody, needs: Needs) -> None:
    """Note what a guardian needs from now."""
    describe_guardian(unit, custody.guardian_id, **asdict(needs))
    about = {"guardian": str(custody.guardian_id)}
    told(unit, custody.child_id, "guardian:needs", viewer.person_id, about)


def move_child(unit: Unit, viewer: Viewer, child_id: UUID, move: Move) -> None:
    """Place a child in a group or at another institution; where wanted it leaves the former."""
    led_child(unit, viewer, child_id, "people:place")
    group = unit.session.get(Group, move.group_id) if move.group_id else None
    if move.institution_id not in institutions(unit) or (move.group_id and group is None):
        raise Invalid({"place": "Choose a place."})
    stays = [row for row in placed_or_coming(unit, viewer.led) if row.child_id == child_id]
    by = viewer.person_id
    for row in stays:
        if _is_the_same(row, move):
            protect_place(unit, row, move.protects, by=by)
            return
    for row in stays if move.ends_former else ():
        if row.to_on is None or row.to_on >= move.from_on:
            move_on(unit, row, move.from_on - timedelta(days=1), by=by)
    place_child(
        unit,
        child_id,
        move.institution_id,
        move.group_id,
        move.from_on,
        protects=move.protects,
        by=by,
    )


def give_substitute_task(
    unit: Unit, viewer: Viewer, child_id: UUID, person_id: UUID, until_on: date
) -> Task:
    """Give an employee of the child's institution a task that ends by itself, within a year.

    Given again, the one task gets the new last day. Nobody gives himself a task: another
    leader does.
    """
    led_child(unit, viewer, child_id, "task:give")
    today = day_of(unit.now)
    if until_on < today:
        raise Invalid({"until_on": "This day is over. Choose a coming day."})
    if until_on > today + SUBSTITUTE_FOR:
        raise Invalid({"until_on": "A substitute has a task for one year at most."})
    if person_id == viewer.person_id:
        raise Invalid({"person": "Nobody gives himself a task. Ask another leader."})
    here = {r.institution_id for r in placed_or_coming(unit, viewer.led) if r.child_id == child_id}
    for row in employees_of(unit, here):
        if row.person_id == person_id:
            place, end = row.institution_id, start_of_day(until_on + timedelta(days=1))
            return _substitute(unit, viewer, child_id, (person_id, place), end)
    raise Invalid({"person": "Choose somebody who works here."})


def take_back_task(unit: Unit, viewer: Viewer, child_id: UUID, task_id: UUID) -> None:
    """End a task that a leader gave; the others end by their own rules."""
    led_child(unit, viewer, child_id, "task:end")
    for row in tasks_with(unit, child_id):
        if row.id == task_id and row.institution_id in viewer.led:
            if row.why == TaskWhy.SUBSTITUTE:
                end_task(unit, row, by=viewer.person_id)
            return
    raise NotFound(Attempt("task:end", task_id, child_id))


def _substitute(
    unit: Unit, viewer: Viewer, child_id: UUID, whose: tuple[UUID, UUID], end: datetime
) -> Task:
    why, by = TaskWhy.SUBSTITUTE, viewer.person_id
    for task in unended_tasks(unit, child_id=child_id):
        if (task.person_id, task.institution_id, task.why) == (*whose, why):
            if task.to_at != end:
                task.to_at = end
                about = {"person": str(whose[0]), "why": why.value, "until": end.isoformat()}
                told(unit, child_id, "task:give", by, about)
            return task
    return give_task(unit, child_id, *whose, why, by=by, to_at=end)


def _is_the_same(row: Placement, move: Move) -> bool:
    there = (row.institution_id, row.group_id, row.from_on)
    return there == (move.institution_id, move.group_id, move.from_on)
