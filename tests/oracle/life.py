"""The life of two children, played by hypothesis: what can happen, at instants that matter."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from stafet.clock import day_of, start_of_day
from tests.oracle.events import (
    CHILD,
    Access,
    Custody,
    Ended,
    Limit,
    Release,
    Seat,
    Sharing,
    Take,
    Task,
    Written,
)
from tests.oracle.facts import until
from tests.oracle.playing import (
    MOMENT,
    PARENTS,
    PLACES,
    RECORDS,
    STAFF,
    TOPICS,
    Playing,
    maybe,
    some,
)


class Life(Playing):
    """Plays events; who checks what they open inherits from it."""

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
        """Sign, here or some days ago elsewhere; what was answered before is replaced."""
        givers = self.givers(number)
        if not givers:
            return
        purpose = purpose if self.purposes else "early_support"
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

    @rule(number=st.integers(0, 1), place=st.sampled_from(PLACES), own=st.booleans())
    def all_give(self, number: int, place: str, own: bool) -> None:
        """Let everybody who may answer say yes to everything, and a colleague get a task there."""
        for giver in self.givers(number):
            if giver in self.givers(number):  # time goes on with each: the child may be of age
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

    @rule(number=st.integers(0, 1), really=st.sampled_from([True, False, False]))
    def end(self, number: int, really: bool) -> None:
        """Let all access end, more seldom than other things; next time it was a mistake."""
        over = self.has_ended(number)
        if over or really:
            self.add(number, Ended(at=self.now, stands=not over))

    @rule(
        number=st.integers(0, 1),
        what=st.sampled_from(["level", "opening"]),
        shared=st.sampled_from([True, True, False]),
    )
    def sharing(self, number: int, what: str, shared: bool) -> None:
        self.add(number, Sharing(at=self.now, what=what, shared=shared))
