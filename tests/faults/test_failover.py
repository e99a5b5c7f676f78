"""R7: PostgreSQL's primary dies under load and the standby takes over: no "saved" is lost."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from stafet.db.transaction import make_engine
from stafet.outbox.models import OutboxRow
from stafet.records.happenings import ANNOUNCE
from stafet.records.models import Happening, RecordVersion
from stafet.web.unit import House
from tests.factories.world import World, make_world
from tests.faults.acts.act import Told, is_whole
from tests.faults.processes import FRESH, PATIENCE, in_a_fresh_process, scene_of, telling
from tests.fixtures.databases import all_tables
from tests.servers import postgres, replicated

pytestmark = [pytest.mark.long, pytest.mark.opens_by_hand]
WRITERS, TEXTS, BEFORE_THE_FALL = 3, 40, 30


@pytest.fixture
def servers() -> Iterator[replicated.Pair]:
    if not postgres.found():
        pytest.skip("PostgreSQL is missing")
    with replicated.pair() as both:
        yield both


@pytest.fixture
def engine_url(servers: replicated.Pair) -> str:
    servers.primary.create("stafet")
    engine = make_engine(servers.url("stafet"))
    all_tables().create_all(engine)
    engine.dispose()
    return servers.url("stafet")


def write_through(_: House, world: World, told: Told) -> Iterator[UUID]:
    """Save texts one after another; where a server dies, press again until it is saved."""
    for _number in range(TEXTS):
        key = uuid4()
        while not pressed(world, told, key):
            time.sleep(0.1)
        yield key


def pressed(world: World, told: Told, key: UUID) -> bool:
    try:
        world.entry(told["log"], world.pedagogue, "Anton leger.", record_id=key)
    except DBAPIError:
        return False
    return True


def kept(house: House, world: World, _: Told) -> dict[UUID, int]:
    """Return how often each text is there, when all is whole and each is told of once."""
    assert is_whole(house, world)
    versions = select(RecordVersion.record_id, func.count()).group_by(RecordVersion.record_id)
    with world.unit() as unit:
        found = dict(unit.session.execute(versions).tuples().all())
        told = unit.session.scalar(select(func.count(Happening.record_id.distinct())))
        news = select(func.count()).where(OutboxRow.kind == ANNOUNCE)
        assert told == len(found) <= (unit.session.scalar(news) or 0)
    return found


def listen(line: Connection, saved: list[UUID]) -> None:
    for _number in range(TEXTS):
        saved.append(line.recv())  # noqa: PERF401 - whoever kills counts meanwhile


def test_R07_what_was_answered_saved_survives_the_primary(servers, database, settings, clock):
    world = make_world(database)
    scene = scene_of(world, settings, clock.now(), log=world.log())
    lines = [FRESH.Pipe(duplex=False) for _ in range(WRITERS)]
    writers = [FRESH.Process(target=telling, args=(scene, write_through, its)) for _, its in lines]
    saved: list[UUID] = []
    for writer in writers:
        writer.start()
    with ThreadPoolExecutor(WRITERS) as ears:
        heard = [ears.submit(listen, mine, saved) for mine, _ in lines]
        while len(saved) < BEFORE_THE_FALL:
            time.sleep(0.01)
        servers.primary.kill()
        servers.standby.promote()
        for one in heard:
            one.result(PATIENCE)
    for writer in writers:
        writer.join(PATIENCE)

    ended, found = in_a_fresh_process(scene, kept)
    assert ended == 0
    assert len(set(saved)) == WRITERS * TEXTS
    assert {found.get(key) for key in saved} == {1}
    assert len(found) == len(saved) + 1  # and the opening: no press counted twice
