"""A log whose opening everybody has been told of, and the worker who tells."""

from dataclasses import replace

import pytest

from stafet.copies.delivery import handlers
from stafet.outbox import Worker
from stafet.web.unit import House


@pytest.fixture
def post(database, vault, catalogue, settings):
    return handlers(House(replace(settings, demo=True), database, vault, catalogue))


@pytest.fixture
def deliver(database, post, clock):
    """Deliver what is due a minute from now."""

    def run(by=post, **later):
        clock.advance(**(later or {"minutes": 1}))
        return Worker(database, by).run_once()

    return run


@pytest.fixture
def log(world, deliver):
    """Return a log whose opening everybody has been told of."""
    opened = world.log()
    deliver(days=2)
    deliver(days=2)
    return opened
