import pytest

from tests.factories.backups import kommune_of
from tests.factories.world import make_world


@pytest.fixture
def world(database):
    return make_world(database)


@pytest.fixture
def kommune(database, vault, catalogue, clock, tmp_path, new_sqlite, new_postgres):
    new = {"sqlite": new_sqlite, "postgres": new_postgres}
    return kommune_of(database, vault, catalogue, clock, tmp_path, new)
