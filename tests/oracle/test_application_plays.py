"""The running application against the law read word for word, on both engines."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import select

from stafet.clock import day_of
from stafet.consent.decision import Allow, Basis, Reader, decide
from stafet.consent.facts import load_facts
from stafet.consent.models import Consent, Way
from stafet.consent.reading import Wanted, read
from stafet.consent.record_facts import load_records
from stafet.errors import NotFound
from tests.fixtures.conservation import accounted_for, opened_by
from tests.oracle import wishes
from tests.oracle.acts import happen
from tests.oracle.events import CHILD, Event, Give, Written
from tests.oracle.fulfilling import fulfil
from tests.oracle.house import House
from tests.oracle.life import Life
from tests.oracle.oracle import may_read
from tests.oracle.outcomes import outcome
from tests.oracle.playing import BORN, READERS, TOPICS
from tests.oracle.powers import HOLDER, No
from tests.oracle.story import tell
from tests.oracle.turned_away import THE_FIRST_DAY, THE_NEXT_DAY

EVERYTHING = Wanted(every_version=True, size=1000)


class Running(Life):
    """Every event happens by the application's own services; then everybody reads."""

    purposes = False

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    def prepare(self, held: bool) -> None:
        self.house.settle(tuple(world.born for world in self.worlds), held=held)

    def add(self, number: int, *events: Event) -> None:
        self.house.clock.set(self.now)
        done = happen(self.house, number, events)
        super().add(number, *done)
        self.now = max([self.now, *(event.at for event in done)])

    def wish(self, number: int, wish: wishes.Wish) -> None:
        """The application does it, or refuses it for the very reason the law gives."""
        self.house.clock.set(self.now)
        follows, self.now = fulfil(self.house, number, self.worlds[number], wish)
        super().add(number, *follows)

    @invariant()
    def everybody_reads_what_the_law_lets_him(self) -> None:
        self.house.clock.set(self.now)
        for number, world in enumerate(self.worlds):
            if any(world is touched for touched in self.touched):
                for reader in READERS:
                    assert self.seen(number, reader) == self.told(number, reader, self.now)

    @invariant()
    def what_could_be_read_earlier_is_known(self) -> None:
        """L62: at an instant gone by, as it was then."""
        for number, world in enumerate(self.worlds):
            if world.events and any(world is touched for touched in self.touched):
                at = world.events[len(world.events) * 2 // 3].at
                then = self.seen_at(number, at)
                assert then == {reader: self.told(number, reader, at) for reader in READERS}

    def told(self, number: int, reader: str, at: datetime) -> dict[tuple[UUID, int], str]:
        world = self.worlds[number]
        found = {
            (self.house.records[number, one.record], one.version): may_read(world, reader, one, at)
            for one in world.known(Written, at)
        }
        return {key: basis for key, basis in found.items() if basis}

    def seen(self, number: int, reader: str) -> dict[tuple[UUID, int], str]:
        """Return what somebody reads by the door, of what this life wrote, on which basis."""
        viewer = self.house.viewer(number, reader)
        try:
            with self.house.database.unit() as unit:
                shown = read(unit, viewer, self.house.children[number], EVERYTHING).records
        except NotFound:
            return {}
        mine = set(self.house.records.values())
        return {
            (one.record_id, one.version): one.basis.value for one in shown if one.record_id in mine
        }

    def seen_at(self, number: int, at: datetime) -> dict[str, dict[tuple[UUID, int], str]]:
        child, mine = self.house.children[number], set(self.house.records.values())
        with self.house.database.unit() as unit:
            facts = load_facts(unit, child, at=at)
            rows = [fact for fact, _ in load_records(unit, child, at=at) if fact.record_id in mine]
        found = {}
        for reader in READERS:
            who = Reader(self.house.viewer(number, reader).person_id)
            verdicts = decide(who, facts, rows, at)
            found[reader] = {
                key: got.basis.value for key, got in verdicts.items() if isinstance(got, Allow)
            }
        return found

    def teardown(self) -> None:
        try:
            assert opened_by(self.house.vault) == accounted_for(self.house.database)
        finally:
            self.house.close()


def play(new_house: Callable[[], House], **more) -> None:
    told = settings(deadline=None, **more)
    run_state_machine_as_test(lambda: Running(new_house()), settings=told)


def test_the_application_and_the_law_agree_whatever_happens(new_house):
    play(new_house, derandomize=True, max_examples=2, stateful_step_count=10)


def test_the_application_and_the_law_agree_in_a_life_in_which_everything_happens(new_house):
    life, bases = Running(new_house()), set()
    for _ in tell(life):
        life.everybody_reads_what_the_law_lets_him()
        bases |= {basis for reader in READERS for basis in life.told(0, reader, life.now).values()}
    life.what_could_be_read_earlier_is_known()
    assert bases == set(Basis)
    life.teardown()


def test_what_the_law_refuses_the_application_refuses_in_the_same_way(new_house):
    life = Running(new_house())
    life.begin(born=(BORN[0], BORN[0]))
    note = {"days": 0, "topics": TOPICS, "whom": (CHILD,)}
    life.note(1, record="two", place="school", **note)
    life.wish(1, wishes.Print(by=HOLDER, paper="paper", young=False))
    turned_away(life, THE_FIRST_DAY)
    life.wait(step=timedelta(days=1))
    life.note(1, record="three", place="ppr", **note)
    life.wish(1, wishes.AskBack(by=HOLDER, record="three"))
    life.wish(1, wishes.KeepBack(by="lis", record="one", kind="redacted", whom=None))
    life.wish(1, wishes.Print(by=HOLDER, paper="later", young=False))
    life.wish(1, wishes.Scan(by=HOLDER, paper="later"))
    turned_away(life, THE_NEXT_DAY)
    life.wish(1, wishes.LetGo(by=HOLDER, record="three"))  # what he asked goes with it
    life.everybody_reads_what_the_law_lets_him()
    life.teardown()


def turned_away(life: Running, asked: list[tuple[No, wishes.Wish]]) -> None:
    for no, wish in asked:
        assert outcome(wish, life.worlds[1], life.now) is no, wish
        life.wish(1, wish)


def test_L62_a_custody_that_has_ended_since_counts_for_the_day_before(new_house):
    life = Running(new_house())
    life.begin(born=(BORN[0], BORN[0]))
    life.wait(step=timedelta(days=3))
    life.task(number=0, person="pia", place="daycare", begins=True)
    before = life.now
    life.wait(step=timedelta(days=3))
    life.custody(number=0, person="anna", state="none")
    could = life.seen_at(0, before)
    assert set(could["anna"].values()) == {"custody"}
    assert could == {reader: life.told(0, reader, before) for reader in READERS}
    life.teardown()


@pytest.mark.parametrize("way", ["old form", "said"])
def test_L12_what_was_signed_or_said_some_days_ago_opens_as_the_law_says(new_house, way):
    life = Running(new_house())
    life.begin(born=(BORN[0], BORN[0]))
    life.wait(step=timedelta(days=6))
    life.form(0, "form", "anna", HOLDER)
    life.wait(step=timedelta(days=3))
    told = {"topics": frozenset(TOPICS), "everything": True, "way": way, "no": False, "by": HOLDER}
    for which in range(2):
        life.receive(0, which, frozenset({"school"}), back=3, **told)
    given = [event for event in life.worlds[0].events if isinstance(event, Give)]
    assert [day_of(event.at) - day_of(event.signed) for event in given] == [timedelta(days=3)] * 2
    signed_on = day_of(life.now) - timedelta(days=3)
    assert ways(life) == {(Way.ORAL if way == "said" else Way.PAPER, signed_on)}
    assert "consent" in life.seen(0, "troels").values()
    life.everybody_reads_what_the_law_lets_him()
    life.teardown()


def ways(life: Running) -> set[tuple[Way, date]]:
    with life.house.database.unit() as unit:
        return {(row.way, day_of(row.signed_at)) for row in unit.session.scalars(select(Consent))}


@pytest.mark.long
def test_the_application_and_the_law_agree_whatever_happens_for_long(new_house):
    play(new_house, max_examples=20, stateful_step_count=40)
