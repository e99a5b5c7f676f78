"""The pure decision against the law read word for word, while two children's lives are played."""

from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from stafet.consent.decision import Allow, Reader, decide
from tests.oracle.events import Give, World
from tests.oracle.facts import facts_at, name, records_at, until
from tests.oracle.life import Life
from tests.oracle.oracle import may_read
from tests.oracle.outcomes import LAW
from tests.oracle.playing import READERS
from tests.oracle.story import TURNS_15, TURNS_18, rules_of, tell
from tests.oracle.wishes import Wish


class Decided(Life):
    """After every step, for every reader and record: now, earlier and later."""

    reads_from = (15, 12)

    @invariant()
    def the_decision_and_the_law_agree(self) -> None:
        for world in self.touched:
            for at in self.instants(world):
                agree(world, at)

    def instants(self, world: World) -> set[datetime]:
        if not world.events:
            return set()
        earlier = world.events[len(world.events) * 2 // 3].at
        later = next((edge for edge in self.edges() if edge > self.now), self.now)
        lapses = [event.ends or until(event.signed) for event in world.known(Give, self.now)]
        return {self.now, earlier, later, (lapses or [later + timedelta(days=40)])[-1]}


def agree(world: World, at: datetime) -> None:
    facts, records = facts_at(world, at), records_at(world, at)
    for reader in READERS:
        verdicts = decide(Reader(name(reader)), facts, [fact for _, fact in records], at)
        for written, fact in records:
            got = verdicts[fact.key]
            told = got.basis.value if isinstance(got, Allow) else ""
            assert told == may_read(world, reader, written, at), (reader, written, at, got)


def play(machine: type[Life], **more) -> None:
    run_state_machine_as_test(machine, settings=settings(deadline=None, **more))


def test_everything_that_can_happen_is_told_once():
    """A new rule of the machine needs its line in the story."""
    life, rules = Decided(), set()
    for rule in tell(life):
        life.the_decision_and_the_law_agree()
        rules.add(rule)
    assert rules == rules_of(Decided)
    assert set(Wish.__subclasses__()) == set(LAW)


def test_the_decision_and_the_law_agree_whatever_happens():
    play(Decided, derandomize=True, max_examples=15, stateful_step_count=25)


def test_a_yes_to_another_purpose_opens_nothing_for_this_one():
    life = Decided()
    life.begin(born=(TURNS_15, TURNS_18))
    life.all_give(number=0, place="school", own=False, purpose="research")
    life.the_decision_and_the_law_agree()


@pytest.mark.long
def test_the_decision_and_the_law_agree_whatever_happens_for_long():
    play(Decided, max_examples=300, stateful_step_count=50)
