"""What the pages show on which a meeting is moved or cancelled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
from stafet.meetings.queries import held_meeting
from stafet.meetings.rules import MeetingState
from stafet.meetings.services import draft_of
from stafet.people.identity import names_for
from stafet.records.drafts import NEVER_SAVED, find_draft
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A meeting that is to be moved or cancelled; `version` is what the form was drawn from."""

    id: UUID
    log_id: UUID
    child: str
    kind: str
    at: datetime
    version: int
    over: bool
    """It is held or cancelled meanwhile: there is nothing to change."""
    begun: int
    """The version of the minutes that are begun: they go with a meeting that is cancelled."""


def change_page(unit: Unit, viewer: Viewer, log_id: UUID, meeting_id: UUID) -> ChangePage:
    """Return the page for the holder; raises `NotFound` for anybody else."""
    row = held_meeting(unit, viewer, log_id, meeting_id, "meeting:change")
    names = names_for(unit, viewer, [row.child_id], "meeting:change")
    draft = find_draft(unit, viewer.person_id, row.child_id, draft_of(row.id))
    return ChangePage(
        id=row.id,
        log_id=log_id,
        child=names.get(row.child_id, ""),
        kind=unit.use(Catalogue).agendas[row.kind].label.in_(current_language()),
        at=row.at,
        version=row.row_version,
        over=row.state is not MeetingState.CALLED,
        begun=draft.version if draft else NEVER_SAVED,
    )
