"""A log whose leader decides what is kept back, and a text that waits for its release."""

from dataclasses import replace

import pytest

from stafet.copies.delivery import handlers
from stafet.outbox import Worker
from stafet.web.unit import House
from tests.factories.withholding import WORDS


@pytest.fixture
def deliver(database, vault, catalogue, settings, clock):
    house = House(replace(settings, demo=True), database, vault, catalogue)
    worker = Worker(database, handlers(house))

    def run(**later):
        clock.advance(**(later or {"minutes": 1}))
        while worker.run_once():
            pass

    return run


@pytest.fixture
def log(world, deliver):
    world.task(world.leader, world.daycare)
    opened = world.log()
    deliver()
    return opened


@pytest.fixture
def written(world, log):
    return world.entry(log, world.pedagogue, WORDS, at_once=False)
