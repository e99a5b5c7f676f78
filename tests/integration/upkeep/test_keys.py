"""A whole house's keys made anew, and a child's destroyed for good."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import LargeBinary, delete, select

from stafet.consent.facts import load_facts
from stafet.consent.reading import read, read_file
from stafet.db.base import Base
from stafet.errors import NotFound, Sealed
from stafet.people.ages import Ages
from stafet.people.identity import names_for
from stafet.people.models import Person
from stafet.records.files import Accepted, attach
from stafet.records.models import FileSegment, RecordVersion
from stafet.upkeep.columns import COLUMNS
from stafet.upkeep.destroying import apply_tombstones, destroy_child, set_tombstone
from stafet.upkeep.rotation import BATCH, rotate_holder
from stafet.vault import GUARDIANS, STAFF, Vault
from stafet.vault.store import wrapped_key
from tests.factories.tampering import Tamperer, alarms


@pytest.fixture
def log(world):
    world.concern()
    return world.log()


def texts(world):
    with world.unit() as unit:
        return {one.content.text for one in read(unit, world.pedagogue, world.child).records}


def versions_in_use(world, column=RecordVersion.sealed):
    with world.unit() as unit:
        return {int.from_bytes(data[4:8], "big") for data in unit.session.scalars(select(column))}


def test_no_sealed_column_is_forgotten():
    known = {column.table.__tablename__ for column in COLUMNS} | {FileSegment.__tablename__}
    sealed = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name.startswith("sealed")
    }
    assert sealed == known


def test_all_of_a_child_is_sealed_under_the_new_key_and_reads_as_before(
    world, log, vault, database, clock
):
    for number in range(BATCH + 3):
        world.entry(log, world.pedagogue, f"Dag {number}")
    before = texts(world)
    done = rotate_holder(database, vault, world.child)
    assert done.version == 2
    assert done.objects > BATCH
    assert versions_in_use(world) == {2}
    assert texts(world) == before


def test_the_former_key_goes_once_no_server_can_know_it_any_more(
    world, log, vault, database, clock
):
    assert rotate_holder(database, vault, world.child).kept == (1,)
    clock.advance(minutes=3)
    again = rotate_holder(database, vault, world.child)
    assert (again.version, again.objects, again.kept) == (2, 0, ())
    assert texts(world)


@pytest.mark.opens_by_hand
def test_what_a_slow_server_sealed_under_the_former_key_is_found(
    world, log, vault, database, clock, tmp_path
):
    """Another process's vault opens here: this test's own does not count it."""
    keys, root = f"sqlite:///{tmp_path}/keys/keys.sqlite", tmp_path / "keys" / "root.key"
    with closing(Vault.unlock(keys, root, "999", clock)) as slow:
        slow._keys.find(world.child)
        rotate_holder(database, vault, world.child)
        database.provide(slow)
        world.entry(log, world.pedagogue, "Sent på dagen")
        database.provide(vault)
    assert versions_in_use(world) == {1, 2}
    clock.advance(minutes=3)
    assert rotate_holder(database, vault, world.child).kept == ()
    assert "Sent på dagen" in texts(world)


def test_a_file_is_sealed_anew_with_all_its_segments(world, log, vault, database):
    note = world.entry(log, world.pedagogue, "Med billede")
    with world.unit() as unit:
        file = attach(
            unit,
            world.pedagogue.person_id,
            world.child,
            note.record_id,
            note.record_id,
            Accepted("text/plain", "Æ".encode() * 70_000),
        )
    rotate_holder(database, vault, world.child)
    assert versions_in_use(world, FileSegment.sealed) == {2}
    with world.unit() as unit:
        assert read_file(unit, world.pedagogue, world.child, file)[1].decode() == "Æ" * 70_000


@pytest.mark.parametrize("holder", [GUARDIANS, STAFF])
def test_names_stay_readable_when_a_shared_key_is_renewed(world, log, vault, database, holder):
    people = {world.parent_a.person_id, world.leader.person_id}
    with world.unit() as unit:
        before = names_for(unit, world.pedagogue, people)
    assert rotate_holder(database, vault, holder).objects > 1
    with world.unit() as unit:
        assert names_for(unit, world.pedagogue, people) == before


def test_L52_with_the_key_destroyed_nothing_of_the_child_opens(world, log, vault, database):
    destroy_child(database, vault, world.child)
    with world.unit() as unit:
        shown = read(unit, world.pedagogue, world.child).records
        assert shown
        assert {one.content for one in shown} == {None}


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("blame", ["nobody", "who spoilt it", "who took the key away"])
def test_a_destroyed_child_is_nobodys_tampering(world, log, vault, database, blame):
    if blame == "nobody":
        destroy_child(database, vault, world.child)
    elif blame == "who spoilt it":
        Tamperer(database).change(Person, Person.id == world.child, sealed=bytes(300))
    else:
        with vault._store.begin() as connection:
            connection.execute(delete(wrapped_key).where(wrapped_key.c.holder == world.child))
        vault._keys._cache.forget(world.child)
    database.provide(Ages())
    with world.unit() as unit:
        facts = load_facts(unit, world.child)
    assert not facts.custody_known, "nobody knows how old the child is, and whom to ask"
    assert alarms(world) == (set() if blame == "nobody" else {("alarm:forged", "people_person")})


@pytest.mark.opens_by_hand
def test_L52_an_old_copy_of_the_key_store_does_not_bring_it_back(
    world, log, vault, database, clock, tmp_path
):
    keys, old = tmp_path / "keys" / "keys.sqlite", tmp_path / "old.sqlite"
    with closing(sqlite3.connect(keys)) as now, closing(sqlite3.connect(old)) as copy:
        now.backup(copy)
    destroy_child(database, vault, world.child)
    with closing(
        Vault.unlock(f"sqlite:///{old}", tmp_path / "keys" / "root.key", "999", clock)
    ) as restored:
        assert restored.key_versions(world.child)
        assert apply_tombstones(database, restored) == 1
        with pytest.raises(Sealed) as refused:
            restored._keys.find(world.child)
    assert refused.value.reason == "key-destroyed"


def test_a_destruction_that_stopped_half_way_is_finished_at_the_next_start(
    world, log, vault, database
):
    set_tombstone(database, world.child)
    assert apply_tombstones(database, vault) == 1
    assert apply_tombstones(database, vault) == 0
    assert vault.key_versions(world.child) == {}


def test_only_a_child_can_be_destroyed(world, vault, database):
    with pytest.raises(NotFound):
        destroy_child(database, vault, world.parent_a.person_id)
