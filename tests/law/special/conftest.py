"""A child with a concern, its log and a note that may be opened to somebody."""

import pytest

from tests.factories.world import make_world


@pytest.fixture
def world(database):
    world = make_world(database)
    world.concern()
    return world


@pytest.fixture
def log(world):
    return world.log()


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, "Anton sover dårligt.")
