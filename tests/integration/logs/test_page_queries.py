"""A page asks the database the same number of questions however much it shows."""

from datetime import timedelta

import pytest

from stafet.clock import day_of
from stafet.logs.services import agree
from stafet.logs.services.agreements import Promise
from tests.factories.listening import counted


def fill(world, log, number):
    for line in range(number):
        viewer = (world.pedagogue, world.psychologist)[line % 2]
        topic = ("wellbeing", "language", "health")[line % 3]
        world.entry(log, viewer, f"Linje {line}", categories=frozenset({topic}))
        with world.unit() as unit:
            due, who = day_of(unit.now) + timedelta(days=9), world.pedagogue.person_id
            agree(unit, world.pedagogue, log.id, Promise("Aftale", who, due, frozenset({topic})))


@pytest.mark.parametrize("who", ["pedagogue", "psychologist", "parent_a"])
def test_the_number_of_queries_does_not_follow_the_number_of_records(web, who):
    world = web.world
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr, world.daycare)
    engine, browser = web.app.extensions["stafet"].database.engine, web.as_(who)

    def queries():
        with counted(engine) as told:
            page = browser.get(f"/log/{log.id}?vis=alt")
        return len(told), page.get_data(as_text=True).count("data-entry=")

    browser.get(f"/log/{log.id}")  # the first page also begins the session
    fill(world, log, 2)
    few, shown = queries()
    fill(world, log, 23)
    many, all_shown = queries()
    assert all_shown >= shown + 40
    assert many == few
