"""What a head keeps besides a chain's end: a list of the rows that decide, and whose it is."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.audit import NO_MANIFEST, Manifest
from stafet.audit.chain import NEVER, WORK, WORKERS, list_anew
from stafet.audit.models import Head

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
LISTED = Manifest(3, bytes(range(32)), b"rows")


def test_a_list_is_found_by_who_wrote_it_and_by_who_comes_later(database):
    mine, other = uuid4(), uuid4()
    told = {mine: LISTED, other: NO_MANIFEST}
    for chain in told:
        with database.unit() as unit:
            audit.begin(unit, chain)
    with database.unit() as unit:
        audit.lock(unit, mine)
        list_anew(unit, mine, LISTED)
        assert audit.manifests(unit, told) == told
    with database.unit() as unit:
        assert audit.manifests(unit, [*told, uuid4()]) == told
        audit.lock(unit, mine)
        assert audit.manifests(unit, told) == told


def test_somebodys_work_is_listed_under_a_head_that_bears_their_name(database):
    person = UUID(int=7)
    chain = audit.work_of(person)
    assert chain == UUID("87b00be3-f384-b15d-9916-13bed08e11fe")  # as heads are stored
    with database.unit() as unit:
        audit.begin(unit, chain, person)
    with database.unit() as unit:
        [listed] = unit.session.execute(select(*WORK).where(WORKERS.c.worker_id == person))
    assert Manifest(*listed) == NO_MANIFEST


def test_a_list_that_has_no_links_moves_nobodys_time(database):
    child, person = uuid4(), uuid4()
    with database.unit() as unit:
        began = unit.now
        audit.begin(unit, child)
        audit.begin(unit, audit.work_of(person), person)
    with database.unit() as unit:
        assert unit.session.get(Head, child).highest_at == began
        assert unit.session.get(Head, audit.work_of(person)).highest_at == NEVER


def test_the_list_of_who_is_deleted_is_nobodys_and_stays(database):
    gone, other = uuid4(), uuid4()
    with database.unit() as unit:
        for person in (gone, other):
            audit.begin(unit, audit.work_of(person), person)
    with database.unit() as unit:
        audit.disown(unit, {gone})
    with database.unit() as unit:
        assert unit.session.get(Head, audit.work_of(gone)).worker_id is None
        assert unit.session.get(Head, audit.work_of(other)).worker_id == other
