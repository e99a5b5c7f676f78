"""Register a request for access, and name who answers it (L17, L54)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from stafet import audit, outbox
from stafet.access_requests.models import AccessRequest
from stafet.access_requests.queries import decision_of, keys_for, request_for
from stafet.access_requests.rules import AskerKind, due_on, reminder_days
from stafet.access_requests.sealing import seal_words
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.consent.special.deciding import decides
from stafet.consent.special.notices import tell_staff
from stafet.consent.special.rules import Wish, last_days
from stafet.consent.special.services import end_access, open_access
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.ids import new_id
from stafet.people.deciding import places_of_decision
from stafet.people.queries import custodians, leaders_of
from stafet.people.services import find_child
from stafet.people.services.registering import id_of_press
from stafet.web.viewer import Role, Viewer

KIND = "access_request"
REMIND = "access-request.remind"
HOUR = 8
OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in; `id` is the press of the button."""

    id: UUID
    kind: AskerKind
    asker_id: UUID | None
    institution_id: UUID
    received_on: date
    known_by: str
    """Who asks, and how it is known that it is he."""


def child_with(unit: Unit, viewer: Viewer, cpr: str) -> UUID | None:
    """Return the child with this number, where the viewer may register a request; else None.

    Nobody and not his are the same, and recorded (L61). Raises `Invalid` at `cpr`.
    """
    child_id = find_child(unit, cpr=cpr)
    found = child_id is not None and may_register(unit, viewer, child_id)
    action = "access-request:find" if found else "attempt:access-request"
    audit.append(unit, audit.KOMMUNE, Event(action, viewer.person_id))
    return child_id if found else None


def may_register(unit: Unit, viewer: Viewer, child_id: UUID) -> bool:
    """Return whether the viewer may: the officer, or a leader near the child."""
    kind = unit.use(Catalogue).access_kinds[KIND]
    return Role.DPO in viewer.roles or decides(unit, viewer, child_id, kind)


def places_that_answer(unit: Unit, child_id: UUID) -> frozenset[UUID]:
    """Return the places whose leaders can name who answers."""
    return places_of_decision(unit, child_id, unit.use(Catalogue).access_kinds[KIND].decided_by)


def register(unit: Unit, viewer: Viewer, child_id: UUID, asked: Asked) -> UUID:
    """Register a request and start its clock; return its id. The same press registers once.

    Raises `NotFound` for who may not, `Invalid` at `asker`, `place`, `received_on`, `known_by`.
    """
    if not audit.lock(unit, child_id) or not may_register(unit, viewer, child_id):
        raise NotFound(Attempt("access-request:register", child_id=child_id))
    request_id = id_of_press(unit, asked.id, viewer.person_id)
    if unit.session.get(AccessRequest, request_id) is not None:
        return request_id
    if problems := _problems(unit, child_id, asked):
        raise Invalid(problems)
    deadlines = unit.use(Catalogue).deadlines
    row = AccessRequest(
        id=request_id,
        child_id=child_id,
        asker_kind=asked.kind,
        asker_id=asked.asker_id,
        institution_id=asked.institution_id,
        received_on=asked.received_on,
        due_on=due_on(asked.received_on, deadlines.access_request_months),
        registered_at=unit.now,
        registered_by=viewer.person_id,
    )
    seal_words(unit, row, asked.known_by.strip())
    unit.session.add(row)
    unit.session.flush()
    about = {"asker": asked.kind.value, "due": row.due_on.isoformat()}
    tell(unit, row, "access-request:register", viewer.person_id, about)
    tell_staff(unit, leaders_of(unit, row.institution_id), "asked", row.id)
    for day in reminder_days(row.due_on, deadlines.access_request_reminder_days):
        told = {"request": str(row.id), "day": day.isoformat()}
        at = start_of_day(day, HOUR)
        outbox.enqueue(unit, REMIND, told, key=f"{REMIND}:{row.id}:{day}", run_at=at)
    return row.id


def name_handler(
    unit: Unit, viewer: Viewer, request_id: UUID, person_id: UUID, institution_id: UUID
) -> None:
    """Let somebody read what the asker may have, to cut and to decide; a former one's sight ends.

    A særlig adgang of kind access request: a leader decides it, never for himself. Raises
    `NotFound` for who does not decide about the child, `Invalid` at `receiver`.
    """
    row = request_for(unit, viewer, request_id, "access-request:name")
    kind = unit.use(Catalogue).access_kinds[KIND]
    if not decides(unit, viewer, row.child_id, kind) or decision_of(unit, row) is not None:
        raise NotFound(Attempt("access-request:name", request_id, row.child_id))
    if person_id in {viewer.person_id, row.asker_id}:
        raise Invalid({"receiver": "Nobody gives himself access. Another leader decides."})
    former = row.access_id
    records = frozenset(record for record, _ in keys_for(unit, row))
    row.access_id = None
    if records:
        wish = Wish(
            id=new_id(),
            kind=KIND,
            receiver_id=person_id,
            institution_id=institution_id,
            records=records,
            reason="Anmodning om indsigt",
            last_day=last_days(kind, unit.now)[1],
            asker=row.asker_kind.value,
        )
        row.access_id = open_access(unit, viewer, row.child_id, wish)
    else:
        tell_staff(unit, [person_id], "named", row.id)
    row.handler_id = person_id
    unit.session.flush()
    if former is not None:
        end_access(unit, viewer, former)
    about = {"handler": str(person_id)}
    tell(unit, row, "access-request:name", viewer.person_id, about)


def _problems(unit: Unit, child_id: UUID, asked: Asked) -> dict[str, str]:
    problems = {}
    family = {AskerKind.CUSTODY: custodians(unit, child_id), AskerKind.YOUNG: (child_id,)}
    if asked.asker_id not in family.get(asked.kind, (None,)):
        problems["asker"] = "Choose who asks."
    if asked.institution_id not in places_that_answer(unit, child_id):
        problems["place"] = "Choose who answers."
    if asked.received_on > day_of(unit.now):
        problems["received_on"] = "The day has not come yet."
    if asked.received_on < day_of(unit.now) - OLDEST:
        problems["received_on"] = "That is more than a year ago."
    if not asked.known_by.strip():
        problems["known_by"] = "Write who asks, and how you know."
    return problems


def tell(unit: Unit, row: AccessRequest, action: str, by: UUID, about: dict[str, str]) -> None:
    told = {"request": str(row.id), **about}
    audit.append(unit, row.child_id, Event(action, by, about=told))
