"""Who answers for a reading, who checks it, what is drawn and what is unusual. Pure."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random
from uuid import UUID

from stafet.catalogue.oversight import Thresholds, Weights
from stafet.clock import COPENHAGEN

WEEK = timedelta(days=7)


class Draw(StrEnum):
    """How a reading came to be checked."""

    LOT = "lot"
    PICKED = "picked"


class OddKind(StrEnum):
    """What can be unusual about one person's readings."""

    MANY_CHILDREN = "many_children"
    NIGHT = "night"
    ALONE = "alone"
    ACCESSES = "accesses"


@dataclass(frozen=True, slots=True)
class Read:
    """A professional's reading of texts about a child: one link of a chain.

    `common` says whether reader and child shared a group or a meeting then.
    """

    chain: UUID
    sequence: int
    at: datetime
    reader_id: UUID
    institution_id: UUID | None
    child_id: UUID
    texts: int
    common: bool
    by_statute: bool

    @property
    def key(self) -> tuple[UUID, int]:
        return self.chain, self.sequence


@dataclass(frozen=True, slots=True)
class Involved:
    """Who has to do with a reading: the reader, his colleagues and leaders, who is near the child.

    `near` have or had a task with the child, work where it is or was, or are its family.
    """

    reader_id: UUID
    colleagues: frozenset[UUID]
    near: frozenset[UUID]

    def __contains__(self, person_id: UUID) -> bool:
        return person_id in self.colleagues | self.near | {self.reader_id}


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something unusual about one person's readings, and how much of it."""

    kind: OddKind
    reader_id: UUID
    count: int


def answerers(
    leaders: Iterable[UUID], officers: Iterable[UUID], reader_id: UUID
) -> frozenset[UUID]:
    """Return who answers why somebody has read: never he himself.

    The leaders where he works; the data-protection officers where there is no other.
    """
    others = frozenset(leaders) - {reader_id}
    return others or frozenset(officers) - {reader_id}


def stage_of(due_on: date, today: date, days_before: Iterable[int]) -> date | None:
    """Return the day of the newest reminder that has come, None before the first.

    The days before the deadline are the kommune's; when it is over, one comes each week.
    """
    if today > due_on:
        first = due_on + timedelta(days=1)
        return first + (today - first) // WEEK * WEEK
    come = (due_on - timedelta(days=days) for days in days_before)
    return max((day for day in come if day <= today), default=None)


def reviewers(groups: Iterable[Iterable[UUID]], involved: Involved) -> tuple[UUID, ...]:
    """Return who may check a reading: the uninvolved of the first group that has any (L48)."""
    for group in groups:
        if fit := tuple(sorted(person for person in set(group) if person not in involved)):
            return fit
    return ()


def weight_of(read: Read, weights: Weights) -> int:
    """Return how heavily a reading weighs; by statute it weighs as one without anything shared."""
    return weights.common if read.common and not read.by_statute else weights.alone


def draw(reads: Iterable[Read], count: int, weights: Weights, dice: Random) -> tuple[Read, ...]:
    """Draw up to so many different readings, each by its weight (L48)."""
    left = list(reads)
    drawn: list[Read] = []
    while left and len(drawn) < count:
        drawn.append(left.pop(_one(left, weights, dice)))
    return tuple(drawn)


def _one(left: Sequence[Read], weights: Weights, dice: Random) -> int:
    sums = list(accumulate(weight_of(read, weights) for read in left))
    return bisect_right(sums, dice.randrange(sums[-1]))


def is_night(at: datetime, told: Thresholds) -> bool:
    """Return whether an instant is within the kommune's night, Copenhagen time."""
    hour = at.astimezone(COPENHAGEN).hour
    if told.night_from <= told.night_to:
        return told.night_from <= hour < told.night_to
    return hour >= told.night_from or hour < told.night_to


def oddities(
    reads: Sequence[Read], accesses: Mapping[UUID, int], told: Thresholds
) -> tuple[Oddity, ...]:
    """Return what is unusual, the most of each kind first; `accesses` are counted by receiver."""
    children: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for read in reads:
        children[read.reader_id].add(read.child_id)
    counts = {
        OddKind.MANY_CHILDREN: ({p: len(those) for p, those in children.items()}, told.children),
        OddKind.NIGHT: (_by_reader(reads, _test(OddKind.NIGHT, told)), told.night_reads),
        OddKind.ALONE: (_by_reader(reads, _test(OddKind.ALONE, told)), told.alone_reads),
        OddKind.ACCESSES: (accesses, told.accesses),
    }
    found = [
        Oddity(kind, person, count)
        for kind, (counted, least) in counts.items()
        for person, count in counted.items()
        if count >= least
    ]
    return tuple(sorted(found, key=lambda one: (list(OddKind).index(one.kind), -one.count)))


def behind(kind: OddKind, reads: Iterable[Read], told: Thresholds) -> tuple[Read, ...]:
    """Return the readings that a line of the list is about."""
    return tuple(filter(_test(kind, told), reads))


def _by_reader(reads: Iterable[Read], test: Callable[[Read], bool]) -> Mapping[UUID, int]:
    return Counter(read.reader_id for read in reads if test(read))


def _test(kind: OddKind, told: Thresholds) -> Callable[[Read], bool]:
    tests: Mapping[OddKind, Callable[[Read], bool]] = {
        OddKind.MANY_CHILDREN: lambda _: True,
        OddKind.NIGHT: lambda read: is_night(read.at, told),
        OddKind.ALONE: lambda read: not read.common,
        OddKind.ACCESSES: lambda read: read.by_statute,
    }
    return tests[kind]
