"""A link changed, taken out, added or moved is found where it stands."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from stafet import audit
from stafet.audit import Event
from stafet.audit.chain import lock_after
from stafet.audit.models import Block, Head
from tests.factories.listening import backwards

LINKS = 5


@pytest.fixture
def chain(database):
    name = uuid4()
    with database.unit() as unit:
        audit.begin(unit, name)
    for number in range(LINKS):
        with database.unit() as unit:
            audit.append(unit, name, Event("test:link", None, "system", about={"n": str(number)}))
    return name


def first_bad(database, chain):
    with database.unit() as unit:
        return audit.first_bad_link(unit, chain)


def test_an_untouched_chain_holds(database, chain):
    assert first_bad(database, chain) is None


def test_L44_a_link_says_who_did_what_when_and_ids_only(database, chain):
    with database.unit() as unit:
        (first, *_rest) = audit.blocks(unit, chain)
    assert '"action":"test:link"' in first.body
    assert '"at":"2027-03-01T08:00:00' in first.body


@pytest.mark.parametrize("number", range(1, LINKS + 1))
def test_a_changed_link_is_found_where_it_stands(database, chain, number):
    with database.unit() as unit:
        here = (Block.chain == chain) & (Block.sequence == number)
        unit.session.execute(update(Block).where(here).values(body='{"opened":[]}'))
    assert first_bad(database, chain) == number


@pytest.mark.parametrize("number", range(1, LINKS + 1))
def test_a_link_taken_out_is_found(database, chain, number):
    with database.unit() as unit:
        here = (Block.chain == chain) & (Block.sequence == number)
        unit.session.execute(delete(Block).where(here))
    assert first_bad(database, chain) == number


def test_a_head_that_does_not_fit_its_links_is_found(database, chain):
    with database.unit() as unit:
        unit.session.execute(update(Head).where(Head.chain == chain).values(hash=bytes(32)))
    assert first_bad(database, chain) == LINKS + 1


def test_a_chain_without_a_head_is_found(database, chain):
    with database.unit() as unit:
        unit.session.execute(delete(Head).where(Head.chain == chain))
    assert first_bad(database, chain) == LINKS + 1


def test_a_link_in_letters_the_product_never_writes_is_found(database, chain):
    with database.unit() as unit:
        here = (Block.chain == chain) & (Block.sequence == 2)
        unit.session.execute(update(Block).where(here).values(body='{"opened":[],"x":"æ"}'))
    assert first_bad(database, chain) == 2


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_chain_is_told_from_its_first_link_however_its_rows_lie(database, chain):
    with backwards(database.engine), database.unit() as unit:
        told = [block.sequence for block in audit.blocks(unit, chain)]
    assert told == list(range(1, LINKS + 1))


def test_time_on_a_chain_never_runs_back(database, chain, clock):
    clock.advance(hours=-3)
    with database.unit() as unit:
        before = unit.now
        audit.lock(unit, chain)
        assert unit.now > before


@pytest.mark.parametrize("clock_moves", [{"hours": -3}, {}], ids=["set back", "standing still"])
def test_who_steps_past_a_chain_comes_one_moment_after_all_it_has_seen(
    database, chain, clock, clock_moves
):
    with database.unit() as unit:
        highest = unit.session.get(Head, chain).highest_at
    clock.advance(**clock_moves)
    with database.unit() as unit:
        assert lock_after(unit, chain)
        assert unit.now == highest + timedelta(microseconds=1)


def test_nobody_steps_past_what_a_chain_that_is_not_there_has_seen(database):
    with database.unit() as unit:
        assert not lock_after(unit, uuid4())
