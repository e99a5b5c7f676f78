"""A log whose holder has asked the parents about a private speech therapist."""

import pytest

from stafet.errors import NotFound
from tests.factories.outsider import asked_about, handed_over


@pytest.fixture
def log(world):
    world.concern("Anton leger mest alene.")
    opened = world.log()
    world.database.clock.advance(days=1)  # now the family can read it
    return opened


@pytest.fixture
def hanne(world, log):
    return asked_about(world)


@pytest.fixture
def refused(world):
    """Return what hopes that no copy is handed over to that person, and that it is an attempt."""

    def hopes(log, outsider, who="pedagogue"):
        with pytest.raises(NotFound) as refusal:
            handed_over(world, log, outsider, who)
        assert refusal.value.attempt.child_id == world.child

    return hopes
