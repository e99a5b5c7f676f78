"""A log whose parents have said yes, its holder, and a meeting."""

import pytest

from tests.factories.meetings import called


@pytest.fixture
def log(world):
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    return log


@pytest.fixture
def holder(web):
    return web.as_("pedagogue")


@pytest.fixture
def call_url(log):
    return f"/log/{log.id}/moede/nyt"


@pytest.fixture
def meeting_url(world, log):
    return f"/log/{log.id}/moede/{called(world, log)}"
