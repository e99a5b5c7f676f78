"""A log whose holder has asked, and a form printed and scanned."""

from uuid import uuid4

import pytest

from stafet.consent.services import ask
from stafet.consent.services.receiving import keep_scan, print_paper
from tests.factories.receiving import SCAN


@pytest.fixture
def log(world, clock):
    """A log whose holder, the pedagogue, has asked about two places the day before."""
    world.concern()
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    clock.advance(days=1)
    return log


@pytest.fixture
def paper(world, log, clock):
    """A form printed yesterday and scanned today."""
    paper_id = uuid4()
    with world.unit() as unit:
        print_paper(unit, world.pedagogue, world.child, "da", paper_id)
    clock.advance(days=1)
    with world.unit() as unit:
        keep_scan(unit, world.pedagogue, world.child, paper_id, uuid4(), SCAN)
    return paper_id
