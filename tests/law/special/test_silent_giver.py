"""Opened where one parent said yes and the other is silent (L09, L10)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.models import Attempt, AttemptWay
from stafet.consent.services import Choice, Signing, ask, give, withdraw
from stafet.people.models import Guardian
from tests.factories.special import access, given, problems, texts


def asked(world, clock, *, days=15, rung=True, **told):
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    clock.advance(days=days)
    if rung:
        tried(world, world.parent_b, **told)


def tried(world, giver, *, interpreter=False, way=AttemptWay.PHONE):
    with world.unit() as unit:
        unit.session.add(
            Attempt(
                child_id=world.child,
                giver_id=giver.person_id,
                way=way,
                interpreter=interpreter,
                on_day=day_of(unit.now),
                noted_at=unit.now,
                noted_by=world.pedagogue.person_id,
            )
        )


def silent(world, *written, **more):
    return given(world, *written, kind="silent_giver", **more)


def test_L09_a_leader_decides_when_one_has_said_yes_and_the_other_is_silent(world, note, clock):
    asked(world, clock)
    world.consents(world.ppr, by="parent_a")
    opened = access(world, silent(world, note))
    assert texts(world, world.psychologist, note)
    assert opened.parents_told
    assert day_of(opened.until_at) == day_of(clock.now()) + timedelta(days=30)


@pytest.mark.parametrize("how", [{"days": 13}, {"rung": False}, {"way": AttemptWay.LETTER}])
def test_L09_not_before_14_days_and_a_ring(world, note, clock, how):
    asked(world, clock, **how)
    world.consents(world.ppr, by="parent_a")
    assert list(problems(silent, world, note)) == ["records"]


def test_L09_not_in_a_language_the_giver_does_not_speak(world, note, clock):
    with world.unit() as unit:
        unit.session.get_one(Guardian, world.parent_b.person_id).interpreter = True
    asked(world, clock)
    world.consents(world.ppr, by="parent_a")
    assert list(problems(silent, world, note)) == ["records"]
    tried(world, world.parent_b, interpreter=True)
    assert silent(world, note)


def test_L09_impossible_without_having_asked(world, note, clock):
    clock.advance(days=30)
    tried(world, world.parent_b)
    world.consents(world.ppr, by="parent_a")
    assert list(problems(silent, world, note)) == ["records"]


@pytest.mark.parametrize("giver", ["parent_a", "parent_b"])
def test_L09_against_a_no_it_is_impossible(world, note, clock, giver):
    asked(world, clock)
    tried(world, world.parent_a)
    with world.unit() as unit:
        no = Signing(uuid4(), (Choice(world.ppr, yes=False),))
        give(unit, world.people[giver], world.child, no)
    assert list(problems(silent, world, note)) == ["records"]


@pytest.mark.parametrize("whole", [True, False])
def test_L09_against_a_withdrawal_it_is_impossible(world, note, clock, whole):
    asked(world, clock)
    world.consents(world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child, None if whole else world.ppr)
    tried(world, world.parent_b)
    clock.advance(days=20)
    tried(world, world.parent_b)
    assert list(problems(silent, world, note)) == ["records"]


def test_L09_what_the_one_who_answered_did_not_say_yes_to_stays_shut(world, log, clock):
    health = world.entry(
        log, world.pedagogue, "Anton får medicin.", categories=frozenset({"health"})
    )
    note = world.entry(log, world.pedagogue, "Anton sover dårligt.")
    asked(world, clock)
    world.consents(world.ppr, by="parent_a", categories=frozenset({"wellbeing"}))
    assert list(problems(silent, world, health)) == ["records"]
    assert silent(world, note)


def test_L10_a_parents_own_matters_never_open_for_silence(world, log, clock):
    subjects = frozenset({str(world.parent_b.person_id)})
    private = world.entry(log, world.pedagogue, "Far er syg.", subjects=subjects)
    asked(world, clock)
    world.consents(world.ppr, by="parent_a")
    assert list(problems(silent, world, private)) == ["records"]
