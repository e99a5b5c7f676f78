"""The course of the consents tells the birthdays that change who decides (L11, L60)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from stafet.clock import FixedClock, start_of_day
from stafet.consent.services import ask
from stafet.consent.timeline import StepKind, timeline_page
from stafet.people.ages import Ages
from stafet.people.models import Person

FIFTEEN = start_of_day(date(2035, 3, 1))
BIRTHDAYS = {StepKind.YOUNG_ASKED, StepKind.YOUNG_SILENT, StepKind.OF_AGE}


@pytest.fixture
def clock():
    return FixedClock(FIFTEEN - timedelta(days=14))


@pytest.fixture
def world(world):
    world.concern()
    return world


@pytest.fixture
def birthdays(world):
    """Return what the course tells of birthdays, the first first."""
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    world.consents(world.ppr)

    def told():
        with world.unit() as unit:
            page = timeline_page(unit, world.pedagogue, log.id, "da")
        return [step.kind for step in reversed(page.steps) if step.kind in BIRTHDAYS]

    return told


def test_the_course_tells_when_the_young_person_is_asked_is_silent_and_is_of_age(birthdays, clock):
    assert birthdays() == []
    clock.advance(days=15)
    assert birthdays() == [StepKind.YOUNG_ASKED]
    clock.advance(days=60)
    assert birthdays() == [StepKind.YOUNG_ASKED, StepKind.YOUNG_SILENT]
    clock.advance(days=3 * 366)
    assert birthdays()[-1] is StepKind.OF_AGE


def test_of_a_child_without_a_birth_date_no_birthday_is_told(world, birthdays, clock):
    with world.unit() as unit:
        damage = update(Person).where(Person.id == world.child).values(sealed=bytes(300))
        unit.session.execute(damage)
    world.database.provide(Ages())
    clock.advance(days=4 * 366)
    assert birthdays() == []
