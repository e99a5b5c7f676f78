"""The log of the copies' tests, read by the pedagogue."""

import pytest

from stafet.consent.reading import read
from tests.web.copies.conftest import paper

__all__ = ["paper"]


@pytest.fixture
def read_paper(paper):
    """Return the log with a text that the pedagogue has read."""
    paper.write("En tekst.")
    paper.clock.advance(minutes=1)
    with paper.world.unit() as unit:
        read(unit, paper.world.pedagogue, paper.world.child)
    return paper
