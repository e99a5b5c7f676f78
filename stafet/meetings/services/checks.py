"""What calling and finishing share: the last check of words, and the line on the timeline."""

from collections.abc import Mapping
from uuid import UUID

from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.meetings.models import Meeting
from stafet.people.rules import names_betrayed
from stafet.records import happenings
from stafet.records.queries import telling_places
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Viewer


def refuse(unit: Unit, child_id: UUID, problems: dict[str, str], words: Mapping[str, str]) -> None:
    """Raise `Invalid`; a place that gives a protected home away is named in no text either."""
    names = tuple(telling_places(unit, child_id).values())
    for field, text in words.items():
        if names_betrayed(text, names):
            problems[field] = "This names a place that one parent must not know. Leave it out."
    if problems:
        raise Invalid(problems)


def note(unit: Unit, viewer: Viewer, kind: HappeningKind, row: Meeting) -> None:
    happenings.note(
        unit,
        kind,
        child_id=row.child_id,
        log_id=row.log_id,
        actor_id=viewer.person_id,
        value=str(row.id),
        meets_at=None if kind is HappeningKind.MEETING_HELD else row.at,
    )
