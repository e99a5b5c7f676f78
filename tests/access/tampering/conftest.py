"""A shared log, and somebody with the database's password."""

import pytest

from tests.factories.tampering import WORDS, Tamperer


@pytest.fixture
def tamperer(database):
    return Tamperer(database)


@pytest.fixture
def log(world):
    world.concern("Anton leger mest alene.")
    return world.log()


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, WORDS)


@pytest.fixture
def ppr(world, log):
    """The psychologist has a task; nobody has said anything yet."""
    world.task(world.psychologist, world.ppr)
    return world.psychologist
