"""R1: what was answered "saved" is there, whenever the process ends."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from stafet.cli.doctor import _durable
from stafet.db.transaction import Database, make_engine
from stafet.records.models import RecordVersion
from stafet.web.unit import House
from tests.factories.listening import listening
from tests.factories.world import World
from tests.faults.acts.act import Told, is_whole
from tests.faults.processes import in_a_fresh_process, scene_of, until_killed

pytestmark = pytest.mark.opens_by_hand  # the other processes count their own openings


def write_on_and_on(_: House, world: World, told: Told) -> Iterator[UUID]:
    """Save one text after another; tell of each once it is saved."""
    while True:
        key = uuid4()
        world.entry(told["log"], world.pedagogue, "Anton leger.", record_id=key)
        yield key


def kept(house: House, world: World, _: Told) -> dict[UUID, int]:
    assert is_whole(house, world)
    versions = select(RecordVersion.record_id, func.count()).group_by(RecordVersion.record_id)
    with world.unit() as unit:
        return dict(unit.session.execute(versions).tuples().all())


def test_R01_what_was_answered_saved_is_there_whenever_the_process_is_killed(
    world, settings, clock
):
    scene = scene_of(world, settings, clock.now(), log=world.log())
    saved: list[UUID] = []
    for answers in (1, 3, 6):
        saved += until_killed(scene, write_on_and_on, answers)
        ended, found = in_a_fresh_process(scene, kept)
        assert ended == 0
        assert {found.get(key) for key in saved} == {1}
        assert len(found) <= len(saved) + 3 + 1  # a last one each that nobody heard of; the opening


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_R01_sqlite_waits_for_the_disk_and_the_doctor_tells_where_it_does_not(
    web, engine_url, clock
):
    engine = make_engine(engine_url)  # the tests' own waits for no disk
    house = replace(
        web.app.extensions["stafet"], database=Database(engine, web.world.database.clock)
    )
    assert _durable(house).well

    with listening(engine, "connect", careless):
        found = _durable(house)
    engine.dispose()
    assert not found.well
    assert "PRAGMA synchronous" in found.advice


def careless(connection, _record):
    connection.execute("PRAGMA synchronous=NORMAL")


@pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
def test_R01_the_doctor_tells_of_a_server_that_does_not_wait_for_its_disk(web):
    found = _durable(web.app.extensions["stafet"])
    assert not found.well  # the tests' own server is such a one
    assert "SHOW fsync, SHOW full_page_writes, SHOW synchronous_commit" in found.advice
