"""The two children of a play: who is near them, the instants that matter, what was told so far."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from stafet.clock import day_of, start_of_day
from stafet.people.ages import OF_AGE, birthday
from tests.oracle.events import (
    CHILD,
    Access,
    Asked,
    Custody,
    Ended,
    Event,
    Give,
    Placed,
    Seat,
    Sharing,
    Take,
    Task,
    World,
    Written,
)
from tests.oracle.facts import until
from tests.oracle.outcomes import outcome
from tests.oracle.powers import HOLDER, No
from tests.oracle.wishes import Wish

PARENTS = ("anna", "bo", "carl")
STAFF = ("pia", "troels", "signe")
PLACES = ("daycare", "school")
TOPICS = ("wellbeing", "health")
RECORDS = ("one", "two", "three")
READERS = (*PARENTS, *STAFF, CHILD)
MORNING = start_of_day(date(2027, 3, 1), 9)
MOMENT = timedelta(microseconds=1)
BORN = (date(2020, 3, 6), date(2012, 3, 9), date(2009, 3, 12), date(2012, 2, 10))
"""A small child; one who turns 15, one who turns 18 soon; one who was 15 just now."""
LEAPS = tuple(
    start_of_day(day) for day in (date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29))
)
STEPS = (MOMENT, timedelta(hours=1), timedelta(days=1), timedelta(days=29), timedelta(days=200))


def some(things: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    """Return all of the things, often, or some."""
    every = frozenset(things)
    return st.one_of(st.just(every), st.frozensets(st.sampled_from(things), min_size=1))


def maybe(*things: object) -> st.SearchStrategy:
    return st.sampled_from([None, *things])


class Playing(RuleBasedStateMachine):
    """Keeps the events of two children and lets time go by; heirs add what happens."""

    purposes = True
    """Whether somebody may also sign for another purpose."""
    reads_from = (15, 15)
    """From which age each child may read about itself."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MORNING
        self.worlds: list[World] = []
        self.touched = self.worlds

    def add(self, number: int, *events: Event) -> None:
        """Let events happen to a child."""
        world = self.worlds[number]
        world.events.extend(events)
        self.touched = [world]

    def wish(self, number: int, wish: Wish) -> None:
        """Let somebody do something at the desk: what follows happens, or it is refused."""
        follows = outcome(wish, self.worlds[number], self.now)
        if not isinstance(follows, No):
            self.add(number, *follows)

    def edges(self) -> list[datetime]:
        """Return the instants at which something may change by itself."""
        found = set(LEAPS)
        for world in self.worlds:
            found |= {birthday(world.born, years) for years in (world.youth_age, 15, OF_AGE)}
            found.add(start_of_day(day_of(birthday(world.born, 15)) + timedelta(days=30)))
            for event in world.events:
                if isinstance(event, Give):
                    found |= {event.starts, event.ends or until(event.signed)}
                ends = event.until if isinstance(event, Access | Seat) else None
                ends = event.at if isinstance(event, Task) else ends
                ends = event.releases if isinstance(event, Written) else ends
                found |= {ends} if ends else set()
        return sorted(found)

    @initialize(
        born=st.tuples(st.sampled_from(BORN), st.sampled_from(BORN)),
        held=st.sampled_from([False, False, True]),
    )
    def begin(self, born: tuple[date, date], held: bool = False) -> None:
        """Both children are at the daycare; the parents of one may not have been told yet."""
        self.worlds.extend(map(World, born, self.reads_from))
        self.prepare(held)
        self.add(0, Sharing(at=self.now, what="opening", shared=not held))
        for number, holders in enumerate((("anna", "bo"), ("bo", "carl"))):
            for holder in holders:
                self.add(number, Custody(at=self.now, person=holder, state="known"))
            self.add(number, *(Asked(at=self.now, place=place) for place in PLACES))
            self.add(number, Placed(at=self.now, place="daycare", first=day_of(self.now)))
            self.add(number, Task(at=self.now, person="pia", place="daycare"))
            self.add(number, Task(at=self.now, person="troels", place="school"))
            self.note(number, record="one", place="ppr", days=0, topics=TOPICS[:1], whom=(CHILD,))
        self.touched = self.worlds

    def prepare(self, held: bool) -> None:
        """Make ready where all this happens: here nowhere but in the events."""

    def note(self, number: int, **told: object) -> None:
        self.add(number, self.written(number, **told))

    def written(
        self, number: int, *, record: str, place: str, days: int, topics: tuple, whom: tuple
    ) -> Written:
        """Return a record, or its next version, of some days ago."""
        before = [e for e in self.worlds[number].events if isinstance(e, Written)]
        same = [e for e in before if e.record == record]
        today = day_of(self.now)
        return Written(
            at=self.now,
            record=record,
            version=len(same) + 1,
            place=place,
            event_on=today - timedelta(days=days),
            first_written_on=same[0].first_written_on if same else today,
            categories=frozenset(topics),
            subjects=frozenset(whom),
            author=same[0].author if same else HOLDER if place == "ppr" else "signe",
            releases=start_of_day(today + timedelta(days=1), 8),
        )

    @rule(step=st.sampled_from(STEPS))
    def wait(self, step: timedelta) -> None:
        self.now += step
        self.touched = self.worlds

    @rule(which=st.integers(0, 3), short=st.booleans())
    def wait_for_an_edge(self, which: int, short: bool) -> None:
        """Go to one of the next instants at which something changes, or to just before it."""
        ahead = [edge for edge in self.edges() if edge > self.now + MOMENT]
        if ahead:
            self.now = ahead[min(which, len(ahead) - 1)] - (MOMENT if short else timedelta())
        self.touched = self.worlds

    def givers(self, number: int) -> list[str]:
        """Return who may answer now: who holds custody, and the young person."""
        if self.has_ended(number):
            return []
        world = self.worlds[number]
        states = {e.person: e.state for e in world.known(Custody, self.now)}
        grown = self.now >= birthday(world.born, OF_AGE)
        young = [CHILD] if self.now >= birthday(world.born, 15) else []
        return young + [who for who, is_ in states.items() if is_ == "known" and not grown]

    def has_ended(self, number: int) -> bool:
        """Return whether all access has ended, by death or adoption."""
        return any([e.stands for e in self.worlds[number].known(Ended, self.now)][-1:])

    def sign(
        self, number: int, giver: str, places: frozenset[str], *, own: bool, **more: object
    ) -> None:
        """Sign for some places: what was answered there before is replaced."""
        told = {"signed": self.now, "starts": self.now, "categories": frozenset(TOPICS), **more}
        subjects = frozenset({CHILD, giver} if own else {CHILD})
        give = Give(at=self.now, giver=giver, places=places, subjects=subjects, **told)
        reaches = give.signed - MOMENT
        replaced = (
            Take(at=self.now, giver=giver, reaches=reaches, starts=give.starts, place=place)
            for place in sorted(places)
        )
        self.add(number, *replaced, give)

    def record_of(self, number: int, which: int) -> Written:
        written = [e for e in self.worlds[number].events if isinstance(e, Written)]
        return written[which % len(written)]
