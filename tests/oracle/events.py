"""What can happen around one child, as plain events: the oracle's own words.

Nothing of the product is used here: no type, no table and no calendar is shared with what the
oracle judges.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

CHILD = "child"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that became known to the house at an instant."""

    at: datetime


E = TypeVar("E", bound=Event)


@dataclass(frozen=True, kw_only=True)
class Give(Event):
    giver: str
    places: frozenset[str]
    categories: frozenset[str]
    subjects: frozenset[str]
    signed: datetime
    starts: datetime
    ends: datetime | None = None
    since: date | None = None
    purpose: str = "early_support"


@dataclass(frozen=True, kw_only=True)
class Take(Event):
    """Taken back of all its giver signed until `reaches`; None is every place or category."""

    giver: str
    reaches: datetime
    starts: datetime
    place: str | None = None
    category: str | None = None
    is_answer: bool = False
    """Whether it is a no to the question, not a yes taken back."""


@dataclass(frozen=True, kw_only=True)
class Custody(Event):
    """From now on this person holds custody ("known"), perhaps ("unknown") or not ("none")."""

    person: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Task(Event):
    person: str
    place: str
    begins: bool = True


@dataclass(frozen=True, kw_only=True)
class Written(Event):
    """One version of a record; `releases` is when it reaches guardians by itself."""

    record: str
    version: int
    place: str
    event_on: date
    first_written_on: date
    categories: frozenset[str]
    subjects: frozenset[str]
    author: str
    releases: datetime | None = None
    in_log: bool = True
    answers: str = ""
    """The record it answers, as minutes answer the call: what is kept back takes it along."""


@dataclass(frozen=True, kw_only=True)
class Release(Event):
    record: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Limit(Event):
    """Hidden, redacted or asked back ("kind"), for one guardian or (None) for all; or lifted."""

    row: str
    kind: str
    record: str
    reader: str | None
    stands: bool = True


@dataclass(frozen=True, kw_only=True)
class Access(Event):
    """A særlig adgang; it runs from `at` until `until`, or until it is closed."""

    name: str
    person: str
    records: frozenset[str]
    until: datetime
    alarm: bool = False
    """Whether its receiver opened it himself: a second person must say yes."""


@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    access: str
    refused: bool = False
    """Whether the second person said no."""


@dataclass(frozen=True, kw_only=True)
class Approved(Event):
    """The second person has said yes to an emergency."""

    access: str


@dataclass(frozen=True, kw_only=True)
class Asked(Event):
    """The parents are asked about a place."""

    place: str


@dataclass(frozen=True, kw_only=True)
class Tried(Event):
    """The holder tried to reach a giver who does not answer."""

    giver: str
    phone: bool


@dataclass(frozen=True, kw_only=True)
class Seat(Event):
    """A seat at a closed meeting: SSD until an instant, another (None) while permission lasts."""

    person: str
    place: str
    record: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Called(Event):
    """A meeting is called; `chairs` are the professionals invited, each with his institution."""

    meeting: str
    kind: str
    chairs: frozenset[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Held(Event):
    meeting: str


@dataclass(frozen=True, kw_only=True)
class Placed(Event):
    """The child is to be at a place from a day on; a last day is told when it leaves."""

    place: str
    first: date
    last: date | None = None


@dataclass(frozen=True, kw_only=True)
class Printed(Event):
    """A numbered form for signing on paper, worded for the parents or for the young person."""

    paper: str
    young: bool


@dataclass(frozen=True, kw_only=True)
class Scanned(Event):
    """A signed form lies there as a scan: it can be typed in."""

    paper: str


@dataclass(frozen=True, kw_only=True)
class Sharing(Event):
    """The log's level rises to 1 or falls to 0, its opening is held back or approved."""

    what: str
    shared: bool


@dataclass(frozen=True, kw_only=True)
class Ended(Event):
    """The child has died, or is closed by adoption; or that was a mistake."""

    stands: bool


@dataclass
class World:
    born: date
    youth_age: int = 15
    events: list[Event] = field(default_factory=list)

    def known(self, sort: type[E], at: datetime) -> Iterator[E]:
        return (event for event in self.events if isinstance(event, sort) and event.at <= at)
