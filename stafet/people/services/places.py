"""Institutions, groups and who is placed there; contact persons follow the group."""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.people.models import ContactPerson, Group, Institution, Placement
from stafet.people.opening import outsider_context
from stafet.people.queries import (
    contact_persons,
    contacts_of,
    institutions,
    placed_or_coming,
    unended_tasks,
)
from stafet.people.rules import Outsider, Ownership, TaskWhy, lacks_agreement
from stafet.people.services.tasks import end_task, give_task, told
from stafet.vault import Kind, Vault


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is kept of an institution; all of it is public."""

    kind: str
    name: str
    controller: str
    ownership: Ownership
    agreement_on: date | None
    performs_public_task: bool
    authority: bool


def add_institution(unit: Unit, facts: PlaceFacts, *, by: UUID | None) -> Institution:
    """Add a party, once by its name. Raises `Invalid` at the fields (L19)."""
    _refuse(unit, facts, None)
    row = Institution(**asdict(facts))
    unit.session.add(row)
    unit.session.flush()
    _note(unit, "people:institution", row.id, by)
    return row


def change_institution(
    unit: Unit, institution_id: UUID, facts: PlaceFacts, *, by: UUID | None
) -> None:
    """Change what is kept of a party. Raises `Invalid` at the fields (L19)."""
    _refuse(unit, facts, institution_id)
    row = unit.session.get_one(Institution, institution_id)
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    _note(unit, "people:institution-change", institution_id, by)


def open_institution(
    unit: Unit,
    kind: str,
    name: str,
    controller: str,
    *,
    performs_public_task: bool = True,
    authority: bool = False,
    ownership: Ownership = Ownership.MUNICIPAL,
    agreement_on: date | None = None,
) -> Institution:
    """Add a party."""
    row = Institution(
        kind=kind,
        name=name,
        controller=controller,
        performs_public_task=performs_public_task,
        authority=authority,
        ownership=ownership,
        agreement_on=agreement_on,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def add_outsider(unit: Unit, child_id: UUID, outsider_id: UUID, who: Outsider) -> Institution:
    """Add a person outside the kommune as a party about one child; who he is lies sealed."""
    kind = unit.use(Catalogue).outside_kind
    text = json.dumps(asdict(who), ensure_ascii=False, sort_keys=True)
    context = outsider_context(child_id, outsider_id)
    row = Institution(
        id=outsider_id,
        kind=kind.key,
        name=kind.withheld.da,
        ownership=Ownership.PRIVATE,
        controller="",
        performs_public_task=False,
        child_id=child_id,
        sealed=unit.use(Vault).seal(child_id, Kind.IDENTITY, context, text),
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def open_group(unit: Unit, institution_id: UUID, name: str) -> Group:
    """Add a room or a class."""
    row = Group(institution_id=institution_id, name=name)
    unit.session.add(row)
    unit.session.flush()
    return row


def place_child(
    unit: Unit,
    child_id: UUID,
    institution_id: UUID,
    group_id: UUID | None,
    from_on: date,
    *,
    protects: UUID | None = None,
    by: UUID | None,
) -> Placement:
    """Place a child; the group's contact persons get a task with it.

    Raises `Invalid` where one of them is who places it: nobody gives himself a task.
    """
    contacts = contact_persons(unit, group_id) if group_id else ()
    if by in contacts:
        raise Invalid({"place": "This group is yours. Ask another leader to place the child."})
    row = Placement(
        child_id=child_id,
        institution_id=institution_id,
        group_id=group_id,
        from_on=from_on,
        to_on=None,
        protects_id=protects,
    )
    unit.session.add(row)
    unit.session.flush()
    told(unit, child_id, "people:place", by, {"institution": str(institution_id)})
    for person in contacts:
        _give_contact_task(unit, row, person, by)
    return row


def protect_place(unit: Unit, row: Placement, protects: UUID | None, *, by: UUID | None) -> None:
    """Note whose protected home a place gives away; it is named to no other guardian.

    Nobody named changes nothing: a protection is not lost by a form sent again.
    """
    if protects in {None, row.protects_id}:
        return
    row.protects_id = protects
    about = {"institution": str(row.institution_id), "guardian": str(protects)}
    told(unit, row.child_id, "people:protect-place", by, about)


def move_on(unit: Unit, placement: Placement, last_day: date, *, by: UUID | None) -> None:
    """End a placement; every task of the place ends with it, only a holder's does not."""
    placement.to_on = last_day
    about = {"institution": str(placement.institution_id), "last": last_day.isoformat()}
    told(unit, placement.child_id, "people:move-on", by, about)
    for task in unended_tasks(unit, child_id=placement.child_id):
        at_the_place = task.institution_id == placement.institution_id
        if at_the_place and task.why != TaskWhy.HOLDER:
            end_task(unit, task, by=by, at=start_of_day(last_day + timedelta(days=1)))


def assign_contact(unit: Unit, group: Group, person_id: UUID, *, by: UUID | None) -> None:
    """Make somebody a group's contact person, with a task for each child in it.

    Nobody gives himself tasks: another leader does.
    """
    if person_id == by:
        raise Invalid({"person": "Nobody gives himself a task. Ask another leader."})
    if person_id in contact_persons(unit, group.id):
        return
    today = day_of(unit.now)
    unit.session.add(ContactPerson(group_id=group.id, person_id=person_id, from_on=today))
    unit.session.flush()
    placed = placed_or_coming(unit, [group.institution_id])
    for row in sorted(placed, key=lambda row: row.child_id):  # everybody locks in this order
        if row.group_id == group.id:
            _give_contact_task(unit, row, person_id, by)


def end_contact(unit: Unit, group: Group, person_id: UUID, *, by: UUID | None) -> None:
    """Let somebody no longer be a group's contact person; the tasks end now."""
    for row in contacts_of(unit, [group.id]):
        if row.person_id == person_id:
            unit.session.delete(row)
    children = {
        row.child_id
        for row in placed_or_coming(unit, [group.institution_id])
        if row.group_id == group.id
    }
    for task in unended_tasks(unit, person_id=person_id):
        here = task.institution_id == group.institution_id and task.child_id in children
        if here and task.why == TaskWhy.CONTACT:
            end_task(unit, task, by=by)


def _give_contact_task(unit: Unit, row: Placement, person_id: UUID, by: UUID | None) -> None:
    start, child, place = start_of_day(row.from_on), row.child_id, row.institution_id
    give_task(unit, child, person_id, place, TaskWhy.CONTACT, by=by, from_at=start)


def _refuse(unit: Unit, facts: PlaceFacts, itself: UUID | None) -> None:
    if lacks_agreement(facts.ownership, facts.agreement_on):
        raise Invalid({"agreement_on": "Write from when the agreement is in force."})
    names = {row.name.casefold() for row in institutions(unit).values() if row.id != itself}
    if facts.name.casefold() in names:
        raise Invalid({"name": "There is a place with this name already."})


def _note(unit: Unit, action: str, institution_id: UUID, by: UUID | None) -> None:
    about = {"institution": str(institution_id)}
    audit.append(unit, audit.KOMMUNE, Event(action, by, about=about))
