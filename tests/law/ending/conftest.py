"""A shared log that may be closed for everybody, and the worker that mails about it."""

from dataclasses import replace

import pytest

from stafet.accounts.services import grant_role
from stafet.copies.delivery import handlers
from stafet.outbox import Worker
from stafet.web.unit import House
from stafet.web.viewer import Role


@pytest.fixture
def log(world, clock):
    """A log with one text, shared with PPR; the nurse oversees data protection."""
    log = world.log()
    world.entry(log, world.pedagogue, "Anton har det svært.")
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    with world.unit() as unit:
        grant_role(unit, world.nurse.person_id, Role.DPO, None)
    clock.advance(minutes=1)
    return log


@pytest.fixture
def deliver(database, vault, catalogue, settings, clock):
    house = House(replace(settings, demo=True), database, vault, catalogue)
    worker = Worker(database, handlers(house))

    def run(**later):
        clock.advance(**(later or {"minutes": 1}))
        while worker.run_once():
            clock.advance(seconds=1)

    return run
