"""Somebody outside asks: a reasoned no, and no reading by asking (L17)."""

from uuid import uuid4

import pytest

from stafet.consent.special.models import RefusedRequest
from stafet.consent.special.sealing import Words
from stafet.consent.special.services import refuse_request
from stafet.errors import NotFound
from tests.factories.special import access, chain, given, problems


def refused(world, viewer=None, kind="access_request", press=None, **words):
    told = {"reason": "Hensynet til barnet.", "asker": "Far uden forældremyndighed", **words}
    with world.unit() as unit:
        who = viewer or world.leader
        return refuse_request(unit, who, world.child, kind, press or uuid4(), Words(**told))


def test_L17_a_request_from_outside_can_get_a_reasoned_no(world, note):
    press = uuid4()
    assert refused(world, press=press) == refused(world, press=press)
    with world.unit() as unit:
        (row,) = unit.session.query(RefusedRequest)
        assert row.refused_by == world.leader.person_id
        assert b"barnet" not in row.sealed
    assert any('"access:refuse"' in body for body in chain(world, world.child))


def test_L17_a_no_needs_a_reason_and_who_asked(world, note):
    assert list(problems(refused, world, reason=" ")) == ["reason"]
    assert list(problems(refused, world, asker="")) == ["asker"]
    assert list(problems(refused, world, kind="case_officer")) == ["kind"]
    with pytest.raises(NotFound):
        refused(world, viewer=world.pedagogue)


def test_L17_a_parent_without_custody_who_asks_is_named_and_reads_nothing_himself(world, note):
    opened = given(world, note, kind="access_request", asker="Far uden forældremyndighed")
    assert b"Far" not in access(world, opened).sealed
