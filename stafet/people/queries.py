"""Who stands where now; each query says its scope."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select

from stafet.audit.chain import MANIFEST
from stafet.audit.manifest import standing
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people import statements
from stafet.people.ages import asked, of_age, old_enough
from stafet.people.endings import ended
from stafet.people.models import (
    ContactPerson,
    Custody,
    Employment,
    EmploymentRole,
    Group,
    Institution,
    Person,
    PersonKind,
    Placement,
    Task,
)
from stafet.people.rules import CustodyKind, lasts
from stafet.web.viewer import Viewer

TASK = 1 + len(MANIFEST)
"""How many columns of a standing task come before the work that lets it count."""


def tasks_of(unit: Unit, person_id: UUID) -> Sequence[Task]:
    """Return somebody's genuine tasks that count now, where he works at their place."""
    return _standing(unit, statements.TASKS_OF, person=person_id)


def tasks_with(unit: Unit, child_id: UUID) -> Sequence[Task]:
    """Return all genuine tasks with a child that count now, of those who work at their place."""
    return _standing(unit, statements.TASKS_WITH, child=child_id)


def tasks_and_work(
    unit: Unit, child_ids: Collection[UUID], at: datetime, **options: bool
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all tasks with children, each with the work that lets it count then, and its list.

    A task does not count without work at its place, whyever it was not ended (L29); whether it
    lasts, and whether both are genuine, is the caller's to see to.
    """
    asked = {"children": child_ids, "at": at}
    return unit.session.execute(statements.TASKS_ABOUT, asked, execution_options=options).all()


def unended_tasks(
    unit: Unit, *, person_id: UUID | None = None, child_id: UUID | None = None
) -> Sequence[Task]:
    """Return genuine tasks that have not ended, coming ones too: what is taken away with work.

    Who ends them locks the children in this order, which is everybody's.
    """
    query = statements.TASKS.where(or_(Task.to_at.is_(None), Task.to_at > unit.now))
    query = query.order_by(Task.child_id, Task.from_at)
    if person_id is not None:
        query = query.where(Task.person_id == person_id)
    if child_id is not None:
        query = query.where(Task.child_id == child_id)
    return standing(unit, unit.session.execute(query))


def my_tasks(unit: Unit, viewer: Viewer, child_id: UUID) -> Sequence[Task]:
    """Return the viewer's own tasks with a child, the oldest first."""
    return _standing(unit, statements.MY_TASKS, person=viewer.person_id, child=child_id)


def custodies_of(unit: Unit, guardian_id: UUID) -> Sequence[Custody]:
    """Return the custodies somebody is known to hold now."""
    asked = {"guardian": guardian_id, "at": unit.now}
    rows: list[Custody] = standing(unit, unit.session.execute(statements.CUSTODIES_OF, asked))
    known = [row for row in rows if row.kind is not CustodyKind.UNKNOWN]
    grown = of_age(unit, {row.child_id for row in known})
    return [row for row in known if row.child_id not in grown]


def custodies_over(unit: Unit, child_id: UUID) -> Sequence[Custody]:
    """Return a child's custodies, former and future ones too, the first first."""
    rows = unit.session.execute(statements.CUSTODIES_OVER, {"child": child_id})
    return standing(unit, rows)


def custodians(unit: Unit, child_id: UUID) -> tuple[UUID, ...]:
    """Return who is known to hold custody of a child now.

    Nobody once it is 18, nor once all access has ended (L60).
    """
    if of_age(unit, {child_id}) or ended(unit, {child_id}):
        return ()
    held = [row for row in custodies_over(unit, child_id) if lasts(row, unit.now)]
    known = [row for row in held if row.kind is not CustodyKind.UNKNOWN]
    return tuple(dict.fromkeys(row.guardian_id for row in known))


def givers_of(unit: Unit, child_id: UUID) -> tuple[UUID, ...]:
    """Return who says yes or no about a child: who holds custody, from 15 itself too (L11, L60)."""
    itself = asked(unit, {child_id}) - ended(unit, {child_id})
    return (*custodians(unit, child_id), *itself)


def children_of(unit: Unit, viewer: Viewer) -> set[UUID]:
    """Return the children a viewer holds custody of now; for the young person itself."""
    if viewer.is_young:
        me = {viewer.person_id}
        return old_enough(unit, me) - ended(unit, me)
    return {row.child_id for row in custodies_of(unit, viewer.person_id)}


def has_grown_child(unit: Unit, viewer: Viewer) -> bool:
    """Return whether a child the viewer held custody of has come of age (L60)."""
    if not viewer.is_guardian:
        return False
    asked = {"guardian": viewer.person_id, "at": unit.now}
    rows: list[Custody] = standing(unit, unit.session.execute(statements.CUSTODIES_OF, asked))
    return bool(of_age(unit, {row.child_id for row in rows if row.kind is not CustodyKind.UNKNOWN}))


def has_ended_child(unit: Unit, viewer: Viewer) -> bool:
    """Return whether all access has ended to a child the viewer held custody of, or to itself."""
    if viewer.is_young:
        return bool(ended(unit, {viewer.person_id}))
    asked = {"guardian": viewer.person_id, "at": unit.now}
    found = unit.session.execute(statements.CUSTODIES_OF_ENDED, asked)
    rows: list[Custody] = standing(unit, found)
    return any(row.kind is not CustodyKind.UNKNOWN for row in rows)


def relatives_of(unit: Unit, child_id: UUID) -> tuple[UUID, ...]:
    """Return who has ever held custody of a child or of its siblings: whose home is protected."""
    return tuple(unit.session.scalars(statements.RELATIVES, {"child": child_id}))


def employments_of(unit: Unit, person_id: UUID) -> Sequence[Employment]:
    """Return where somebody works now."""
    asked = {"person": person_id, "at": unit.now}
    return standing(unit, unit.session.execute(statements.EMPLOYMENTS_OF, asked), strict=True)


def employees_of(unit: Unit, institution_ids: Iterable[UUID]) -> Sequence[Employment]:
    """Return who works at these institutions now."""
    query = statements.WORKING.where(Employment.institution_id.in_(set(institution_ids)))
    return standing(unit, unit.session.execute(query, {"at": unit.now}), strict=True)


def titles_for(unit: Unit, people: Iterable[UUID]) -> dict[tuple[UUID, UUID], str]:
    """Return the newest title of each person at each institution, by (person, institution)."""
    rows = unit.session.execute(statements.TITLES, {"people": set(people)})
    return {(person, place): title for person, place, title in rows}


def leading(unit: Unit, institution_ids: Iterable[UUID] | None = None) -> Sequence[Employment]:
    """Return the work of everybody who leads an institution now, any or one of these."""
    query = statements.WORKING.where(Employment.role == EmploymentRole.LEADER)
    if institution_ids is not None:
        query = query.where(Employment.institution_id.in_(set(institution_ids)))
    return standing(unit, unit.session.execute(query, {"at": unit.now}), strict=True)


def leaders_of(unit: Unit, institution_id: UUID) -> tuple[UUID, ...]:
    """Return an institution's leaders now."""
    return tuple(row.person_id for row in leading(unit, [institution_id]))


def institutions(unit: Unit, ids: Iterable[UUID] | None = None) -> dict[UUID, Institution]:
    """Return institutions by id: those asked for, or all; no person outside is among all."""
    if ids is None:
        rows = unit.session.scalars(statements.INSTITUTIONS)
    else:
        rows = unit.session.scalars(statements.THESE_INSTITUTIONS, {"ids": set(ids)})
    return {row.id: row for row in rows}


def outsiders_of(unit: Unit, child_id: UUID) -> tuple[UUID, ...]:
    """Return the persons outside the kommune that a child's parents were asked about."""
    rows = unit.session.scalars(statements.OUTSIDERS, {"child": child_id})
    return tuple(sorted(row.id for row in rows))


def placements_of(unit: Unit, child_id: UUID) -> Sequence[Placement]:
    """Return where a child is today."""
    today = day_of(unit.now)
    query = statements.PLACEMENTS.where(
        Placement.child_id == child_id,
        Placement.from_on <= today,
        or_(Placement.to_on.is_(None), Placement.to_on >= today),
    )
    return standing(unit, unit.session.execute(query), strict=True)


def children_in(unit: Unit, institution_id: UUID) -> dict[UUID, UUID | None]:
    """Return the children placed at an institution today, each with its group."""
    today = day_of(unit.now)
    query = statements.PLACEMENTS.where(
        Placement.institution_id == institution_id,
        Placement.from_on <= today,
        or_(Placement.to_on.is_(None), Placement.to_on >= today),
    )
    rows = standing(unit, unit.session.execute(query), strict=True)
    return {row.child_id: row.group_id for row in rows}


def groups_of(unit: Unit, institution_id: UUID) -> Sequence[Group]:
    query = select(Group).where(Group.institution_id == institution_id).order_by(Group.name)
    return unit.session.scalars(query).all()


def placed_or_coming(unit: Unit, institution_ids: Iterable[UUID]) -> Sequence[Placement]:
    """Return the placements at these institutions that have not ended, coming ones too."""
    query = statements.PLACEMENTS.where(
        Placement.institution_id.in_(set(institution_ids)),
        or_(Placement.to_on.is_(None), Placement.to_on >= day_of(unit.now)),
    )
    found = unit.session.execute(query.order_by(Placement.from_on))
    return standing(unit, found, strict=True)


def contacts_of(unit: Unit, group_ids: Iterable[UUID]) -> Sequence[ContactPerson]:
    """Return whose groups these are today."""
    today = day_of(unit.now)
    query = statements.CONTACTS.where(
        ContactPerson.group_id.in_(set(group_ids)),
        ContactPerson.from_on <= today,
        or_(ContactPerson.to_on.is_(None), ContactPerson.to_on >= today),
    )
    return standing(unit, unit.session.execute(query), strict=True)


def contact_persons(unit: Unit, group_id: UUID) -> tuple[UUID, ...]:
    """Return whose group it is today."""
    return tuple(row.person_id for row in contacts_of(unit, [group_id]))


def leads(unit: Unit, viewer: Viewer, child_id: UUID) -> bool:
    """Return whether a child is at an institution the viewer leads, or will come there."""
    return any(row.child_id == child_id for row in placed_or_coming(unit, viewer.led))


def _standing(unit: Unit, asked: Select[*tuple[Any, ...]], **which: UUID) -> Sequence[Task]:
    found = unit.session.execute(asked, {**which, "at": unit.now}).all()
    work = set(standing(unit, [row[TASK:] for row in found], strict=True))
    return standing(unit, [row[:TASK] for row in found if row[TASK] in work])


def professional(unit: Unit, person_id: UUID, action: str) -> Person:
    """Return a professional; raises `NotFound` for everybody else, known or not."""
    person = unit.session.get(Person, person_id)
    if person is None or person.kind is not PersonKind.PROFESSIONAL:
        raise NotFound(Attempt(action, person_id))
    return person


def stands_with(unit: Unit, viewer: Viewer, child_id: UUID) -> bool:
    """Return whether the viewer has a task with a child, custody of it, or is it, now."""
    if viewer.is_guardian:
        return viewer.person_id in custodians(unit, child_id)
    if viewer.is_young:
        return viewer.person_id == child_id and child_id in children_of(unit, viewer)
    return bool(my_tasks(unit, viewer, child_id))
