"""The life of two children, played by hypothesis: what can happen, at instants that matter."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from stafet.clock import day_of, start_of_day
from stafet.people.ages import OF_AGE, birthday
from tests.oracle.events import (
    CHILD,
    Access,
    Custody,
    Event,
    Give,
    Limit,
    Release,
    Seat,
    Sharing,
    Take,
    Task,
    World,
    Written,
)
from tests.oracle.facts import until

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


class Life(RuleBasedStateMachine):
    """Plays events and keeps them; who checks what they open inherits from it."""

    paper = True
    """Whether somebody may also sign on paper, and for another purpose."""
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
                ends = event.releases if isinstance(event, Written) else ends
                found |= {ends} if ends else set()
        return sorted(found)

    @initialize(born=st.tuples(st.sampled_from(BORN), st.sampled_from(BORN)))
    def begin(self, born: tuple[date, date]) -> None:
        self.worlds.extend(map(World, born, self.reads_from))
        self.prepare()
        for number, holders in enumerate((("anna", "bo"), ("bo", "carl"))):
            for holder in holders:
                self.add(number, Custody(at=self.now, person=holder, state="known"))
            self.add(number, Task(at=self.now, person="pia", place="daycare"))
            self.add(number, Task(at=self.now, person="troels", place="school"))
            self.note(number, record="one", place="ppr", days=0, topics=TOPICS[:1], whom=(CHILD,))
        self.touched = self.worlds

    def prepare(self) -> None:
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
            author="signe",
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
        world = self.worlds[number]
        states = {e.person: e.state for e in world.known(Custody, self.now)}
        grown = self.now >= birthday(world.born, OF_AGE)
        young = [CHILD] if self.now >= birthday(world.born, 15) else []
        return young + [who for who, is_ in states.items() if is_ == "known" and not grown]

    @rule(
        number=st.integers(0, 1),
        which=st.integers(0, 2),
        places=some(PLACES),
        topics=some(TOPICS),
        own=st.booleans(),
        ahead=st.sampled_from([0, 0, 0, 20]),
        lasts=maybe(5, 100),
        back=st.sampled_from([0, 0, 0, 3]),
        everything=st.sampled_from([True, True, False]),
        purpose=st.sampled_from(["early_support"] * 4 + ["research"]),
    )
    def give(
        self,
        number: int,
        which: int,
        places: frozenset[str],
        topics: frozenset[str],
        own: bool,
        ahead: int,
        lasts: int | None,
        back: int,
        everything: bool,
        purpose: str,
    ) -> None:
        """Sign, here or some days ago on paper; what was answered before is replaced."""
        givers = self.givers(number)
        if not givers:
            return
        back, purpose = (back, purpose) if self.paper else (0, "early_support")
        signed = start_of_day(day_of(self.now) - timedelta(days=back)) if back else self.now
        last = day_of(self.now) + timedelta(days=lasts + ahead) if lasts is not None else None
        self.sign(
            number,
            givers[which % len(givers)],
            places,
            own=own,
            categories=topics,
            signed=signed,
            starts=max(self.now, start_of_day(day_of(self.now) + timedelta(days=ahead))),
            ends=until(signed, last) if last else None,
            since=None if everything else day_of(signed),
            purpose=purpose,
        )

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

    @rule(number=st.integers(0, 1), place=st.sampled_from(PLACES), own=st.booleans())
    def all_give(self, number: int, place: str, own: bool) -> None:
        """Let everybody who may answer say yes to everything, and a colleague get a task there."""
        for giver in self.givers(number):
            self.sign(number, giver, frozenset({place}), own=own)
        self.add(number, Task(at=self.now, person="pia", place=place))

    @rule(
        number=st.integers(0, 1),
        which=st.integers(0, 2),
        place=maybe(*PLACES),
        topic=maybe(None, *TOPICS),
    )
    def take(self, number: int, which: int, place: str | None, topic: str | None) -> None:
        if givers := self.givers(number):
            giver = givers[which % len(givers)]
            at = self.now
            self.add(
                number,
                Take(at=at, giver=giver, reaches=at, starts=at, place=place, category=topic),
            )

    @rule(number=st.integers(0, 1), which=st.integers(0, 2), place=st.sampled_from(PLACES))
    def say_no(self, number: int, which: int, place: str) -> None:
        if givers := self.givers(number):
            told = {"reaches": self.now - MOMENT, "starts": self.now, "place": place}
            giver = givers[which % len(givers)]
            self.add(number, Take(at=self.now, giver=giver, is_answer=True, **told))

    @rule(
        number=st.integers(0, 1),
        person=st.sampled_from(PARENTS),
        state=st.sampled_from(["known", "known", "none", "unknown"]),
    )
    def custody(self, number: int, person: str, state: str) -> None:
        self.add(number, Custody(at=self.now, person=person, state=state))

    @rule(
        number=st.integers(0, 1),
        person=st.sampled_from(STAFF),
        place=st.sampled_from(PLACES),
        begins=st.sampled_from([True, True, False]),
    )
    def task(self, number: int, person: str, place: str, begins: bool) -> None:
        self.add(number, Task(at=self.now, person=person, place=place, begins=begins))

    @rule(
        number=st.integers(0, 1),
        record=st.sampled_from(RECORDS),
        place=st.sampled_from(["ppr", "ppr", *PLACES]),
        days=st.sampled_from([0, 0, 1, 40]),
        topics=some(TOPICS),
        whom=st.sampled_from([(CHILD,)] * 3 + [("anna",), (CHILD, "bo"), ("bo", "carl")]),
    )
    def write(
        self, number: int, record: str, place: str, days: int, topics: frozenset, whom: tuple
    ) -> None:
        self.note(number, record=record, place=place, days=days, topics=tuple(topics), whom=whom)

    @rule(number=st.integers(0, 1), which=st.integers(0, 5), what=st.sampled_from(["in", "by"]))
    def write_aside(self, number: int, which: int, what: str) -> None:
        """Write what lies in no log, or a guardian's own comment."""
        written = [e for e in self.worlds[number].events if isinstance(e, Written)]
        like = written[which % len(written)]
        aside = {"in_log": False} if what == "in" else {"place": "", "author": PARENTS[which % 3]}
        told = {**vars(like), "at": self.now, "record": f"{what} {len(written)}", "version": 1}
        self.add(number, Written(**{**told, "releases": None, **aside}))

    def record_of(self, number: int, which: int) -> Written:
        written = [e for e in self.worlds[number].events if isinstance(e, Written)]
        return written[which % len(written)]

    @rule(number=st.integers(0, 1), which=st.integers(0, 5))
    def release(self, number: int, which: int) -> None:
        written = self.record_of(number, which)
        if written.releases is None or written.releases > self.now:
            done = {(e.record, e.version) for e in self.worlds[number].known(Release, self.now)}
            if (written.record, written.version) not in done:
                self.add(
                    number,
                    Release(at=self.now, record=written.record, version=written.version),
                )

    @rule(
        number=st.integers(0, 1),
        which=st.integers(0, 5),
        kind=st.sampled_from(["hidden", "redacted", "asked"]),
        reader=maybe(CHILD, *PARENTS),
        stands=st.sampled_from([True, True, False]),
    )
    def limit(self, number: int, which: int, kind: str, reader: str | None, stands: bool) -> None:
        record = self.record_of(number, which).record
        self.add(number, Limit(at=self.now, kind=kind, record=record, reader=reader, stands=stands))

    @rule(
        number=st.integers(0, 1),
        which=st.integers(0, 5),
        person=st.sampled_from(STAFF),
        lasts=st.sampled_from([1, 30]),
    )
    def access(self, number: int, which: int, person: str, lasts: int) -> None:
        chosen = frozenset({self.record_of(number, which).record})
        ends = self.now + timedelta(days=lasts)
        self.add(number, Access(at=self.now, person=person, records=chosen, until=ends))

    @rule(
        number=st.integers(0, 1),
        person=st.sampled_from(STAFF),
        place=st.sampled_from(PLACES),
        lasts=maybe(180),
    )
    def seat(self, number: int, person: str, place: str, lasts: int | None) -> None:
        """Write minutes; who had a seat at the meeting gets it with them."""
        name = f"minutes {len(self.worlds[number].events)}"
        ends = None if lasts is None else self.now + timedelta(days=lasts)
        topics, whom = TOPICS[:1], (CHILD,)
        self.add(
            number,
            self.written(number, record=name, place="ppr", days=0, topics=topics, whom=whom),
            Seat(at=self.now, person=person, place=place, record=name, until=ends),
        )

    @rule(
        number=st.integers(0, 1),
        what=st.sampled_from(["level", "opening"]),
        shared=st.sampled_from([True, True, False]),
    )
    def sharing(self, number: int, what: str, shared: bool) -> None:
        self.add(number, Sharing(at=self.now, what=what, shared=shared))
