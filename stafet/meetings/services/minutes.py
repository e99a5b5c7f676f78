"""Keep the minutes while the meeting lasts; finish them for good (L24, L25)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.models import Seat, SeatKind
from stafet.db.transaction import Unit
from stafet.errors import Conflict, Invalid
from stafet.failpoints import failpoint
from stafet.logs.queries import held_log
from stafet.logs.services import agree, write_entry
from stafet.logs.services.agreements import Promise
from stafet.meetings.models import Meeting
from stafet.meetings.queries import (
    held_meeting,
    parties_of,
    without_yes,
)
from stafet.meetings.rules import (
    SSD,
    Line,
    MeetingState,
    Minutes,
    at_line,
    problems_with_minutes,
    seat_ends,
)
from stafet.meetings.services.checks import note, refuse
from stafet.people.identity import names_for
from stafet.people.queries import custodians, tasks_with
from stafet.records.drafts import drop_draft, find_draft, keep_draft, refuse_overtaken
from stafet.records.rules import Content, HappeningKind, RecordKind
from stafet.records.services import Writing, Written
from stafet.web.viewer import Viewer


def keep_minutes(
    unit: Unit, viewer: Viewer, log_id: UUID, meeting_id: UUID, content: Content, seen: int
) -> int:
    """Save the minutes so far as the holder's sealed draft; return its version.

    Raises `Conflict` where another tab saved first, or where the minutes are finished.
    """
    row = held_meeting(unit, viewer, log_id, meeting_id, "meeting:write")
    if row.state is not MeetingState.CALLED:
        raise Conflict({})
    return keep_draft(unit, viewer.person_id, row.child_id, draft_of(row.id), content, seen)


def finish_minutes(
    unit: Unit,
    viewer: Viewer,
    log_id: UUID,
    meeting_id: UUID,
    minutes: Minutes,
    seen: int,
    *,
    key: UUID,
) -> None:
    """Close the meeting: minutes, agreements, seats and news in this one unit, or nothing.

    Raises `Invalid` at the fields (L25, L26, L32), `Conflict` where another tab saved first.
    """
    row = held_meeting(unit, viewer, log_id, meeting_id, "meeting:finish")
    if row.minutes_id == key:
        return
    if row.state is not MeetingState.CALLED:
        raise Conflict({})
    purpose = draft_of(row.id)
    refuse_overtaken(find_draft(unit, viewer.person_id, row.child_id, purpose), seen)
    _refuse_minutes(unit, viewer, row, minutes)
    for line in minutes.decisions:
        _agree(unit, viewer, log_id, line, minutes.categories)
    failpoint("minutes.agreed")
    written = _write_minutes(unit, viewer, row, minutes, key)
    row.state, row.minutes_id, row.closed_at = MeetingState.HELD, written.record_id, unit.now
    row.row_version += 1
    failpoint("minutes.written")
    seats = _give_seats(unit, viewer, row, minutes.came)
    drop_draft(unit, viewer.person_id, row.child_id, purpose)
    note(unit, viewer, HappeningKind.MEETING_HELD, row)
    about = {"meeting": str(row.id), "seats": str(seats)}
    audit.append(unit, row.child_id, Event("meeting:finish", viewer.person_id, about=about))


def draft_of(meeting_id: UUID) -> str:
    """Return what the draft of a meeting's minutes is kept under."""
    return f"minutes:{meeting_id.hex}"


def _refuse_minutes(unit: Unit, viewer: Viewer, row: Meeting, minutes: Minutes) -> None:
    problems = problems_with_minutes(minutes, day_of(unit.now))
    parties = parties_of(unit, row.id)
    own = held_log(unit, viewer, row.log_id, "meeting:finish").holder_place
    if not minutes.came <= {party.person_id for party in parties}:
        problems["came"] = "Choose among those who are invited."
    elif row.kind != SSD and minutes.came & without_yes(unit, row.child_id, parties, own):
        problems["came"] = "The parents no longer say yes to everybody you ticked."
    near = {task.person_id for task in tasks_with(unit, row.child_id)}
    near |= set(custodians(unit, row.child_id))
    for line in minutes.decisions:
        if line.who is not None and line.who not in near:
            problems[f"who_{line.row}"] = "Choose who is responsible."
    words = {f"item_{key}": text for key, text in minutes.answers.items()}
    words |= {f"what_{line.row}": line.what for line in minutes.decisions}
    words |= {"parents": minutes.parents, "parents_reason": minutes.parents_reason}
    words |= {"child": minutes.child, "child_reason": minutes.child_reason}
    refuse(unit, row.child_id, problems, words)


def _write_minutes(
    unit: Unit, viewer: Viewer, row: Meeting, minutes: Minutes, key: UUID
) -> Written:
    writing = Writing(
        kind=RecordKind.MINUTES,
        content=Content(answers=_said(unit, viewer, row, minutes)),
        event_on=min(day_of(row.at), day_of(unit.now)),
        categories=minutes.categories,
        about_id=row.id,
        record_id=key,
    )
    return write_entry(unit, viewer, row.log_id, writing, at_once=True)


def _said(unit: Unit, viewer: Viewer, row: Meeting, minutes: Minutes) -> dict[str, str]:
    """Return the words everybody leaves with: the family's, then the agenda's items and plan."""
    items = unit.use(Catalogue).agendas[row.kind].items
    said = {"parents": minutes.parents, "parents_reason": minutes.parents_reason}
    said |= {"child": minutes.child, "child_reason": minutes.child_reason}
    said |= {key: minutes.answers.get(key, "") for key in items if key not in said}
    plan = next((key for key, item in items.items() if item.agreements), "plan")
    names = names_for(unit, viewer, {line.who for line in minutes.decisions if line.who})
    said[plan] = "\n".join(_decided(line, names) for line in minutes.decisions)
    return {key: text for key, text in said.items() if text.strip()}


def _decided(line: Line, names: Mapping[UUID, str]) -> str:
    who = names.get(line.who, "") if line.who else ""
    return f"{line.what.strip()} – {who}, {line.on:%d.%m.%Y}"


def _agree(
    unit: Unit, viewer: Viewer, log_id: UUID, line: Line, categories: frozenset[str]
) -> None:
    try:
        agree(unit, viewer, log_id, Promise(line.what, line.who, line.on, categories))
    except Invalid as invalid:
        raise Invalid(at_line(line, invalid.problems)) from invalid


def _give_seats(unit: Unit, viewer: Viewer, row: Meeting, came: Iterable[UUID]) -> int:
    """Note who came; each professional among them may read the minutes (L24)."""
    present, seats = {*came, viewer.person_id}, 0
    months = unit.use(Catalogue).deadlines.ssd_seat_months
    for party in parties_of(unit, row.id):
        party.came = party.person_id in present
        if party.came and party.institution_id is not None:
            seats += 1
            unit.session.add(
                Seat(
                    record_id=row.minutes_id,
                    person_id=party.person_id,
                    institution_id=party.institution_id,
                    child_id=row.child_id,
                    kind=SeatKind.SSD if row.kind == SSD else SeatKind.ORDINARY,
                    until_at=seat_ends(row.kind, unit.now, months),
                )
            )
    unit.session.flush()
    return seats
