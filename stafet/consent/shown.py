"""What may be asked for at the door, and what comes out of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from stafet.consent.decision import Basis, Facts, Key
from stafet.records.rules import Content, RecordKind

PAGE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: everything, some kinds, or named records; a page of it.

    `besides` are records to open in the same read although they stand on another page. `exactly`
    are the versions a copy is made of or a search looks through; it may be that none of them may
    be read any more.
    """

    records: frozenset[UUID] | None = None
    kinds: frozenset[RecordKind] | None = None
    log_id: UUID | None = None
    every_version: bool = False
    page: int = 1
    size: int = PAGE
    besides: frozenset[UUID] = frozenset()
    exactly: frozenset[Key] | None = None
    search_id: UUID | None = None
    """The search this read is part of: its words are sealed elsewhere (L44)."""
    outsider_id: UUID | None = None
    """Whom the holder hands what he reads: a person outside the kommune, by consent alone."""

    @property
    def only(self) -> frozenset[UUID] | None:
        """The records to look at at all, or None for every one."""
        if self.exactly is None:
            return self.records
        return frozenset(record for record, _ in self.exactly)


ALL = Wanted()
"""The first page of all that may be read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One version as its reader sees it, with the reason why."""

    record_id: UUID
    version: int
    kind: RecordKind
    about_id: UUID | None
    author_id: UUID
    institution_id: UUID | None
    event_on: date
    written_at: datetime
    corrected: bool
    categories: frozenset[str]
    subjects: frozenset[str]
    basis: Basis
    consents: tuple[UUID, ...]
    until_at: datetime | None
    content: Content | None
    """None where the sealed bytes did not open: damaged or changed, and said so."""
    files: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one read unit may show."""

    records: tuple[Shown, ...]
    total: int
    withheld: tuple[tuple[UUID, date], ...] = ()
    """Redacted for this guardian: that something is there, and its day."""
    facts: Facts = field(default_factory=Facts)
    besides: tuple[Shown, ...] = ()
    newer_on: date | None = None
    """The day of the record just before this page, None on the first."""

    def one(self) -> Shown:
        return self.records[0]
