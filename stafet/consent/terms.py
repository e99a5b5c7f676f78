"""The words of the decision: facts that go in, verdicts that come out. Pure (law.md, Terms)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from stafet.consent.scope import Grant, Taken

CHILD = "child"


class Basis(StrEnum):
    """Why a reader may read a record now (law.md, Terms)."""

    OWN_RECORD = "own_record"
    CUSTODY = "custody"
    YOUTH = "youth"
    CONSENT = "consent"
    MEETING_SEAT = "meeting_seat"
    STATUTE = "statute"


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
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Allow:
    basis: Basis
    consents: tuple[UUID, ...] = ()
    """Every consent used; for a særlig adgang its id."""
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
    """A task that counts now: whose, and in which institution; `why` decides nothing."""

    person_id: UUID
    institution_id: UUID
    why: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SeatFact:
    """A seat at a closed meeting; `until_at` None lasts as long as any effective permission."""

    person_id: UUID
    institution_id: UUID
    record_id: UUID
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccessFact:
    """A særlig adgang: chosen records for one named person, in a half-open period."""

    access_id: UUID
    person_id: UUID
    records: frozenset[UUID]
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Youth:
    """The child itself: when it reads, is asked, must have answered, is of age (L11, L60)."""

    person_id: UUID
    reads_at: datetime
    asked_at: datetime
    pauses_at: datetime
    of_age_at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one child that decides, as it stands now."""

    tasks: tuple[Standing, ...] = ()
    custodians: tuple[UUID, ...] = ()
    """Who is known to hold custody now: nobody from the child's 18th birthday on (L60)."""
    youth: Youth | None = None
    custody_known: bool = True
    custody_changed_at: datetime | None = None
    grants: tuple[Grant, ...] = ()
    taken: tuple[Taken, ...] = ()
    seats: tuple[SeatFact, ...] = ()
    accesses: tuple[AccessFact, ...] = ()
    held: bool = False
    """No consent counts: a leader has not approved yet (L31), or the log stays at home (L30)."""
    unapproved: bool = False
    """A leader has still to approve that the log was opened without the parents (L31)."""
    hidden: Mapping[UUID, frozenset[UUID | None]] = field(default_factory=dict)
    redacted: Mapping[UUID, frozenset[UUID | None]] = field(default_factory=dict)
    asked_back: Mapping[UUID, frozenset[UUID | None]] = field(default_factory=dict)
    """What an author has asked to keep back before its release: it waits for the leader."""
    ended: bool = False
    """All access has ended, by death or adoption: nothing but særlig adgang opens (L60)."""
    whole: bool = True
    """Whether every custody, yes and withdrawal that was written down is there; else no consent
    counts."""
    kept_known: bool = True
    """Whether it is known what is kept back from the family."""
    missing: tuple[str, ...] = ()
    """Tables of which rows are gone that decided about the child."""
    forged: tuple[str, ...] = ()
    """Tables in which rows were found that this product never wrote; they count as absent."""


def without_access(facts: Facts) -> Facts:
    """Return what is left once all access has ended: særlige adgange, and what they open."""
    return replace(
        facts, tasks=(), custodians=(), youth=None, grants=(), taken=(), seats=(), ended=True
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Who would read, and for what; the institutions come from his tasks."""

    person_id: UUID
    purpose: str = "early_support"
