"""The log whose words must not be found, and one as it first stands."""

from dataclasses import replace

import pytest

from stafet.copies.delivery import handlers
from stafet.outbox import Worker
from stafet.web.unit import House
from tests.access.aviary import Aviary


@pytest.fixture
def aviary(web, database, vault, catalogue, settings, clock):
    house = House(replace(settings, demo=True), database, vault, catalogue)
    return Aviary(web, Worker(database, handlers(house)), clock)


@pytest.fixture
def log(world):
    world.concern()
    return world.log()
