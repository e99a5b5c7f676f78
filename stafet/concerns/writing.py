"""From what was typed to the records to be."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from stafet.concerns.rules import Part
from stafet.logs.rules import Involvement
from stafet.records.rules import Content, RecordKind
from stafet.records.services import Writing


def writings(parts: Sequence[Part], event_on: date, key: UUID | None = None) -> list[Writing]:
    """Return the records of a concern; what is said of a parent's own matters stands alone.

    The first takes the form's `key` as its id, so that a second press finds it.
    """
    return [
        Writing(
            kind=RecordKind.CONCERN,
            content=part.content,
            event_on=event_on,
            categories=part.categories,
            subjects=frozenset({part.subject}),
            record_id=key if number == 0 else None,
        )
        for number, part in enumerate(parts)
    ]


def involvement_writing(told: Involvement, today: date) -> Writing:
    """Return the record of how the parents were involved, for a log that is open already."""
    return Writing(
        kind=RecordKind.INVOLVEMENT,
        content=Content(text=told.how.strip() or told.reason.strip()),
        event_on=told.involved_on or today,
        categories=frozenset({"family"}),
    )
