"""What is told before the press is what holds after it (L06, L07, L10, L20)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.decision import Allow, Reader, decide
from stafet.consent.facts import load_facts
from stafet.consent.preview import Taking, effect_of_signing, effects_of_takings
from stafet.consent.record_facts import load_records
from stafet.consent.services import Choice, Signing, give, withdraw
from tests.factories.world import ALL_TOPICS

LANGUAGE = frozenset({"language"})


@pytest.fixture
def log(world):
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    for topics in (LANGUAGE, frozenset({"health"}), LANGUAGE | {"health"}):
        world.entry(log, world.pedagogue, "Anton øver sig.", categories=topics)
    world.entry(
        log, world.psychologist, "Vi har talt sammen.", categories=frozenset({"psychology"})
    )
    return log


def signing(world, **choice):
    choice.setdefault("categories", ALL_TOPICS)
    return Signing(uuid4(), (Choice(world.ppr, yes=choice.pop("yes", True), **choice),))


def told(world, giver, what):
    with world.unit() as unit:
        (effect,) = effect_of_signing(unit, giver, world.child, what)
    return effect


def readable(world, reader, giver):
    """Count, of what the giver can read, what a reader really can read now."""
    with world.unit() as unit:
        facts = load_facts(unit, world.child)
        rows = [fact for fact, _ in load_records(unit, world.child)]
        both = [decide(Reader(one.person_id), facts, rows, unit.now) for one in (reader, giver)]
        keys = [{k for k, v in verdicts.items() if isinstance(v, Allow)} for verdicts in both]
    return len(keys[0] & keys[1])


CHOICES = [
    {},
    {"categories": LANGUAGE},
    {"categories": LANGUAGE | {"health"}},
    {"everything": False},
    {"yes": False},
]


@pytest.mark.parametrize("others", [None, {}, {"categories": LANGUAGE}, {"yes": False}])
def test_L20_what_is_told_before_signing_is_what_holds_after(world, log, others):
    if others is not None:
        with world.unit() as unit:
            give(unit, world.parent_b, world.child, signing(world, **others))
    for mine in CHOICES:
        what = signing(world, **mine)
        effect = told(world, world.parent_a, what)
        assert effect.before == readable(world, world.psychologist, world.parent_a)
        with world.unit() as unit:
            give(unit, world.parent_a, world.child, what)
        assert effect.after == readable(world, world.psychologist, world.parent_a)


@pytest.mark.parametrize("category", [None, "language", "health", "family"])
def test_L20_what_is_told_before_taking_back_is_what_holds_after(world, log, category):
    world.consents(world.ppr)
    with world.unit() as unit:
        back = Taking((world.ppr,), category)
        ((effect,),) = effects_of_takings(unit, world.parent_a, world.child, [back])
    assert effect.before == readable(world, world.psychologist, world.parent_a) == 4
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr, category)
    assert effect.after == readable(world, world.psychologist, world.parent_a)


def test_L01_what_the_giver_may_not_read_is_not_counted(world, log):
    whole = told(world, world.parent_a, signing(world)).of
    world.entry(log, world.pedagogue, "Ikke ude endnu.", at_once=False)
    assert told(world, world.parent_a, signing(world)).of == whole


def test_L10_a_parents_own_matters_count_for_that_parent_alone(world, log):
    b = str(world.parent_b.person_id)
    world.entry(log, world.pedagogue, "Bo er syg.", subjects=frozenset({b}))
    world.consents(world.ppr)
    mine, his = (told(world, who, signing(world)) for who in (world.parent_a, world.parent_b))
    assert his.of == mine.of + 1
    assert his.after == mine.after
    own = told(world, world.parent_b, signing(world, own_matters=True))
    assert own.after == his.after + 1
    assert told(world, world.parent_a, signing(world, own_matters=True)).after == mine.after


def test_L06_a_yes_given_ahead_is_told_for_the_day_it_begins(world, log):
    world.consents(world.ppr)
    with world.unit() as unit:
        later = day_of(unit.now) + timedelta(days=30)
    effect = told(world, world.parent_a, signing(world, categories=LANGUAGE, from_on=later))
    assert effect.before == 4
    assert effect.after == 2
