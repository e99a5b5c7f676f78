"""Move a meeting that is called to another hour, or cancel it: those who are invited are told."""

from datetime import date, datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.errors import Conflict, Invalid
from stafet.logs.services.participants import notify
from stafet.meetings.models import Meeting
from stafet.meetings.queries import held_meeting, invitable, parties_of
from stafet.meetings.rules import MeetingState, problems_with_hour
from stafet.meetings.services.checks import note
from stafet.meetings.services.minutes import draft_of
from stafet.records.drafts import NEVER_SAVED, drop_draft, find_draft, refuse_overtaken
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Viewer


def move_meeting(
    unit: Unit,
    viewer: Viewer,
    log_id: UUID,
    meeting_id: UUID,
    on: date | None,
    at: datetime | None,
    seen: int,
) -> None:
    """Move a meeting to another day or hour; who is invited stays invited.

    Raises `NotFound` for anybody but the holder, `Invalid` at the fields, `Conflict` where somebody
    moved it since version `seen`, or where it is held or cancelled.
    """
    row = held_meeting(unit, viewer, log_id, meeting_id, "meeting:move")
    if row.state is MeetingState.CALLED and row.at == at:
        if row.row_version == seen:
            raise Invalid({"on": "The meeting is at that day and hour already."})
        return
    _refuse_changed(row, seen)
    if problems := problems_with_hour(on, at, day_of(unit.now)):
        raise Invalid(problems)
    assert at is not None
    row.at = at
    _tell(unit, viewer, row, HappeningKind.MEETING_MOVED, "meeting:move")


def cancel_meeting(
    unit: Unit,
    viewer: Viewer,
    log_id: UUID,
    meeting_id: UUID,
    seen: int,
    begun: int = NEVER_SAVED,
) -> None:
    """Cancel a meeting; minutes that were begun go, in the version `begun`. Twice is once.

    Raises `NotFound` for anybody but the holder, `Conflict` where it was moved or held meanwhile,
    or where minutes were written since.
    """
    row = held_meeting(unit, viewer, log_id, meeting_id, "meeting:cancel")
    if row.state is MeetingState.CANCELLED:
        return
    _refuse_changed(row, seen)
    mine = viewer.person_id, row.child_id, draft_of(row.id)
    refuse_overtaken(find_draft(unit, *mine), begun)
    row.state = MeetingState.CANCELLED
    drop_draft(unit, *mine)
    _tell(unit, viewer, row, HappeningKind.MEETING_CANCELLED, "meeting:cancel")


def _refuse_changed(row: Meeting, seen: int) -> None:
    if row.state is not MeetingState.CALLED or row.row_version != seen:
        raise Conflict({})


def _tell(unit: Unit, viewer: Viewer, row: Meeting, kind: HappeningKind, action: str) -> None:
    """Tell the family in its inbox, the professionals by mail, and the child's chain.

    Who could not be invited any longer is not told either (L26).
    """
    row.row_version += 1
    note(unit, viewer, kind, row)
    chairs = invitable(unit, viewer, row.log_id, action).chairs
    for party in parties_of(unit, row.id):
        if (party.person_id, party.institution_id) in chairs:
            notify(unit, party.person_id)
    about = {"meeting": str(row.id)}
    audit.append(unit, row.child_id, Event(action, viewer.person_id, about=about))
