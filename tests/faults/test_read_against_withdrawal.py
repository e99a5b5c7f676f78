"""L07: however reads and a withdrawal meet, nothing is read after the withdrawal's row."""

import json
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import select

from stafet.audit.models import Block, Head
from stafet.consent.services import withdraw
from tests.factories.world import World
from tests.faults.processes import FRESH
from tests.faults.reader import READS, Asked, read_when_told
from tests.fixtures.clock import MORNING

pytestmark = pytest.mark.opens_by_hand  # the reads happen in another process, which counts its own


@pytest.fixture
def world(world: World) -> World:
    world.task(world.teacher, world.school)
    return world


@pytest.fixture
def reader(world: World, engine_url: str, tmp_path: Path) -> Iterator[Connection]:
    """Return the line to another process, in which the teacher reads a text of the daycare's."""
    note = world.entry(world.log(), world.pedagogue, "Anton leger mest alene.")
    asked = Asked(
        engine_url, tmp_path / "keys", MORNING, world.teacher, world.child, note.record_id
    )
    mine, its = FRESH.Pipe()
    process = FRESH.Process(target=read_when_told, args=(asked, its))
    process.start()
    its.close()  # should the other process end, this end is told so
    yield mine
    mine.send("enough")
    process.join()


def race(world: World, reader: Connection, begin_after: int) -> None:
    """Let 30 reads go on in the other process while a parent takes the consent back."""
    world.consents(world.school)
    before = end_of_chain(world)
    reader.send("read")
    seen = [reader.recv() for _ in range(begin_after)]
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.school)
    seen += [reader.recv() for _ in range(READS - begin_after)]
    acts = acts_since(world, before)
    (taken_back,) = [at for at, act in enumerate(acts) if act["action"] == "consent:withdraw"]
    allowed = [at for at, act in enumerate(acts) if act["action"] == "log:read" and act["opened"]]
    assert len(allowed) == sum(seen)
    assert sum(seen[:begin_after]) == begin_after
    assert max(allowed, default=-1) < taken_back
    assert seen == sorted(seen, reverse=True)


def end_of_chain(world: World) -> int:
    with world.unit() as unit:
        return unit.session.get_one(Head, world.child).sequence


def acts_since(world: World, before: int) -> list[dict]:
    query = select(Block.body).where(Block.chain == world.child, Block.sequence > before)
    with world.unit() as unit:
        rows = unit.session.scalars(query.order_by(Block.sequence))
        return [json.loads(body) for body in rows]


def rounds(world: World, reader: Connection, numbers: range) -> None:
    for number in numbers:
        race(world, reader, begin_after=number * 7 % READS)


def test_L07_no_read_is_allowed_after_the_withdrawals_row(world, reader):
    rounds(world, reader, range(8))


@pytest.mark.long
@pytest.mark.parametrize("life", range(10))
def test_L07_no_read_is_allowed_after_the_withdrawals_row_in_200_rounds(world, reader, life):
    """Ten children, each asked twenty times: a life of 400 signatures is slow to decide on."""
    rounds(world, reader, range(life * 20, life * 20 + 20))
