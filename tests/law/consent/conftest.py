"""A log, and a psychologist with a task about whom nobody has said anything yet."""

import pytest


@pytest.fixture
def log(world):
    return world.log() if world.concern("Anton leger mest alene.") else None


@pytest.fixture
def ppr(world, log):
    """The psychologist has a task; nobody has said anything yet."""
    world.task(world.psychologist, world.ppr)
    return world.psychologist
