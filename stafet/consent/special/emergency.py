"""Emergency: the reason first, sight at once, and a second person within the hours (L16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet import audit, outbox
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.access import EMERGENCY
from stafet.catalogue.model import AccessKind
from stafet.consent.record_facts import load_records
from stafet.consent.special.deciding import approves
from stafet.consent.special.incidents import open_incident
from stafet.consent.special.models import Access, Incident
from stafet.consent.special.notices import EXPIRE, tell_overseers
from stafet.consent.special.rules import State, Wish, problems_with_silence, state_of
from stafet.consent.special.services import access_of, add_access, note
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.models import Employment
from stafet.people.queries import employments_of, my_tasks
from stafet.people.services import find_child
from stafet.people.services.registering import id_of_press
from stafet.web.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why somebody must see a child's texts at once, and which child: by CPR, or by both others."""

    id: UUID
    reason: str
    cpr: str = ""
    name: str = ""
    born_on: date | None = None
    tell_parents: bool = True
    not_told: str = ""


def open_emergency(unit: Unit, viewer: Viewer, alarm: Alarm) -> UUID | None:
    """Open what is written about a child now, for 24 hours; return the access's id.

    None, recorded, where there is no such child or nothing about it: both alike. `NotFound` for
    who works nowhere and for administrators; `Invalid` at `reason`, `cpr`, `name`, `not_told`.
    """
    work = employments_of(unit, viewer.person_id)
    if not work or Role.ADMIN in viewer.roles:
        raise NotFound(Attempt("access:emergency"))
    kind = unit.use(Catalogue).access_kinds[EMERGENCY]
    _refuse_incomplete(alarm, kind)
    child_id = find_child(unit, cpr=alarm.cpr, name=alarm.name, born_on=alarm.born_on)
    if child_id is None or not audit.lock(unit, child_id):
        _found_nothing(unit, viewer)
        return None
    access_id = id_of_press(unit, alarm.id, viewer.person_id)
    if unit.session.get(Access, access_id) is not None:
        return access_id
    if running := _running(unit, viewer, child_id, kind):
        return running
    records = frozenset(fact.record_id for fact, _ in load_records(unit, child_id, releases=False))
    if not records:
        _found_nothing(unit, viewer)
        return None
    wish = Wish(
        alarm.id,
        kind.key,
        viewer.person_id,
        _sent_by(unit, viewer, child_id, work),
        records,
        reason=alarm.reason,
        tell_parents=alarm.tell_parents,
        not_told=alarm.not_told,
    )
    until_at = unit.now + kind.longest
    access = add_access(unit, viewer, child_id, kind, wish, access_id, until_at)
    outbox.enqueue(
        unit, EXPIRE, {"access": str(access.id)}, key=f"{EXPIRE}:{access.id}", run_at=until_at
    )
    tell_overseers(unit, access, "emergency")
    return access.id


def _sent_by(unit: Unit, viewer: Viewer, child_id: UUID, work: Sequence[Employment]) -> UUID:
    """Return for which of his places somebody acts, whose leader then answers for it.

    Where he works with the child; else where he has worked longest.
    """
    near = {task.institution_id for task in my_tasks(unit, viewer, child_id)}
    post = min(work, key=lambda row: (row.institution_id not in near, row.from_at, row.id))
    return post.institution_id


def approve(unit: Unit, viewer: Viewer, access_id: UUID) -> None:
    """Be the second person who says yes; twice is once. `Invalid` where it is too late."""
    access = _answered_by(unit, viewer, access_id, "access:approve")
    if access.approved_at is not None:
        return
    _refuse_late(unit, access)
    access.approved_at, access.approved_by = unit.now, viewer.person_id
    note(unit, access, "access:approve", viewer.person_id)


def refuse(unit: Unit, viewer: Viewer, access_id: UUID) -> None:
    """Be the second person who says no: it ends at once, and an incident opens."""
    access = _answered_by(unit, viewer, access_id, "access:refuse")
    if unit.session.get(Incident, access_id) is not None:
        return
    if access.approved_at is not None:
        raise Invalid({"": "Somebody has approved it. End it instead."})
    _refuse_late(unit, access)
    access.ended_at, access.ended_by = unit.now, viewer.person_id
    note(unit, access, "access:end", viewer.person_id)
    open_incident(unit, access, viewer.person_id)


def _answered_by(unit: Unit, viewer: Viewer, access_id: UUID, action: str) -> Access:
    access = access_of(unit, access_id, action)
    kind = unit.use(Catalogue).access_kinds.get(access.kind)
    if kind is None or not kind.second_person or not approves(unit, viewer, access):
        raise NotFound(Attempt(action, access_id, access.child_id))
    return access


def _refuse_late(unit: Unit, access: Access) -> None:
    kind = unit.use(Catalogue).access_kinds[access.kind]
    if state_of(access, kind, unit.now) is not State.WAITING:
        raise Invalid({"": "The access has ended."})


def _refuse_incomplete(alarm: Alarm, kind: AccessKind) -> None:
    problems = problems_with_silence(kind, told=alarm.tell_parents, why=alarm.not_told)
    if not alarm.reason.strip():
        problems["reason"] = "Write why it is needed."
    if not alarm.cpr and not (alarm.name.strip() and alarm.born_on):
        problems["cpr"] = "Write the CPR number, or both name and date of birth."
    if problems:
        raise Invalid(problems)


def _found_nothing(unit: Unit, viewer: Viewer) -> None:
    audit.append(unit, audit.KOMMUNE, Event("access:try", viewer.person_id))


def _running(unit: Unit, viewer: Viewer, child_id: UUID, kind: AccessKind) -> UUID | None:
    """Return the emergency that runs already; `Invalid` where the last one is being looked into."""
    query = select(Access).where(
        Access.child_id == child_id,
        Access.kind == kind.key,
        Access.receiver_id == viewer.person_id,
    )
    for access in unit.session.scalars(query):
        state = state_of(access, kind, unit.now)
        if state in {State.WAITING, State.OPEN}:
            return access.id
        incident = unit.session.get(Incident, access.id)
        if state is State.UNAPPROVED and (incident is None or incident.closed_at is None):
            raise Invalid({"": "Nobody approved your last access. Ring your leader."})
    return None
