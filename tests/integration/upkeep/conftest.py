import pytest

from tests.factories.backups import kommune_of


@pytest.fixture
def kommune(settings, database, vault, catalogue, clock, tmp_path, new_sqlite, new_postgres):
    new = {"sqlite": new_sqlite, "postgres": new_postgres}
    return kommune_of(settings, database, vault, catalogue, clock, tmp_path, new)
