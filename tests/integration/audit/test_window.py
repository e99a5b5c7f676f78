"""What is old is not looked through again: a window begins where a checkpoint says a chain is."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from stafet import audit
from stafet.audit import Event
from stafet.audit.checkpoints import Witness, last_before
from stafet.audit.leaves import links_after
from stafet.audit.models import Block
from stafet.audit.signing import SigningKey
from stafet.oversight.reads import reads_between
from tests.factories.consent import seen

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
DAYS = (0, 40, 40, 40)


@pytest.fixture
def told(world, clock, tmp_path):
    """The pedagogue reads, and the witness signs, again and again."""
    world.concern()
    world.log()
    witness = Witness(SigningKey(bytes(range(32))), "999", tmp_path / "witness.jsonl")
    at = []
    for days in DAYS:
        clock.advance(days=days)
        seen(world, world.pedagogue)
        with world.unit() as unit:
            at.append(witness.sign(unit) and unit.now)
    return at


def links(world, number):
    with world.unit() as unit:
        return [(link.chain, link.sequence) for link in unit.session.scalars(links_after(number))]


def test_the_last_checkpoint_before_an_instant_is_found(world, told):
    with world.unit() as unit:
        assert [last_before(unit, at) for at in told] == [0, 1, 2, 3]
        assert last_before(unit, unit.now + timedelta(days=1)) == len(told)


def test_without_a_checkpoint_all_is_looked_through(world):
    with world.unit() as unit:
        assert last_before(unit, unit.now) == 0
        every = [(link.chain, link.sequence) for link in unit.session.scalars(select(Block))]
    assert links(world, 0) == sorted(every) != []


def test_only_the_links_after_a_checkpoint_are_looked_through(world, told):
    later = [links(world, number) for number in range(len(told) + 1)]
    assert [len(rows) for rows in later] == sorted({len(rows) for rows in later}, reverse=True)
    assert later[-1] == []
    with world.unit() as unit:
        audit.lock(unit, world.child)
        audit.append(unit, world.child, Event("log:read", None, "system"))
    assert len(links(world, len(told))) == 1


def test_the_readings_of_a_window_are_all_found(world, told):
    with world.unit() as unit:
        for first, since in enumerate(told):
            found = reads_between(unit, since - timedelta(minutes=1), unit.now + timedelta(days=1))
            assert len(found) == len(told) - first


def test_the_database_begins_at_the_heads_and_steps_to_the_links(world, told):
    engine = world.database.engine
    asked = links_after(2).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        plan = " ".join(row[-1] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")))
    assert "SEARCH audit_block" in plan
    assert "SCAN audit_block" not in plan
