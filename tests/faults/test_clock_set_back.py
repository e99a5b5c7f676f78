"""R9: whatever the clock does, no consent lasts longer and nothing taken back comes again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from stafet.audit import KOMMUNE
from stafet.audit.models import Head
from stafet.consent.models import Party
from stafet.consent.services import withdraw
from tests.factories.consent import events
from tests.faults.acts.act import texts
from tests.faults.acts.consenting import a_note_the_teacher_reads, say_yes, teacher_reads
from tests.faults.processes import in_a_fresh_process, scene_of

pytestmark = pytest.mark.opens_by_hand  # the other processes count their own openings
YEAR = timedelta(days=366)


@pytest.fixture
def told(world):
    return a_note_the_teacher_reads(world)


def reads(world, told):
    return bool(texts(world, "teacher", told["note"]))


def highest(world):
    with world.unit() as unit:
        return unit.session.get_one(Head, world.child).highest_at


def test_R09_what_was_taken_back_stays_so_when_the_clock_goes_back(world, told, clock, settings):
    clock.advance(hours=2)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.school)
    clock.advance(hours=-1)
    assert not reads(world, told)
    scene = scene_of(world, settings, clock.now(), **told)
    assert in_a_fresh_process(scene, teacher_reads) == (0, False)


def test_R09_what_has_lapsed_stays_so_when_the_clock_goes_back(world, told, clock, settings):
    assert reads(world, told)
    clock.advance(days=370)
    assert not reads(world, told)
    world.entry(told["log"], world.pedagogue, "Et år senere.")
    clock.advance(days=-369)
    assert not reads(world, told)
    scene = scene_of(world, settings, clock.now(), **told)
    assert in_a_fresh_process(scene, teacher_reads) == (0, False)


def test_R09_a_consent_signed_while_the_clock_is_wrong_lasts_a_year_at_most(
    world, told, clock, settings
):
    """The highest instant seen decides when it was signed, and so when it ends."""
    clock.advance(days=-200)
    scene = scene_of(world, settings, clock.now(), **told)
    assert in_a_fresh_process(scene, say_yes)[0] == 0
    with world.unit() as unit:
        party = Party
        query = select(party.from_at, party.until_at).where(party.consent_id == told["key"])
        from_at, until_at = unit.session.execute(query).one()
    assert highest(world) <= until_at <= from_at + YEAR


@pytest.mark.parametrize("minutes", [1, 60 * 24 * 30])
def test_R09_time_on_a_childs_chain_never_runs_back(world, told, clock, minutes):
    before = highest(world)
    clock.advance(minutes=-minutes)
    assert reads(world, told)
    assert highest(world) >= before
    assert bool(events(world, KOMMUNE, "alarm:clock")) == (minutes > 5)


def test_R09_a_clock_that_ran_years_ahead_locks_nobody_out(world, told, clock):
    """What lapsed meanwhile does not come again by itself, but can be given anew."""
    clock.advance(days=1000)
    assert texts(world, "pedagogue", told["note"])
    clock.advance(days=-1000)
    assert not reads(world, told)
    world.consents(world.school)
    assert reads(world, told)
