"""Where a record was found and its immutable facts, packed the same way at sealing and opening."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from struct import Struct
from uuid import UUID

_FACTS = Struct(">16s16sI?16s?16sIiIIiIII")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_ID = bytes(16)
_NO_DAY = 0
_NO_INSTANT = timedelta.min


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
    first_written_at: datetime | None = None
    supersedes: int = 0


def pack(context: Context) -> bytes:
    """Return the context as bytes: one context, one spelling (docs/record-format.md)."""
    # an id's own `bytes` is a call of Python more, and every text that is opened comes by here
    author, institution = context.author, context.institution
    event_on, since = context.event_on, _since(context.written_at)
    first = since
    if context.first_written_at != context.written_at:
        first = _since(context.first_written_at)
    return _FACTS.pack(
        context.child.int.to_bytes(16),
        context.record.int.to_bytes(16),
        context.version,
        author is not None,
        _NO_ID if author is None else author.int.to_bytes(16),
        institution is not None,
        _NO_ID if institution is None else institution.int.to_bytes(16),
        _NO_DAY if event_on is None else event_on.toordinal(),
        since.days,
        since.seconds,
        since.microseconds,
        first.days,
        first.seconds,
        first.microseconds,
        context.supersedes,
    ) + _words(context.table, context.column, context.categories, context.subjects)


def _since(at: datetime | None) -> timedelta:
    return _NO_INSTANT if at is None else at - _EPOCH


def counted(text: str) -> bytes:
    """Return u16 length and UTF-8 bytes."""
    raw = text.encode()
    return len(raw).to_bytes(2, "big") + raw


@lru_cache(maxsize=2048)
def _words(table: str, column: str, categories: frozenset[str], subjects: frozenset[str]) -> bytes:
    """Return what repeats from record to record in a log, packed once."""
    return counted(table) + counted(column) + _names(categories) + _names(subjects)


def _names(names: frozenset[str]) -> bytes:
    return len(names).to_bytes(2, "big") + b"".join(sorted(map(counted, names)))
