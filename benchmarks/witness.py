"""What the witness costs: 8 writers on PostgreSQL, a block for 50 objects, a page of 100.

The server waits for its disk at every commit, for both sides: so does one in use (R1).
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary, Table, Uuid, insert

from benchmarks.log_page import house, log_of, opener
from benchmarks.paired import paired
from stafet import audit
from stafet.audit import Event, Sight
from stafet.clock import SystemClock
from stafet.db.base import Base
from stafet.db.transaction import Database, Unit, make_engine
from tests.fixtures.databases import all_tables
from tests.servers import postgres

WRITERS, EACH = 8, 40
BLOCK = 50
BODY = os.urandom(1_200)
ENTRIES = 100

business = Table(
    "bench_business",
    Base.metadata,
    Column("id", Uuid, primary_key=True),
    Column("body", LargeBinary),
)
plain_audit = Table(
    "bench_audit",
    Base.metadata,
    Column("id", Uuid, primary_key=True),
    Column("child_id", Uuid, index=True),
    Column("body", LargeBinary),
)
Write = Callable[[Database, UUID], None]


def chain_vs_plain_8_writers() -> dict[str, object]:
    """Return ms per event: a row and its link, against a row and a plain audit row."""
    with _cluster() as database:
        children = [uuid4() for _ in range(WRITERS)]
        with database.unit() as unit:
            for child in children:
                audit.begin(unit, child)

        def run(write: Write) -> None:
            with ThreadPoolExecutor(WRITERS) as pool:
                list(pool.map(lambda child: _often(write, database, child), children))

        scale = 1e3 / (WRITERS * EACH)
        result = paired(lambda: run(_chained), lambda: run(_plain), 15, scale)
    peer = "plain audit row"
    return {"name": "chain-vs-plain-8-writers", "peer": peer, "unit": "ms", **result}


def block_of_50_vs_single() -> dict[str, object]:
    """Return ms per object: fifty told in one block, against a block for each."""
    with _cluster() as database:
        child = uuid4()
        with database.unit() as unit:
            audit.begin(unit, child)
        objects = tuple((uuid4(), 1) for _ in range(BLOCK))

        def tell(*some: tuple[UUID, int]) -> None:
            with database.unit() as unit:
                audit.lock(unit, child)
                sight = Sight("content", "consent", some, (child,))
                audit.append(unit, child, Event("log:read", child, opened=(sight,)))

        result = paired(lambda: tell(*objects), lambda: [tell(one) for one in objects], 31, 20)
    return {"name": "block-of-50-vs-single", "peer": "a block each", "unit": "ms", **result}


def audited_vs_unaudited_page() -> dict[str, object]:
    """Return ms per page of 100 entries, against the same page without a witness."""
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as (app, world):
        get = opener(app, world, f"/log/{log_of(world, ENTRIES).id}?vis=alt")

        def unaudited() -> str:
            with patch("stafet.audit.append"):
                return get()

        result = paired(get, unaudited, 61)
    peer = "same page, no witness"
    return {"name": "audited-vs-unaudited-page", "peer": peer, "unit": "ms", **result}


@contextmanager
def _cluster() -> Iterator[Database]:
    cluster = postgres.start(durable=True)
    try:
        cluster.create("bench")
        database = Database(make_engine(cluster.url("bench")), SystemClock())
        all_tables().create_all(database.engine)
        yield database
        database.engine.dispose()
    finally:
        cluster.stop()


def _often(write: Write, database: Database, child: UUID) -> None:
    for _ in range(EACH):
        write(database, child)


def _chained(database: Database, child: UUID) -> None:
    with database.unit() as unit:
        audit.lock(unit, child)
        _insert(unit)
        audit.append(unit, child, Event("log:write", child))


def _plain(database: Database, child: UUID) -> None:
    with database.unit() as unit:
        _insert(unit)
        body = Event("log:write", child).body(child, 0, unit.now).encode()
        unit.session.execute(insert(plain_audit).values(id=uuid4(), child_id=child, body=body))


def _insert(unit: Unit) -> None:
    unit.session.execute(insert(business).values(id=uuid4(), body=BODY))


if __name__ == "__main__":
    for bench in (chain_vs_plain_8_writers, block_of_50_vs_single, audited_vs_unaudited_page):
        print(json.dumps(bench()))
