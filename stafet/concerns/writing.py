"""From what was typed to the records to be."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from stafet.concerns.rules import Part
from stafet.records.rules import RecordKind
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
