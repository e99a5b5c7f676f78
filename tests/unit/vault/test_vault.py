"""What the vault seals opens in its place, for a permit, and nowhere else."""

import dataclasses
import hmac
import threading
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from stafet.errors import ConfigurationError, Sealed
from stafet.vault import GUARDIANS, STAFF, KeyStatus, Kind, Permit, Vault
from stafet.vault.keys import KOMMUNE, derive
from stafet.vault.store import cpr_index
from tests.unit.vault.conftest import CHILD, OTHER
from tests.unit.vault.stored import rows_of


def test_what_was_sealed_opens_for_a_permit(vault, context, open_):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "Øjvind græd")
    assert open_([(context, sealed)]) == ["Øjvind græd"]


def test_another_process_opens_it_too(vault, context, open_, keystore_url, root_key_file, clock):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "Øjvind græd")
    another = Vault.unlock(keystore_url, root_key_file, "0999", clock)
    assert open_([(context, sealed)], by=another) == ["Øjvind græd"]
    another.close()


@pytest.mark.parametrize("holder", [GUARDIANS, STAFF])
def test_guardians_and_staff_have_keys_of_their_own(vault, context, open_, holder):
    sealed = vault.seal(holder, Kind.IDENTITY, context, "Navn")
    assert open_([(context, sealed)], holder=holder, kind=Kind.IDENTITY) == ["Navn"]
    [refused] = open_([(context, sealed)], kind=Kind.IDENTITY)
    assert refused.reason == "tag"


@pytest.mark.parametrize(
    "change",
    [
        {"table": "draft"},
        {"column": "title"},
        {"child": OTHER},
        {"record": OTHER},
        {"version": 3},
        {"author": OTHER},
        {"author": None},
        {"institution": OTHER},
        {"institution": None},
        {"categories": frozenset({"wellbeing"})},
        {"subjects": frozenset()},
        {"event_on": date(2026, 3, 1)},
        {"event_on": None},
        {"written_at": None},
        {"supersedes": 0},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_moved_or_rewritten_does_not_open(vault, context, open_, change):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    [refused] = open_([(dataclasses.replace(context, **change), sealed)])
    assert isinstance(refused, Sealed)
    assert refused.reason == "tag"


def test_an_instant_moved_by_a_microsecond_does_not_open(vault, context, open_):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    later = context.written_at + timedelta(microseconds=1)
    [refused] = open_([(dataclasses.replace(context, written_at=later), sealed)])
    assert refused.reason == "tag"


def test_one_record_that_does_not_open_leaves_the_others_readable(vault, context, open_):
    contexts = [dataclasses.replace(context, record=uuid4()) for _ in range(5)]
    items = [
        (each, vault.seal(CHILD, Kind.CONTENT, each, f"nr. {number}"))
        for number, each in enumerate(contexts)
    ]
    items[0] = (contexts[0], b"")
    items[2] = (contexts[2], items[3][1])
    items[4] = (contexts[4], items[4][1][:4] + b"\0\0\0\7" + items[4][1][8:])
    opened = open_(items)
    assert [opened[1], opened[3]] == ["nr. 1", "nr. 3"]
    assert [opened[at].reason for at in (0, 2, 4)] == ["form", "tag", "key-version"]


def test_another_kommune_opens_nothing(
    vault, context, open_, new_sqlite, tmp_path, clock, keystore_url, root_key_file
):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    neighbour = Vault.create(new_sqlite(tables=False), tmp_path / "other.key", "0998", clock)
    neighbour.new_child_key(CHILD)
    [refused] = open_([(context, sealed)], by=neighbour)
    assert refused.reason == "tag"
    neighbour.close()
    with pytest.raises(ConfigurationError, match="do not open this key store"):
        Vault.unlock(keystore_url, root_key_file, "0998", clock)


def test_a_permit_is_used_once(vault, database, context):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    with database.unit() as unit:
        permit = _permit(unit.id, context)
        vault.open(permit, [(context, sealed)])
        with pytest.raises(RuntimeError, match="used once"):
            vault.open(permit, [(context, sealed)])


def test_a_permit_covers_no_other_record_or_version(vault, database, context):
    for change in ({"record": OTHER}, {"version": 1}):
        other = dataclasses.replace(context, **change)
        sealed = vault.seal(CHILD, Kind.CONTENT, other, "hemmeligt")
        with database.unit() as unit, pytest.raises(RuntimeError, match="no others"):
            vault.open(_permit(unit.id, context), [(other, sealed)])


def test_a_permit_ends_with_its_unit(vault, database, context):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    with database.unit() as unit:
        permit = _permit(unit.id, context)
    with pytest.raises(RuntimeError, match="ends with its unit"):
        vault.open(permit, [(context, sealed)])
    with database.unit(), pytest.raises(RuntimeError, match="ends with its unit"):
        vault.open(_permit(unit.id, context), [(context, sealed)])


def test_the_vault_counts_what_it_opened_by_kind(vault, context, open_):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    title = dataclasses.replace(context, column="title")
    open_([(context, sealed), (title, vault.seal(CHILD, Kind.CONTENT, title, "titel"))])
    assert vault.opened == {Kind.CONTENT: 1}
    open_([(context, sealed)])
    assert vault.opened == {Kind.CONTENT: 2}


def test_L52_with_the_key_destroyed_nothing_opens(vault, context, open_):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    vault.destroy_key(CHILD)
    [refused] = open_([(context, sealed)])
    assert refused.reason == "key-destroyed"
    with pytest.raises(Sealed):
        vault.seal(CHILD, Kind.CONTENT, context, "mere")
    with pytest.raises(RuntimeError, match=r"^a holder is given a first key once$"):
        vault.new_child_key(CHILD)
    assert vault.status() == KeyStatus(kek_version=1, oldest_kek_in_use=1, live=3, destroyed=1)


def test_L52_the_keys_that_live_are_destroyed_and_counted(vault):
    assert not vault.is_destroyed(CHILD)
    assert not vault.is_destroyed(OTHER), "it never had one"
    vault.renew_key(CHILD)
    assert vault.destroy_keys([CHILD, OTHER]) == 1
    assert vault.is_destroyed(CHILD)
    assert vault.key_versions(CHILD) == {}
    assert vault.destroy_keys([CHILD, OTHER]) == 0


def test_L52_other_processes_forget_a_destroyed_key_within_a_minute(
    vault, context, open_, keystore_url, root_key_file, clock
):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    another = Vault.unlock(keystore_url, root_key_file, "0999", clock)
    another.destroy_key(CHILD)
    another.close()
    clock.advance(minutes=1)
    [refused] = open_([(context, sealed)])
    assert refused.reason == "key-destroyed"


def test_a_child_without_a_key_opens_nothing(vault, context, open_):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    [refused] = open_([(context, sealed)], holder=OTHER)
    assert refused.reason == "key-version"


def test_a_newer_key_version_seals_and_the_older_still_opens(
    vault, context, open_, keystore_url, clock
):
    old = vault.seal(CHILD, Kind.CONTENT, context, "før")
    vault.renew_key(CHILD)
    clock.advance(minutes=2)
    new = vault.seal(CHILD, Kind.CONTENT, context, "efter")
    assert (old[4:8], new[4:8]) == (b"\0\0\0\1", b"\0\0\0\2")
    assert open_([(context, old), (context, new), (context, old)]) == ["før", "efter", "før"]


def test_threads_share_a_vault(vault, database, context):
    children = [uuid4() for _ in range(8)]
    sealed: dict[UUID, bytes] = {}

    def work(child):
        vault.new_child_key(child)
        sealed[child] = vault.seal(child, Kind.CONTENT, context, str(child))

    threads = [threading.Thread(target=work, args=(child,)) for child in children]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.unit() as unit:
        for child in children:
            permit = Permit(unit.id, child, Kind.CONTENT, _objects(context))
            assert vault.open(permit, [(context, sealed[child])]) == [str(child)]


def test_L51_a_cpr_number_is_found_again_without_being_kept(vault, keystore_url):
    person = uuid4()
    assert vault.remember_cpr("6101150001", person) == person
    assert vault.find_by_cpr("6101150001") == person
    assert vault.find_by_cpr("6101150002") is None
    [row] = rows_of(keystore_url, select(cpr_index))
    assert b"6101150001" not in row.digest


def test_a_cpr_number_belongs_to_the_first_who_had_it(vault):
    first, second = uuid4(), uuid4()
    vault.remember_cpr("6101150001", first)
    assert vault.remember_cpr("6101150001", first) == first
    assert vault.remember_cpr("6101150001", second) == first
    vault.forget_cpr(first)
    assert vault.remember_cpr("6101150001", second) == second


def test_a_cpr_number_that_is_forgotten_meanwhile_is_given_on(vault, other, meanwhile):
    first, second = uuid4(), uuid4()
    vault.remember_cpr("6101150001", first)
    meanwhile(2, lambda: other.forget_cpr(first))
    assert vault.remember_cpr("6101150001", second) == second == other.find_by_cpr("6101150001")


def test_secrets_and_indexes_are_the_same_after_a_restart_and_differ_by_purpose(
    vault, keystore_url, root_key_file, clock
):
    again = Vault.unlock(keystore_url, root_key_file, "0999", clock)
    assert vault.secret("csrf") == again.secret("csrf") != vault.secret("session")
    assert vault.blind_index("cpr", "1") == again.blind_index("cpr", "1")
    assert vault.blind_index("cpr", "1") != vault.blind_index("login", "1")
    assert vault.mac("t", 1, (1,)) == again.mac("t", 1, (1,)) != vault.mac("t", 2, (1,))
    assert len({len(vault.secret("csrf")), len(vault.mac("t", 1, ()))} - {32}) == 0
    again.close()


def test_what_is_derived_from_the_kommunes_key_is_what_the_format_says(vault):
    kommune = vault._keys.find(KOMMUNE).secret

    def keyed(info, said):
        return hmac.digest(derive(kommune, info), said, "sha256")

    facts = b"s\0\0\0\1ti\0\0\0\0012i\0\0\0\0017"
    assert vault.mac("t", 2, (7,)) == keyed("row-mac", facts)
    assert vault.blind_index("cpr", "6101150001") == keyed("blind-index/cpr", b"6101150001")
    assert vault.secret("csrf") == derive(kommune, "secret/csrf")


def _permit(unit_id, context):
    return Permit(unit_id, CHILD, Kind.CONTENT, _objects(context))


def _objects(context):
    return frozenset({(context.record, context.version)})
