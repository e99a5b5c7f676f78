"""A copy of everything, taken while everybody works, in which nothing can be changed unseen."""

import json
import stat
import threading

import pytest
from sqlalchemy import func, select, update

from stafet.audit.models import Block
from stafet.errors import ConfigurationError
from stafet.records.models import RecordVersion
from stafet.upkeep import manifest
from stafet.upkeep.backup import back_up
from stafet.upkeep.copied import find_copy
from stafet.upkeep.manifest import Damaged, read_manifest
from stafet.upkeep.snapshot import snapshot
from tests.access.bytes_at_rest import found_in
from tests.factories.backups import flip

KOMMUNE = "999"
MADE_BY_ALL = ("manifest.json", "wrapped_key.jsonl", "audit_block.jsonl", "people_person.jsonl")


def files_of(folder):
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_R12_a_backup_taken_while_somebody_writes_is_one_instant(world, kommune):
    world.concern()
    log = world.log()
    begun, enough = threading.Event(), threading.Event()

    def write():
        while not enough.is_set():
            world.entry(log, world.pedagogue, "Skrevet imens")
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    copies = [kommune.take() for _ in range(3)]
    enough.set()
    writer.join()
    for copy in copies:
        restored = kommune.bring_back(copy)
        assert restored.opens
        assert restored.findings == ()


def test_writers_need_not_wait_for_a_backup(world, kommune, database):
    world.concern()
    log = world.log()
    count = select(func.count()).select_from(RecordVersion)
    with snapshot(kommune.house.settings.database_url) as before:
        world.entry(log, world.pedagogue, "Skrevet imens")
        seen = before.scalar(count)
    with database.unit() as unit:
        assert unit.session.scalar(count) == seen + 1


def test_L51_nothing_stands_in_a_backup_in_plain(world, kommune):
    world.concern("Anton leger mest alene.")
    secrets = ["leger mest alene", "Anton Eksempel", "610320", "Skjulestien", "11223344"]
    assert found_in(files_of(kommune.take()), secrets) == []


def test_keys_and_records_lie_apart_where_nobody_else_reads(world, kommune):
    copy = kommune.take()
    folders = [copy, copy / "records", copy / "keys"]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files_of(copy)} == {0o600}
    assert {file.stem for file in files_of(copy / "keys")} == {
        "manifest", "kek", "wrapped_key", "cpr_index",
    }  # fmt: skip


def test_the_manifest_says_what_is_there(world, kommune):
    world.concern()
    kept, _ = read_manifest(kommune.take() / "records")
    assert kept.kommune == KOMMUNE
    assert kept.tables["records_version"].rows == 1
    assert kept.revision
    assert kept.chains


def test_what_lies_in_the_folder_already_is_never_touched(world, kommune, tmp_path):
    folder = tmp_path / "taken"
    folder.mkdir()
    (folder / "mine").touch()
    with pytest.raises(ConfigurationError):
        back_up(kommune.house, folder)
    assert [file.name for file in files_of(folder)] == ["mine"]


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_R12_a_flipped_bit_anywhere_is_found_and_its_file_named(world, kommune):
    world.concern()
    copy = kommune.take()
    assert {file.name for file in files_of(copy)} >= set(MADE_BY_ALL)
    for file in files_of(copy):
        whole = file.read_bytes()
        for position in {len(whole) // 2, len(whole) - 1} if whole else ():
            flip(file, position)
            with pytest.raises(Damaged) as found:
                find_copy(copy, None, (), KOMMUNE)
            assert file.name in str(found.value)
            file.write_bytes(whole)
    assert find_copy(copy, None, (), KOMMUNE)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_R12_every_part_of_a_manifest_counts(world, kommune):
    copy = kommune.take()
    file = copy / "keys" / "manifest.json"
    whole = file.read_bytes()
    for position in range(0, len(whole), 7):
        flip(file, position)
        with pytest.raises(Damaged):
            read_manifest(copy / "keys")
        file.write_bytes(whole)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", MADE_BY_ALL)
def test_R12_a_missing_or_shortened_file_is_named(world, kommune, name):
    copy = kommune.take()
    [file, *_] = [file for file in files_of(copy) if file.name == name]
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(Damaged, match=name):
        find_copy(copy, None, (), KOMMUNE)
    file.unlink()
    with pytest.raises(Damaged, match=name):
        find_copy(copy, None, (), KOMMUNE)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_backup_made_up_by_others_is_refused_although_its_digests_are_right(world, kommune):
    copy = kommune.take()
    file = copy / "records" / "manifest.json"
    note = json.loads(file.read_text())
    note["note"]["tombstones"] = [str(world.child)]
    note["digest"] = manifest._digest({key: note[key] for key in ("format", "mac", "note")})
    file.write_bytes(manifest._spelt(note))
    assert find_copy(copy, None, (), KOMMUNE).tombstones == {world.child}
    with pytest.raises(Damaged, match="did not write it"):
        kommune.bring_back(copy)


def test_what_was_changed_before_the_backup_is_found_by_the_restore(world, kommune, database):
    world.concern()
    with database.unit() as unit:
        unit.session.execute(
            update(Block).where(Block.chain == world.child).values(body='{"opened":[]}')
        )
        unit.session.execute(update(RecordVersion).values(supersedes=7))
        unit.session.connection().exec_driver_sql("UPDATE people_task SET why = 'leader'")
    restored = kommune.bring_back(kommune.take())
    assert not restored.opens
    told = {finding.what: finding.detail for finding in restored.findings}
    assert set(told) == {"witness", "row MACs", "manifests", "sealed records"}
    assert str(world.child) in told["witness"]
    assert "people_task" in told["row MACs"]
