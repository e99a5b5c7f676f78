"""The life of two children, played by hypothesis: what can happen, at instants that matter."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from stafet.clock import day_of, start_of_day
from tests.oracle.desk import PURPOSE, USUAL, Desk
from tests.oracle.events import CHILD, Custody, Ended, Give, Printed, Take, Task, Written
from tests.oracle.facts import until
from tests.oracle.playing import (
    MOMENT,
    PARENTS,
    PLACES,
    RECORDS,
    STAFF,
    TOPICS,
    maybe,
    some,
)
from tests.oracle.powers import HOLDER
from tests.oracle.wishes import Print, Receive, Scan


class Life(Desk):
    """Plays events; who checks what they open inherits from it."""

    @rule(
        number=st.integers(0, 1),
        which=st.integers(0, 2),
        places=some(PLACES),
        topics=some(TOPICS),
        own=st.booleans(),
        ahead=st.sampled_from([0, 0, 0, 20]),
        lasts=maybe(5, 100),
        everything=st.sampled_from([True, True, False]),
        purpose=PURPOSE,
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
        everything: bool,
        purpose: str,
    ) -> None:
        """Sign in and sign; what was answered before is replaced."""
        givers = self.givers(number)
        if not givers:
            return
        purpose = purpose if self.purposes else USUAL
        last = day_of(self.now) + timedelta(days=lasts + ahead) if lasts is not None else None
        self.sign(
            number,
            givers[which % len(givers)],
            places,
            own=own,
            categories=topics,
            starts=max(self.now, start_of_day(day_of(self.now) + timedelta(days=ahead))),
            ends=until(self.now, last) if last else None,
            since=None if everything else day_of(self.now),
            purpose=purpose,
        )

    @rule(
        number=st.integers(0, 1),
        which=st.integers(0, 2),
        places=some(PLACES),
        topics=some(TOPICS),
        back=st.sampled_from([0, 1, 3]),
        everything=st.booleans(),
        way=st.sampled_from(["said", "form", "old form", "form without scan"]),
        no=st.sampled_from([False, False, True]),
        by=st.sampled_from([HOLDER, HOLDER, "lis", "dan"]),
    )
    def receive(
        self,
        number: int,
        which: int,
        places: frozenset[str],
        topics: frozenset[str],
        back: int,
        everything: bool,
        way: str,
        no: bool,
        by: str,
    ) -> None:
        """The office types in what was said or signed today or some days ago."""
        givers = self.givers(number) or list(PARENTS)
        on = day_of(self.now) - timedelta(days=back)
        give = Give(
            at=self.now,
            giver=givers[which % len(givers)],
            places=places,
            categories=topics,
            subjects=frozenset({CHILD}),
            signed=start_of_day(on),
            starts=self.now,
            since=None if everything else on,
        )
        form = None if way == "said" else self.form(number, way, give.giver, by)
        self.wish(number, Receive(by=by, give=give, paper=form, no=no))

    def form(self, number: int, way: str, giver: str, by: str) -> str | None:
        """Print a form, or take the last one there is; mostly it is scanned."""
        happened = self.worlds[number].events
        if way != "old form":
            young, paper = giver == CHILD, f"paper {len(happened)}"
            self.wish(number, Print(by=by, paper=paper, young=young))
        forms = [event.paper for event in happened if isinstance(event, Printed)]
        if forms and way != "form without scan":
            self.wish(number, Scan(by=by, paper=forms[-1]))
        return forms[-1] if forms else None

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
        """Let custody change, past every instant that has been seen: the product does the same."""
        self.now += MOMENT
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

    @rule(number=st.integers(0, 1), really=st.sampled_from([True, False, False]))
    def end(self, number: int, really: bool) -> None:
        """Let all access end, more seldom than other things; next time it was a mistake."""
        over = self.has_ended(number)
        if over or really:
            self.add(number, Ended(at=self.now, stands=not over))
