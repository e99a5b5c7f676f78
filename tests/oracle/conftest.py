"""The application over a fresh database, as often as a play wants one."""

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from stafet.catalogue import Catalogue
from stafet.clock import FixedClock
from stafet.db.transaction import Database
from tests.fixtures.engines import EngineAt
from tests.fixtures.house import furnished, unlock
from tests.oracle.house import House
from tests.oracle.playing import MORNING


@pytest.fixture(params=["sqlite", "postgres"])
def new_house(
    request: pytest.FixtureRequest,
    vault_template: Path,
    tmp_path: Path,
    catalogue: Catalogue,
    engine_at: EngineAt,
) -> Callable[[], House]:
    """Return how to build the application over a fresh database, with keys of its own."""
    new_database = request.getfixturevalue(f"new_{request.param}")

    def make() -> House:
        folder = shutil.copytree(vault_template, tmp_path / uuid4().hex)
        vault = unlock(folder, clock := FixedClock(MORNING))
        database = Database(engine_at(new_database(tables=True)), clock)
        return House(furnished(database, vault, catalogue), clock, vault)

    return make
