"""Call a meeting: with whom the parents have said yes to, and nobody else (L26)."""

from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.services import write_entry
from stafet.logs.services.participants import notify
from stafet.meetings.models import Meeting, MeetingParty
from stafet.meetings.queries import (
    Invitable,
    invitable,
)
from stafet.meetings.rules import (
    RULES_OF_THEIR_OWN,
    Call,
    MeetingState,
    PartyKind,
    problems_with_call,
)
from stafet.meetings.services.checks import note, refuse
from stafet.records.rules import Content, HappeningKind, RecordKind
from stafet.records.services import Writing
from stafet.web.viewer import Viewer


def call_meeting(unit: Unit, viewer: Viewer, log_id: UUID, call: Call, *, key: UUID) -> UUID:
    """Invite to a meeting, once per `key`; return its id.

    Raises `NotFound` for anybody but the holder, `Invalid` at the fields: without an effective
    permission nobody of that institution is invited (L26), nor without the family's part (L25).
    """
    may = invitable(unit, viewer, log_id, "meeting:call")
    if row := unit.session.get(Meeting, key):
        return _called_before(viewer, log_id, row)
    _refuse_call(unit, may, call)
    writing = Writing(
        kind=RecordKind.MEETING,
        content=Content(text=call.purpose, answers=_told(call)),
        event_on=day_of(unit.now),
        categories=call.categories,
        record_id=key,
    )
    write_entry(unit, viewer, log_id, writing, at_once=True)
    assert call.at is not None
    row = Meeting(
        id=key,
        log_id=log_id,
        child_id=may.log.child_id,
        kind=call.kind,
        at=call.at,
        state=MeetingState.CALLED,
        called_by=viewer.person_id,
        called_at=unit.now,
        row_version=1,
    )
    unit.session.add(row)
    unit.session.flush()
    _seat_everybody(unit, viewer, may, call, row)
    note(unit, viewer, HappeningKind.MEETING_CALLED, row)
    for person in sorted({person for person, _ in call.people}):
        notify(unit, person)
    about = {"meeting": str(key), "invited": str(len(call.people) + len(call.guardians))}
    audit.append(unit, row.child_id, Event("meeting:call", viewer.person_id, about=about))
    return key


def _called_before(viewer: Viewer, log_id: UUID, row: Meeting) -> UUID:
    if row.log_id != log_id or row.called_by != viewer.person_id:
        raise NotFound(Attempt("meeting:call", row.id, row.child_id))
    return row.id


def _refuse_call(unit: Unit, may: Invitable, call: Call) -> None:
    problems = problems_with_call(call, day_of(unit.now))
    if call.kind in RULES_OF_THEIR_OWN or call.kind not in unit.use(Catalogue).agendas:
        problems["kind"] = "Choose what kind of meeting it is."
    if not call.people <= may.chairs:
        problems["people"] = "The parents have not said yes to everybody you chose."
    elif any(call.categories - may.topics.get(place, call.categories) for _, place in call.people):
        problems["categories"] = "Choose only topics that everybody you invite may read about."
    if not call.guardians <= set(may.guardians):
        problems["guardians"] = "Choose among the parents."
    refuse(unit, may.log.child_id, problems, {"purpose": call.purpose, **_told(call)})


def _told(call: Call) -> dict[str, str]:
    """Return a call's words besides its purpose, by field."""
    told = {
        "place": call.place,
        "tried": call.tried,
        "others": call.others,
        "child_perspective": "" if call.child_comes else call.child_perspective,
        "parents_how": call.parents_how,
        "parents_reason": call.parents_reason,
    }
    return {field: text for field, text in told.items() if text.strip()}


def _seat_everybody(unit: Unit, viewer: Viewer, may: Invitable, call: Call, row: Meeting) -> None:
    chairs = dict(call.people) | {viewer.person_id: may.log.holder_place}
    come: dict[UUID, PartyKind] = dict.fromkeys(call.guardians, PartyKind.GUARDIAN)
    if call.child_comes:
        come[row.child_id] = PartyKind.CHILD
    come |= dict.fromkeys(chairs, PartyKind.PROFESSIONAL)
    for person, kind in come.items():
        unit.session.add(
            MeetingParty(
                meeting_id=row.id, person_id=person, institution_id=chairs.get(person), kind=kind
            )
        )
    unit.session.flush()
