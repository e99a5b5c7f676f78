"""A child with a concern, its log and a note that may be opened to somebody."""

import pytest


@pytest.fixture
def world(world):
    world.concern()
    return world


@pytest.fixture
def log(world):
    return world.log()


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, "Anton sover dårligt.")
