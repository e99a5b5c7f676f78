"""A second process of the same house: it reads, as often as it is asked to."""

from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

from stafet import catalogue
from stafet.audit import manifest
from stafet.clock import FixedClock
from stafet.consent.reading import Wanted, read
from stafet.db.transaction import Database, make_engine
from stafet.errors import NotFound
from stafet.people.ages import Ages
from stafet.settings import data_dir
from stafet.vault import Vault
from stafet.web.viewer import Viewer
from tests.fixtures.databases import all_tables
from tests.fixtures.house import KOMMUNE, RULE_SET

READS = 30


@dataclass(frozen=True)
class Asked:
    """Which house, who reads, and what."""

    url: str
    keys: Path
    at: datetime
    viewer: Viewer
    child_id: UUID
    record_id: UUID


def read_when_told(asked: Asked, told: Connection) -> None:
    """Read 30 times for each word received; tell after each read whether it showed the text."""
    all_tables()
    clock = FixedClock(asked.at)
    vault = Vault.unlock(
        f"sqlite:///{asked.keys}/keys.sqlite", asked.keys / "root.key", KOMMUNE, clock
    )
    database = Database(make_engine(asked.url), clock)
    for tool in (vault, catalogue.load(data_dir("config"), RULE_SET), Ages()):
        database.provide(tool)
    manifest.keep(database, vault)
    while told.recv() == "read":
        for _ in range(READS):
            told.send(_may_read(database, asked))
    database.engine.dispose()
    vault.close()


def _may_read(database: Database, asked: Asked) -> bool:
    wanted = Wanted(records=frozenset({asked.record_id}))
    try:
        with database.unit() as unit:
            return bool(read(unit, asked.viewer, asked.child_id, wanted).records)
    except NotFound:
        return False
