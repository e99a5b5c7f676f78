"""Register people, places and who stands where."""

from datetime import date, datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue.cpr import parse_cpr
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.ids import new_id
from stafet.people.identity import seal_identity
from stafet.people.models import (
    ContactPerson,
    Custody,
    CustodyKind,
    Employment,
    EmploymentRole,
    Group,
    Guardian,
    Institution,
    Person,
    PersonKind,
    Placement,
    Task,
)
from stafet.people.queries import children_in, contact_persons, tasks_with
from stafet.people.rules import Identity, Ownership, TaskWhy
from stafet.vault import Vault


def register_child(unit: Unit, identity: Identity, *, by: UUID | None) -> UUID:
    """Register a child with a key and a chain of its own; return its id.

    The key is durable before the row. Raises `Invalid` at `cpr` (L56, L61).
    """
    born_on = _born_on(identity.cpr)
    vault = unit.use(Vault)
    if vault.find_by_cpr(_digits(identity.cpr)) is not None:
        raise Invalid({"cpr": "This child is already registered."})
    person = Person(id=new_id(), kind=PersonKind.CHILD, version=1)
    vault.new_child_key(person.id)
    seal_identity(unit, person, identity)
    vault.remember_cpr(_digits(identity.cpr), person.id)
    vault.remember_cpr(name_and_birth(identity.name, born_on), person.id)
    unit.session.add(person)
    audit.begin(unit, person.id)
    audit.append(unit, person.id, Event("people:register", by))
    unit.session.flush()
    return person.id


def register_adult(unit: Unit, kind: PersonKind, identity: Identity, *, by: UUID | None) -> UUID:
    """Register a guardian or a professional; return the id."""
    if identity.cpr:
        _born_on(identity.cpr)
    person = Person(id=new_id(), kind=kind, version=1)
    seal_identity(unit, person, identity)
    unit.session.add(person)
    event = Event("people:register", by, about={"person": str(person.id)})
    audit.append(unit, audit.KOMMUNE, event)
    unit.session.flush()
    return person.id


def describe_guardian(
    unit: Unit, person_id: UUID, *, language: str, interpreter: bool, protected_address: bool
) -> None:
    """Note a guardian's language, need of an interpreter and protected address."""
    row = Guardian(
        person_id=person_id,
        language=language,
        interpreter=interpreter,
        protected_address=protected_address,
    )
    unit.session.merge(row)


def record_custody(
    unit: Unit,
    child_id: UUID,
    guardian_id: UUID,
    kind: CustodyKind,
    *,
    source: str,
    from_at: datetime,
    by: UUID | None,
) -> Custody:
    """Note who holds custody, how it is known and since when."""
    audit.lock_after(unit, child_id)
    row = Custody(
        child_id=child_id,
        guardian_id=guardian_id,
        kind=kind,
        source=source,
        checked_on=day_of(unit.now),
        from_at=from_at,
        to_at=None,
        noted_at=unit.now,
    )
    unit.session.add(row)
    _told(unit, child_id, "custody:record", by, {"guardian": str(guardian_id)})
    return row


def end_custody(unit: Unit, custody: Custody, *, by: UUID | None) -> None:
    """End a custody now; it never opens anything (L18)."""
    audit.lock_after(unit, custody.child_id)
    custody.to_at = custody.noted_at = unit.now
    about = {"guardian": str(custody.guardian_id)}
    _told(unit, custody.child_id, "custody:end", by, about)


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


def open_group(unit: Unit, institution_id: UUID, name: str) -> Group:
    """Add a room or a class."""
    row = Group(institution_id=institution_id, name=name)
    unit.session.add(row)
    unit.session.flush()
    return row


def employ(
    unit: Unit,
    person_id: UUID,
    institution_id: UUID,
    title: str,
    *,
    role: EmploymentRole = EmploymentRole.EMPLOYEE,
    by: UUID | None,
) -> Employment:
    """Note that somebody works at an institution from now."""
    row = Employment(
        person_id=person_id,
        institution_id=institution_id,
        role=role,
        title=title,
        from_at=unit.now,
        to_at=None,
    )
    unit.session.add(row)
    about = {"person": str(person_id), "institution": str(institution_id), "role": role.value}
    audit.append(unit, audit.KOMMUNE, Event("people:employ", by, about=about))
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
    """Place a child; the group's contact persons get a task with it."""
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
    _told(unit, child_id, "people:place", by, {"institution": str(institution_id)})
    for person in contact_persons(unit, group_id) if group_id else ():
        give_task(unit, child_id, person, institution_id, TaskWhy.CONTACT, by=by)
    return row


def move_on(unit: Unit, placement: Placement, last_day: date, *, by: UUID | None) -> None:
    """End a placement; its contact persons' tasks end with it, a holder's does not."""
    placement.to_on = last_day
    for task in tasks_with(unit, placement.child_id):
        at_the_place = task.institution_id == placement.institution_id
        if at_the_place and task.why == TaskWhy.CONTACT:
            end_task(unit, task, by=by)


def assign_contact(unit: Unit, group: Group, person_id: UUID, *, by: UUID | None) -> None:
    """Make somebody a group's contact person, with a task for each child in it."""
    today = day_of(unit.now)
    unit.session.add(ContactPerson(group_id=group.id, person_id=person_id, from_on=today))
    unit.session.flush()
    for child, place in children_in(unit, group.institution_id).items():
        if place == group.id:
            give_task(unit, child, person_id, group.institution_id, TaskWhy.CONTACT, by=by)


def give_task(
    unit: Unit,
    child_id: UUID,
    person_id: UUID,
    institution_id: UUID,
    why: TaskWhy,
    *,
    by: UUID | None,
    to_at: datetime | None = None,
) -> Task:
    """Give somebody a task with a child, once per reason and institution."""
    unit.session.flush()
    for task in tasks_with(unit, child_id):
        mine = (task.person_id, task.institution_id, task.why) == (person_id, institution_id, why)
        if mine and task.to_at is None:
            return task
    row = Task(
        child_id=child_id,
        person_id=person_id,
        institution_id=institution_id,
        why=why.value,
        from_at=unit.now,
        to_at=to_at,
        given_by=by,
    )
    unit.session.add(row)
    unit.session.flush()
    _told(unit, child_id, "task:give", by, {"person": str(person_id), "why": why.value})
    return row


def end_task(unit: Unit, task: Task, *, by: UUID | None) -> None:
    """End a task now."""
    task.to_at = unit.now
    about = {"person": str(task.person_id), "why": task.why}
    _told(unit, task.child_id, "task:end", by, about)


def find_child(
    unit: Unit, *, cpr: str = "", name: str = "", born_on: date | None = None
) -> UUID | None:
    """Return the child with this CPR, or with this name and birth date, or None."""
    vault = unit.use(Vault)
    if cpr:
        _born_on(cpr)
        return vault.find_by_cpr(_digits(cpr))
    return vault.find_by_cpr(name_and_birth(name, born_on)) if name and born_on else None


def name_and_birth(name: str, born_on: date) -> str:
    """Return one spelling of a name with a birth date, for the blind index."""
    return f"{' '.join(name.casefold().split())}|{born_on.isoformat()}"


def _told(unit: Unit, child_id: UUID, action: str, by: UUID | None, about: dict[str, str]) -> None:
    audit.append(unit, child_id, Event(action, by, about=about))


def _digits(cpr: str) -> str:
    return "".join(sign for sign in cpr if sign.isdigit())


def _born_on(cpr: str) -> date:
    try:
        return parse_cpr(cpr).born_on
    except ValueError as error:
        raise Invalid({"cpr": "This is not a valid CPR number."}) from error
