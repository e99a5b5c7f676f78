"""A child with a log, and a note in it that may name somebody else."""

import pytest


@pytest.fixture
def log(world):
    world.concern("Anton leger alene.")
    return world.log()


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, "Anton sagde, at Lis slog ham.")
