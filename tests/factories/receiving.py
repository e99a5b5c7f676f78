"""Answers on paper and by word of mouth, as an office types them in, for tests."""

from datetime import date
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.services import Signing
from stafet.consent.services.receiving import Received, receive
from stafet.errors import Invalid
from stafet.records.files import PDF, Accepted

SCAN = Accepted(PDF, b"%PDF-1.7 signed by hand %%EOF")


def today(world) -> date:
    with world.unit() as unit:
        return day_of(unit.now)


def typed(world, giver, *choices, paper=None, on=None, by=None, key=None, **more):
    """The office types an answer in."""
    signing = Signing(key or uuid4(), choices, signed_on=on or today(world), **more.pop("as_", {}))
    if paper is None:
        more = {"words": "Ja, det må I gerne.", "present": "Mor og jeg"} | more
    received = Received(giver.person_id, signing, paper, **more)
    with world.unit() as unit:
        return receive(unit, by or world.pedagogue, world.child, received)


def problems_of(world, *args, **more):
    with pytest.raises(Invalid) as refused:
        typed(world, *args, **more)
    return refused.value.problems
