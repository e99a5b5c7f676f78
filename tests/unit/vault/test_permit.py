"""A permit opens the records it names, once, in the unit it was given in."""

from uuid import UUID

import pytest

from stafet.db.transaction import Database, make_engine
from stafet.vault import Kind, Permit
from tests.unit.vault.conftest import CHILD

ONE, TWO = (UUID(int=1), 1), (UUID(int=2), 1)
NEXT_VERSION = (UUID(int=1), 2)
COVERS = r"^a permit covers the records it names and no others$"
ENDS = r"^a permit ends with its unit of work$"


@pytest.fixture
def database(tmp_path, clock):
    database = Database(make_engine(f"sqlite:///{tmp_path}/permits.db"), clock)
    yield database
    database.engine.dispose()


def permit(unit):
    return Permit(unit.id, CHILD, Kind.CONTENT, frozenset({ONE, TWO}))


@pytest.mark.parametrize("wanted", [{ONE, TWO}, {ONE}, set()], ids=["all", "some", "none"])
def test_a_permit_is_spent_by_its_first_use(database, wanted):
    with database.unit() as unit:
        given = permit(unit)
        given.spend(wanted)
        with pytest.raises(RuntimeError, match=r"^a permit is used once$"):
            given.spend(wanted)


def test_a_permit_is_spent_by_a_use_that_is_refused(database):
    with database.unit() as unit:
        given = permit(unit)
        with pytest.raises(RuntimeError, match=COVERS):
            given.spend({ONE, NEXT_VERSION})
        with pytest.raises(RuntimeError, match="used once"):
            given.spend({ONE})


def test_a_permit_ends_with_its_unit_of_work(database):
    with database.unit() as unit:
        given = permit(unit)
    with database.unit(), pytest.raises(RuntimeError, match=ENDS):
        given.spend({ONE})
