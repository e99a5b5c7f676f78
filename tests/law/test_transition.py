"""A transition: the new place is asked about ahead, and reads from its first day."""

import re
from datetime import date
from uuid import uuid4

import pytest

from stafet.clock import start_of_day
from stafet.consent.reading import read
from stafet.errors import NotFound
from stafet.people.models import Placement
from stafet.people.services import move_on, place_child
from tests.fixtures.web import form_of

FIRST_DAY = date(2027, 8, 1)


@pytest.fixture
def log(world):
    opened = world.log()
    world.entry(opened, world.pedagogue, "Anton skal i skole.")
    return opened


def asked(web, log):
    """Let the holder ask on the page about the school from its first day on."""
    address = f"/log/{log.id}/samtykke/spoerg"
    data = {"places": [str(web.world.school)], "from_on": "01/08/2027", "form_id": str(uuid4())}
    assert web.as_("pedagogue").post(address, data).status_code == 303


def signed(web, log, name):
    """Let a parent say yes on the page."""
    address, browser = f"/log/{log.id}/samtykke", web.as_(name)
    data = form_of(browser.get(address).get_data(as_text=True))
    data[f"answer_{web.world.school.hex}"] = ["yes"]
    assert browser.client.post(address, data=data).status_code == 303


def reads(world) -> set[str]:
    with world.unit() as unit:
        return {one.content.text for one in read(unit, world.teacher, world.child).records}


def overview(web, clock, name) -> str:
    clock.advance(minutes=1)
    page = web.as_(name).get("/").get_data(as_text=True)
    return re.sub(r"\s+", " ", page.split("<main")[1].split("</main")[0])


def test_a_new_place_is_asked_about_ahead_and_opens_on_its_first_day(web, world, log, clock):
    asked(web, log)
    for name in ("pedagogue", "parent_a"):
        assert "1. august 2027" in overview(web, clock, name)
    signed(web, log, "parent_a")
    before = overview(web, clock, "pedagogue")
    signed(web, log, "parent_b")
    assert overview(web, clock, "pedagogue") != before
    world.task(world.teacher, world.school)
    with world.unit() as unit:
        place_child(unit, world.child, world.school, None, FIRST_DAY, by=None)
    clock.set(start_of_day(date(2027, 7, 31), 23))
    assert reads(world) == set()
    clock.set(start_of_day(FIRST_DAY))
    assert "Anton skal i skole." in reads(world)
    for name in ("pedagogue", "parent_a"):
        assert "1. august 2027" not in overview(web, clock, name)
    clock.set(start_of_day(date(2028, 3, 1)))
    assert reads(world) == set()


def test_the_yes_to_the_old_place_does_not_follow_the_child(web, world, log, clock):
    world.consents(world.ppr)
    world.task(world.teacher, world.school)
    with world.unit() as unit:
        row = unit.session.query(Placement).filter_by(child_id=world.child).one()
        move_on(unit, row, date(2027, 7, 31), by=None)
        place_child(unit, world.child, world.school, None, FIRST_DAY, by=None)
    clock.set(start_of_day(FIRST_DAY, 9))
    assert reads(world) == set()
    with world.unit() as unit, pytest.raises(NotFound):
        read(unit, world.stranger, world.child)


def test_who_does_not_hold_the_log_is_told_of_no_coming_place(web, world, log, clock):
    asked(web, log)
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    assert "1. august 2027" not in overview(web, clock, "psychologist")
