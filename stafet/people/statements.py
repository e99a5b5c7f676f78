"""What nearly every page asks, put together once: that costs more than the answer does."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    exists,
    or_,
    select,
    union,
)

from stafet.audit.chain import MANIFEST, WORK, WORKERS
from stafet.audit.models import Head
from stafet.people.models import (
    ContactPerson,
    Custody,
    Employment,
    Ending,
    Institution,
    Person,
    PersonKind,
    Placement,
    Task,
)


def counts(table: type[Task | Custody | Employment]) -> ColumnElement[bool]:
    """Return the condition that a row counts at the instant `at`."""
    at: BindParameter[datetime] = bindparam("at")
    return (table.from_at <= at) & or_(table.to_at.is_(None), table.to_at > at)


def goes_on(table: type[Task | Custody]) -> ColumnElement[bool]:
    """Return the condition that access to the child has not ended at the instant `at` (L60)."""
    at: BindParameter[datetime] = bindparam("at")
    stands = (Ending.set_at <= at) & or_(Ending.undone_at.is_(None), Ending.undone_at > at)
    return ~exists().where(Ending.child_id == table.child_id, stands)


def _guardians(
    children: Iterable[BindParameter[UUID]] | Select[UUID],
) -> Select[UUID]:
    """Return who has ever held custody: who lost it is who a home is most often protected from."""
    return select(Custody.guardian_id).where(Custody.child_id.in_(children))


def _children(guardians: Select[UUID]) -> Select[UUID]:
    return select(Custody.child_id).where(Custody.guardian_id.in_(guardians))


_WORK = (
    (Employment.person_id == Task.person_id)
    & (Employment.institution_id == Task.institution_id)
    & counts(Employment)
)
_STANDING = (
    select(Task, *MANIFEST, Employment, *WORK)
    .join(Employment, _WORK)
    .outerjoin(Head, Head.chain == Task.child_id)
    .outerjoin(WORKERS, WORKERS.c.worker_id == Employment.person_id)
    .where(counts(Task), goes_on(Task))
)
TASKS_ABOUT = (
    select(Task, Employment, *WORK)
    .outerjoin(Employment, _WORK)
    .outerjoin(WORKERS, WORKERS.c.worker_id == Employment.person_id)
    .where(Task.child_id.in_(bindparam("children", expanding=True)))
)
TASKS_OF = _STANDING.where(Task.person_id == bindparam("person"))
TASKS_WITH = _STANDING.where(Task.child_id == bindparam("child"))
MY_TASKS = TASKS_OF.where(Task.child_id == bindparam("child")).order_by(Task.from_at)
TASKS = select(Task, *MANIFEST).outerjoin(Head, Head.chain == Task.child_id)
_CUSTODIES = select(Custody, *MANIFEST).outerjoin(Head, Head.chain == Custody.child_id)
_HELD_BY = _CUSTODIES.where(Custody.guardian_id == bindparam("guardian"), counts(Custody))
CUSTODIES_OF = _HELD_BY.where(goes_on(Custody))
CUSTODIES_OF_ENDED = _HELD_BY.where(~goes_on(Custody))
CUSTODIES_OVER = _CUSTODIES.where(Custody.child_id == bindparam("child")).order_by(Custody.from_at)
PLACEMENTS = select(Placement, *MANIFEST).outerjoin(Head, Head.chain == Placement.child_id)
WORKING = (
    select(Employment, *WORK)
    .outerjoin(WORKERS, WORKERS.c.worker_id == Employment.person_id)
    .where(counts(Employment))
)
CONTACTS = select(ContactPerson, *WORK).outerjoin(
    WORKERS, WORKERS.c.worker_id == ContactPerson.person_id
)
EMPLOYMENTS_OF = WORKING.where(Employment.person_id == bindparam("person"))
TITLES = (
    select(Employment.person_id, Employment.institution_id, Employment.title)
    .where(Employment.person_id.in_(bindparam("people", expanding=True)))
    .order_by(Employment.from_at)
)
_PARTIES = select(Institution).order_by(Institution.name)
INSTITUTIONS = _PARTIES.where(Institution.child_id.is_(None))
THESE_INSTITUTIONS = _PARTIES.where(Institution.id.in_(bindparam("ids", expanding=True)))
OUTSIDERS = select(Institution).where(Institution.child_id == bindparam("child"))
_CHILDREN: BindParameter[UUID] = bindparam("children", expanding=True)
_WANTED: BindParameter[UUID] = bindparam("wanted", expanding=True)
_PARENTS = select(Custody.guardian_id).where(
    Custody.child_id.in_(_CHILDREN), Custody.guardian_id.in_(_WANTED)
)
_NEAR = select(Task.person_id).where(Task.child_id.in_(_CHILDREN), Task.person_id.in_(_WANTED))
_STAFF = select(Person.id).where(Person.id.in_(_WANTED), Person.kind == PersonKind.PROFESSIONAL)
KNOWN_TO_FAMILY = union(_PARENTS, _NEAR)
KNOWN_TO_STAFF = union(_PARENTS, _STAFF)
_CHILD = bindparam("child", type_=Uuid())
_SIBLINGS = _children(_guardians([_CHILD]))
RELATIVES = _guardians(_SIBLINGS)
_HOMES = Placement.child_id.in_(_SIBLINGS) | Placement.protects_id.in_(RELATIVES)
BETRAYING = select(Placement.institution_id, Placement.protects_id).where(
    Placement.child_id.in_(union(select(_CHILD), _children(RELATIVES))),
    Placement.protects_id.is_not(None),
    _HOMES | (Placement.child_id == _CHILD),
)
