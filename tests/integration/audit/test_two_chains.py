"""Units that write on a child's chain and on a shared one wait, but never for each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.audit import APART, KOMMUNE, Event
from stafet.audit.models import Head

EVENT = Event("test:link", None, "system")


def links(database, chain):
    with database.unit() as unit:
        return [body.body for body in audit.blocks(unit, chain) if "test:" in body.body]


@pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("shared", [KOMMUNE, APART], ids=["kommune", "apart"])
def test_two_units_in_opposite_order_both_come_through(world, shared):
    """A page that opens a name first and then the child, and one that opens the child first."""
    both_hold_one = Barrier(2)

    def run(order):
        with world.unit() as unit:
            audit.append(unit, order[0], EVENT)
            both_hold_one.wait()
            audit.append(unit, order[1], EVENT)

    orders = (shared, world.child), (world.child, shared)
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(run, orders))
    assert len(links(world.database, shared)) == len(links(world.database, world.child)) == 2


def test_what_is_put_off_is_written_in_its_order_and_not_at_all_where_the_unit_fails(world):
    with world.unit() as unit:
        for number in range(3):
            audit.append(unit, APART, Event("test:link", None, "system", about={"n": str(number)}))
            audit.append(unit, KOMMUNE, EVENT)
    told = links(world.database, APART)
    assert [f'"n":"{number}"' in body for number, body in enumerate(told)] == [True] * 3
    with pytest.raises(ZeroDivisionError), world.unit() as unit:
        audit.append(unit, KOMMUNE, EVENT)
        _ = 1 / 0
    assert len(links(world.database, KOMMUNE)) == 3
    with world.unit() as unit:
        assert audit.first_bad_link(unit, KOMMUNE) is audit.first_bad_link(unit, APART) is None


@pytest.mark.parametrize("shared", [KOMMUNE, APART], ids=["kommune", "apart"])
def test_time_moves_forward_when_something_is_put_off_not_only_when_it_is_written(world, shared):
    world.database.clock.advance(seconds=3)
    with world.unit() as unit:
        audit.append(unit, shared, EVENT)
    world.database.clock.advance(seconds=-3)
    with world.unit() as unit:
        behind = unit.now
        audit.append(unit, APART if shared == KOMMUNE else KOMMUNE, EVENT)
        assert (unit.now - behind).total_seconds() < 1
        audit.append(unit, shared, EVENT)
        assert (unit.now - behind).total_seconds() == 3


def test_the_shared_chains_are_locked_last_and_in_one_order_whoever_is_told_on_them_first(world):
    locked = []
    with world.unit() as unit:
        for chain in (APART, KOMMUNE, world.child):
            audit.append(unit, chain, EVENT)
        unit.at_end(lambda unit: locked.extend(unit.session.info))
    chains = [KOMMUNE, APART, world.child]
    assert [chain for chain in locked if chain in chains] == [world.child, KOMMUNE, APART]


@pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
def test_that_the_clock_was_set_back_is_told_last_too_and_holds_nobody_up(world):
    world.database.clock.advance(minutes=-10)
    kommune = select(Head.chain).where(Head.chain == KOMMUNE).with_for_update(skip_locked=True)
    with world.unit() as unit:
        audit.lock(unit, world.child)
        with world.database.engine.begin() as another:
            assert another.scalars(kommune).all() == [KOMMUNE]
    with world.unit() as unit:
        told = [block.body for block in audit.blocks(unit, KOMMUNE)]
    assert sum("alarm:clock" in body for body in told) == 1
