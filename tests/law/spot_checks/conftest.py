"""A log that somebody near and somebody from elsewhere have read, and who oversees readings."""

import pytest

from tests.factories.copies import read_by
from tests.factories.oversight import officer_of


@pytest.fixture(autouse=True)
def _request(web):
    with web.app.test_request_context():
        yield


@pytest.fixture
def officer(world):
    return officer_of(world)


@pytest.fixture
def log(world, officer):
    """Return a log that the pedagogue of the group and a psychologist of another house read."""
    log = world.log()
    world.entry(log, world.pedagogue, "En tekst.")
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    for reader in (world.pedagogue, world.psychologist, world.parent_a):
        world.database.clock.advance(hours=1)
        read_by(world, reader)
    return log
