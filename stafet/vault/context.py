"""Where a record was found and its immutable facts, packed the same way at sealing and opening."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from struct import Struct
from uuid import UUID

_FACTS = Struct(">16s16sI?16s?16sIqI")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NO_ID = bytes(16)
_NO_DAY = 0
_NO_INSTANT = -(2**63)


@dataclass(frozen=True, slots=True)
class Context:
    """The facts a record is sealed to: with any of them changed it does not open."""

    table: str
    column: str
    child: UUID
    record: UUID
    version: int = 1
    author: UUID | None = None
    institution: UUID | None = None
    categories: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    event_on: date | None = None
    written_at: datetime | None = None
    supersedes: int = 0


def pack(context: Context) -> bytes:
    """Return the context as bytes: one context, one spelling (docs/record-format.md)."""
    author, institution = context.author, context.institution
    return (
        _place(context.table, context.column)
        + _FACTS.pack(
            context.child.bytes,
            context.record.bytes,
            context.version,
            author is not None,
            _NO_ID if author is None else author.bytes,
            institution is not None,
            _NO_ID if institution is None else institution.bytes,
            _NO_DAY if context.event_on is None else context.event_on.toordinal(),
            _NO_INSTANT if context.written_at is None else _microseconds(context.written_at),
            context.supersedes,
        )
        + _names(context.categories)
        + _names(context.subjects)
    )


def counted(text: str) -> bytes:
    """Return u16 length and UTF-8 bytes."""
    raw = text.encode()
    return len(raw).to_bytes(2, "big") + raw


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=256)
def _place(table: str, column: str) -> bytes:
    return counted(table) + counted(column)


@lru_cache(maxsize=1024)
def _names(names: frozenset[str]) -> bytes:
    return len(names).to_bytes(2, "big") + b"".join(sorted(map(counted, names)))
