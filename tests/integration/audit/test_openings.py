"""What a unit opened is told also where the unit fails: somebody may have seen it (L44)."""

import json
from uuid import UUID, uuid4

import pytest

from stafet import audit
from stafet.audit import APART, KOMMUNE, Event, Sight

pytestmark = [
    pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True),
    pytest.mark.opens_by_hand,  # nothing is: it is only told
]
SIGHT = Sight("note", "consent", ((UUID(int=5), 1),))


def opening(number):
    return Event("log:read", UUID(int=6), opened=(SIGHT,), about={"n": str(number)})


def fails(database, *events):
    with pytest.raises(ZeroDivisionError), database.unit() as unit:
        for chain, event in events:
            audit.append(unit, chain, event)
        _ = 1 / 0


def told(database, chain):
    with database.unit() as unit:
        return [json.loads(block.body) for block in audit.blocks(unit, chain)]


@pytest.fixture
def chain(database):
    name = uuid4()
    with database.unit() as unit:
        audit.begin(unit, name)
    return name


def test_L44_what_a_failed_unit_opened_is_told_in_its_order_and_nothing_else_of_it(database, chain):
    written = Event("log:write", UUID(int=6))
    fails(database, (chain, opening(1)), (chain, written), (chain, opening(2)))
    kept = told(database, chain)
    assert [link["about"] for link in kept] == [
        {"n": "1", "outcome": "failed"},
        {"n": "2", "outcome": "failed"},
    ]
    assert all(link["opened"] == [SIGHT.body()] for link in kept)
    assert told(database, KOMMUNE) == []


@pytest.mark.parametrize(("begun", "here"), [(UUID(int=9), KOMMUNE), (APART, APART)])
def test_L44_an_opening_on_a_chain_that_went_with_the_unit_is_told_where_it_belongs(
    database, begun, here
):
    fails(database, (begun, opening(1)))
    for chain in {begun, KOMMUNE, APART}:
        assert len(told(database, chain)) == (chain == here)
