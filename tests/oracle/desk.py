"""What people do at the desk, played by hypothesis; most of it by who may, some of it not."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from stafet.clock import day_of
from tests.oracle import events, wishes
from tests.oracle.events import CHILD
from tests.oracle.playing import PARENTS, PLACES, STAFF, TOPICS, Playing, maybe, some
from tests.oracle.powers import HOLDER, LEADS, chairs, limits, open_topics, stays

CHILDREN, WHICH = st.integers(0, 1), st.integers(0, 7)
LEADER = st.sampled_from([None, None, None, *LEADS])
"""Who decides; None is who leads where it was written, where there is one."""
USUAL = "early_support"
PURPOSE = st.sampled_from([USUAL] * 4 + ["research"])
MEETINGS = st.sampled_from(["netvaerksmoede", "netvaerksmoede", "ssd"])
KINDS = ("hidden", "redacted")
WHOM = maybe(None, CHILD, *PARENTS)


class Desk(Playing):
    """Wishes: each is granted or refused as law.md says of who wishes it."""

    @rule(
        number=CHILDREN,
        which=WHICH,
        wish=st.sampled_from([wishes.AskBack, wishes.LetGo]),
        by=st.sampled_from([None, None, None, "pia"]),
    )
    def author(
        self, number: int, which: int, wish: type[wishes.AskBack | wishes.LetGo], by: str | None
    ) -> None:
        """Let an author (None), or another, ask a text back or let it go at once."""
        text = self.record_of(number, which)
        self.wish(number, wish(by=by or text.author, record=text.record))

    @rule(number=CHILDREN, which=WHICH, kind=st.sampled_from(KINDS), whom=WHOM, by=LEADER)
    def keep_back(
        self, number: int, which: int, kind: str, whom: str | None, by: str | None
    ) -> None:
        text = self.record_of(number, which)
        by = by or self.leader_of(number, text.record)
        self.wish(number, wishes.KeepBack(by=by, record=text.record, kind=kind, whom=whom))

    @rule(number=CHILDREN, which=WHICH, kind=maybe(*KINDS), whom=WHOM, by=LEADER)
    def answer(
        self, number: int, which: int, kind: str | None, whom: str | None, by: str | None
    ) -> None:
        """Answer who asked to keep a text back, and if nobody has, let somebody ask."""
        if rows := self.limits_of(number, {"asked"}):
            row = rows[which % len(rows)]
            by = by or self.leader_of(number, row.record)
            self.wish(number, wishes.Answer(by=by, row=row.row, kind=kind, whom=whom))
        else:
            self.author(number, which, wishes.AskBack, None)

    @rule(number=CHILDREN, which=st.integers(0, 2), by=LEADER)
    def lift(self, number: int, which: int, by: str | None) -> None:
        """End what is kept back; what has ended already is tried again, too."""
        if rows := self.limits_of(number, {*KINDS}):
            row = rows[which % len(rows)]
            by = by or self.leader_of(number, row.record)
            self.wish(number, wishes.Lift(by=by, row=row.row))

    @rule(
        number=CHILDREN,
        which=WHICH,
        kind=st.sampled_from(["complaint", "access_request"]),
        person=st.sampled_from([*STAFF, *STAFF, "lis"]),
        days=st.sampled_from([0, 1, 29, 30]),
        by=st.sampled_from(["lis", "lis", "dan", "carl", HOLDER]),
    )
    def open_access(
        self, number: int, which: int, kind: str, person: str, days: int, by: str, **more: str
    ) -> None:
        record, last = self.record_of(number, which).record, day_of(self.now) + timedelta(days)
        told = {"kind": kind, "person": person, "record": record, "last": last, **more}
        self.wish(number, wishes.OpenAccess(by=by, **told))

    @rule(
        number=CHILDREN,
        which=WHICH,
        place=st.sampled_from(PLACES),
        days=st.sampled_from([13, 14, 14, 20]),
        phone=st.sampled_from([True, True, False]),
        by=st.sampled_from(["lis", "lis", "carl"]),
    )
    def silence(self, number: int, which: int, place: str, days: int, phone: bool, by: str) -> None:
        """Ring who is asked, wait, and let a leader open what a yes would have opened."""
        for giver in self.givers(number):
            self.wish(number, wishes.Try(by=HOLDER, giver=giver, phone=phone))
        self.wait(step=timedelta(days=days))
        self.open_access(number, which, "silent_giver", "pia", 29, by, place=place)

    @rule(number=CHILDREN, by=st.sampled_from(STAFF))
    def alarm(self, number: int, by: str) -> None:
        self.wish(number, wishes.Alarm(by=by))

    @rule(
        number=CHILDREN,
        which=WHICH,
        yes=st.booleans(),
        by=st.sampled_from(["lis", "lis", HOLDER, None]),
    )
    def second(self, number: int, which: int, yes: bool, by: str | None) -> None:
        """Let a second person answer an emergency; or (None) its receiver himself."""
        happened = self.worlds[number].events
        if given := [one for one in happened if isinstance(one, events.Access) and one.alarm]:
            access = given[-1 - which % len(given)]
            by = by or access.person
            self.wish(number, wishes.Second(by=by, access=access.name, yes=yes))

    @rule(number=CHILDREN, which=WHICH, by=st.sampled_from([None, None, "lis", "dan", "signe"]))
    def close_access(self, number: int, which: int, by: str | None) -> None:
        """Close an access: its receiver himself (None), or somebody else."""
        happened = self.worlds[number].events
        if given := [one for one in happened if isinstance(one, events.Access)]:
            access = given[-1 - which % len(given)]
            by = by or access.person
            self.wish(number, wishes.CloseAccess(by=by, access=access.name))

    @rule(
        number=CHILDREN,
        kind=MEETINGS,
        everybody=st.booleans(),
        topics=some(TOPICS),
        by=st.sampled_from([HOLDER, HOLDER, HOLDER, "pia"]),
    )
    def call(self, number: int, kind: str, everybody: bool, topics: frozenset, by: str) -> None:
        """Call a meeting with all near the child, or with all whom the parents said yes to."""
        world, at = self.worlds[number], self.now
        near = {chair for chair in chairs(world, at) if chair[0] != HOLDER}
        may = {chair for chair in near if open_topics(world, chair[1], at)}
        one_each = dict(sorted(near if everybody else may))  # nobody comes from two places
        told = {"kind": kind, "chairs": frozenset(one_each.items()), "topics": topics}
        self.wish(number, wishes.Call(by=by, meeting=f"meeting {len(world.events)}", **told))

    @rule(
        number=CHILDREN,
        which=st.sampled_from([0, 0, 1]),
        also=maybe(None, None, *STAFF),
        absent=st.booleans(),
        by=st.sampled_from([HOLDER, HOLDER, HOLDER, "pia"]),
    )
    def finish(self, number: int, which: int, also: str | None, absent: bool, by: str) -> None:
        """Finish the minutes of a meeting: perhaps one is absent, perhaps one more came."""
        happened = self.worlds[number].events
        if called := [one for one in happened if isinstance(one, events.Called)]:
            meeting = called[-1 - which % len(called)]
            invited = sorted(who for who, _ in meeting.chairs)[1 if absent else 0 :]
            came = frozenset({HOLDER, *invited} | ({also} - {None}))
            told = {"came": came, "topics": frozenset(TOPICS[:1])}
            self.wish(number, wishes.Finish(by=by, meeting=meeting.meeting, **told))

    @rule(number=CHILDREN, place=st.sampled_from(PLACES), kind=MEETINGS, leaves=st.booleans())
    def meet(self, number: int, place: str, kind: str, leaves: bool) -> None:
        """Hold a meeting with everybody's yes; then its task may end for who sat there."""
        self.all_give(number, place, own=False)
        self.call(number, kind, everybody=False, topics=frozenset(TOPICS), by=HOLDER)
        self.finish(number, 0, None, absent=False, by=HOLDER)
        if leaves:
            self.add(number, events.Task(at=self.now, person="pia", place=place, begins=False))

    @rule(number=CHILDREN, place=st.sampled_from(PLACES), own=st.booleans(), purpose=PURPOSE)
    def all_give(self, number: int, place: str, own: bool, purpose: str = USUAL) -> None:
        """Let everybody who may answer say yes to everything, and a colleague get a task there."""
        purpose = purpose if self.purposes else USUAL
        for giver in self.givers(number):
            if giver in self.givers(number):  # time goes on with each: the child may be of age
                self.sign(number, giver, frozenset({place}), own=own, purpose=purpose)
        self.add(number, events.Task(at=self.now, person="pia", place=place))

    @rule(
        number=CHILDREN, place=st.sampled_from(PLACES), days=st.sampled_from([0, 0, 5]), by=LEADER
    )
    def move(self, number: int, place: str, days: int, by: str | None) -> None:
        """Let the child go on, mostly by the leader of where it is."""
        here = [stay.place for stay in stays(self.worlds[number], self.now, self.now)]
        by = by or next((who for who, where in LEADS.items() if where in here), HOLDER)
        first = day_of(self.now) + timedelta(days=days)
        self.wish(number, wishes.Move(by=by, place=place, first=first))

    @rule(
        number=CHILDREN,
        wish=st.sampled_from(
            [
                wishes.SetLevel(by=HOLDER, shared=True),
                wishes.SetLevel(by=HOLDER, shared=True),
                wishes.SetLevel(by=HOLDER, shared=False),
                wishes.SetLevel(by="pia", shared=False),
                wishes.Approve(by="lis"),
                wishes.Approve(by=HOLDER),
            ]
        ),
    )
    def share(self, number: int, wish: wishes.Wish) -> None:
        """Move the level; approve that a log was opened without the parents, if not one's own."""
        self.wish(number, wish)

    def limits_of(self, number: int, kinds: set[str]) -> list[events.Limit]:
        """Return what is or was kept back, the newest that stands first."""
        rows = [row for row in limits(self.worlds[number], self.now).values() if row.kind in kinds]
        return sorted(rows, key=lambda row: (row.stands, row.at), reverse=True)

    def leader_of(self, number: int, record: str) -> str:
        """Return who leads where a text was written; for a guardian's comment, anybody."""
        written = [e for e in self.worlds[number].events if isinstance(e, events.Written)]
        place = next(one.place for one in reversed(written) if one.record == record)
        return next((who for who, where in LEADS.items() if where == place), "lis")
