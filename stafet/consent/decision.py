"""THE DECISION: who may read which record now, on what basis. Pure (architecture.md).

The consents are first folded into one table for the reader; each record is then a look-up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from stafet.consent.scope import FULL, Cell, Cover, Grant, Taken, counts, covered_by_giver

CHILD = "child"


class Basis(StrEnum):
    """Why a reader may read a record now (law.md, Terms)."""

    OWN_RECORD = "own_record"
    CUSTODY = "custody"
    CONSENT = "consent"
    MEETING_SEAT = "meeting_seat"


class Reason(StrEnum):
    """Why not."""

    NO_TASK = "no_task"
    NOT_RELEASED = "not_released"
    OTHERS_PRIVATE = "others_private"
    WITHHELD = "withheld"
    HIDDEN = "hidden"
    SHARING_HELD = "sharing_held"
    NOT_COVERED = "not_covered"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Allow:
    basis: Basis
    consents: tuple[UUID, ...] = ()
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason


Verdict = Allow | Refusal
Key = tuple[UUID, int]
"""A record and a version."""


@dataclass(frozen=True, slots=True)
class RecordFact:
    """The facts of one version that the decision looks at."""

    record_id: UUID
    version: int
    institution_id: UUID | None
    event_on: date
    written_on: date
    categories: frozenset[str]
    subjects: frozenset[str]
    released_at: datetime | None
    author_id: UUID
    internal: bool = False
    """Not in any log: it stays in the institution that wrote it (L30)."""

    @property
    def key(self) -> Key:
        return self.record_id, self.version


@dataclass(frozen=True, slots=True)
class Standing:
    """A task or a custody that counts now: whose, and for a task in which institution."""

    person_id: UUID
    institution_id: UUID


@dataclass(frozen=True, slots=True)
class SeatFact:
    """A seat at a closed meeting; `until_at` None lasts as long as any effective permission."""

    person_id: UUID
    institution_id: UUID
    record_id: UUID
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one child that decides, as it stands now."""

    tasks: tuple[Standing, ...] = ()
    custodians: tuple[UUID, ...] = ()
    custody_known: bool = True
    custody_changed_at: datetime | None = None
    grants: tuple[Grant, ...] = ()
    taken: tuple[Taken, ...] = ()
    seats: tuple[SeatFact, ...] = ()
    held: bool = False
    hidden: Mapping[UUID, frozenset[UUID | None]] = field(default_factory=dict)
    redacted: Mapping[UUID, frozenset[UUID | None]] = field(default_factory=dict)
    forged: tuple[str, ...] = ()
    """Tables in which rows were found that this product never wrote; they count as absent."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who would read, and for what; the institutions come from his tasks."""

    person_id: UUID
    purpose: str = "early_support"


def decide(
    reader: Reader, facts: Facts, records: Iterable[RecordFact], now: datetime
) -> dict[Key, Verdict]:
    """Return for each record the basis on which the reader may read it now, or why not."""
    mine = frozenset(t.institution_id for t in facts.tasks if t.person_id == reader.person_id)
    if reader.person_id in facts.custodians:
        return {record.key: _for_custodian(reader, facts, record, now) for record in records}
    look_up = _ByConsent(reader, facts, mine, now)
    own = Allow(Basis.OWN_RECORD)
    return {
        record.key: own if record.institution_id in mine else look_up.verdict(record)
        for record in records
    }


def permission(
    facts: Facts, institution_id: UUID, now: datetime, purpose: str
) -> dict[Cell, Cover]:
    """Return an institution's effective permission: each cell every required giver covers.

    For the child's information every custody holder is required; for a parent's own private
    matters that parent alone (L08, L10, L18). Nobody known to ask means nobody may read.
    """
    if facts.held or not facts.custody_known or not facts.custodians:
        return {}
    running = [
        grant
        for grant in facts.grants
        if grant.institution_id == institution_id
        and grant.purpose == purpose
        and counts(grant, now, facts.custody_changed_at or grant.confirmed_at)
    ]
    taken = [back for back in facts.taken if back.bites(now)]
    tables = {
        giver: covered_by_giver([g for g in running if g.giver_id == giver], taken)
        for giver in facts.custodians
    }
    return dict(_met(tables))


def _met(tables: Mapping[UUID, Mapping[Cell, Cover]]) -> Iterable[tuple[Cell, Cover]]:
    for cell in {cell for table in tables.values() for cell in table}:
        subject = cell[1]
        givers = [g for g in tables if subject in (CHILD, str(g))]
        cover = FULL
        for giver in givers:
            mine = tables[giver].get(cell)
            if mine is None:
                break
            cover = cover.meet(mine)
        else:
            if givers:
                yield cell, cover


def _for_custodian(reader: Reader, facts: Facts, record: RecordFact, now: datetime) -> Verdict:
    for_me = {None, reader.person_id}
    if facts.hidden.get(record.record_id, frozenset()) & for_me:
        return Refusal(Reason.HIDDEN)
    if record.author_id == reader.person_id:
        return Allow(Basis.OWN_RECORD)
    if record.released_at is None or now < record.released_at:
        return Refusal(Reason.NOT_RELEASED)
    if not record.subjects <= {CHILD, str(reader.person_id)}:
        return Refusal(Reason.OTHERS_PRIVATE)
    if facts.redacted.get(record.record_id, frozenset()) & for_me:
        return Refusal(Reason.WITHHELD)
    return Allow(Basis.CUSTODY)


class _ByConsent:
    """One reader's table, and the verdicts already given for the same facts."""

    def __init__(self, reader: Reader, facts: Facts, mine: frozenset[UUID], now: datetime) -> None:
        self._now = now
        self._none = Refusal(
            Reason.NO_TASK
            if not mine
            else Reason.SHARING_HELD
            if facts.held
            else Reason.NOT_COVERED
        )
        self._tables = [permission(facts, place, now, reader.purpose) for place in sorted(mine)]
        self._covers: dict[tuple[frozenset[str], frozenset[str]], list[tuple[date, Allow]]] = {}
        self._seats = {
            seat.record_id: Allow(Basis.MEETING_SEAT, until_at=seat.until_at)
            for seat in facts.seats
            if seat.person_id == reader.person_id and self._open(seat, facts, reader)
        }

    def verdict(self, record: RecordFact) -> Verdict:
        if record.internal:
            return Refusal(Reason.INTERNAL)
        key = (record.categories, record.subjects)
        covers = self._covers.get(key)
        if covers is None:
            covers = self._covers[key] = list(self._meets(*key))
        for since, allow in covers:
            if record.event_on >= since and record.written_on >= since:
                return allow
        return self._seats.get(record.record_id, self._none)

    def _meets(
        self, categories: frozenset[str], subjects: frozenset[str]
    ) -> Iterable[tuple[date, Allow]]:
        for table in self._tables:
            cover = FULL
            for cell in ((c, s) for c in categories for s in subjects):
                if cell not in table:
                    break
                cover = cover.meet(table[cell])
            else:
                if cover.consents:
                    consents = tuple(sorted(cover.consents))
                    yield cover.since_on, Allow(Basis.CONSENT, consents, cover.until_at)

    def _open(self, seat: SeatFact, facts: Facts, reader: Reader) -> bool:
        if seat.until_at is not None:
            return self._now < seat.until_at
        return bool(permission(facts, seat.institution_id, self._now, reader.purpose))
