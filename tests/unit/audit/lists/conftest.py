import pytest

from tests.factories.tampering import Tamperer
from tests.unit.audit.lists.listed import CHILD, Limit, Release, Table, Task, born


@pytest.fixture
def engine_url(new_sqlite):
    return new_sqlite(tables=True)


@pytest.fixture
def database(database):
    Table.metadata.create_all(database.engine)
    return database


@pytest.fixture
def child(database):
    """Return a child with a task, a limit and two releases."""
    return born(database, CHILD, Task(), Limit(), Release(), Release())


@pytest.fixture
def tamperer(database):
    return Tamperer(database)
