"""The keys at rest: what the store holds, and which store and root key are refused."""

import stat
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text, update

from stafet.errors import ConfigurationError, Unavailable
from stafet.vault import KeyStatus, Kind, Vault
from stafet.vault.keys import GUARDIANS, KOMMUNE, STAFF, commitment, unwrap
from stafet.vault.store import kek, wrapped_key
from tests.unit.vault.conftest import CHILD, OTHER
from tests.unit.vault.stored import rows_of, run_on


def test_L52_a_destroyed_key_leaves_the_key_store(vault, keystore_url):
    vault.destroy_key(CHILD)
    [row] = rows_of(keystore_url, select(wrapped_key).where(wrapped_key.c.holder == CHILD))
    assert row.wrapped is None
    assert row.destroyed_at is not None


def test_a_key_moved_to_another_child_does_not_open(vault, context, open_, keystore_url):
    vault.new_child_key(OTHER)
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    [own] = rows_of(keystore_url, select(wrapped_key).where(wrapped_key.c.holder == CHILD))
    run_on(
        keystore_url,
        update(wrapped_key)
        .where(wrapped_key.c.holder == OTHER)
        .values(wrapped=own.wrapped, commitment=own.commitment),
    )
    [refused] = open_([(context, sealed)], holder=OTHER)
    assert refused.reason == "key-forged"


def test_a_key_that_breaks_its_commitment_does_not_open(vault, context, open_, keystore_url):
    vault.new_child_key(OTHER)
    forged = commitment(bytes(32), OTHER.bytes)
    run_on(
        keystore_url,
        update(wrapped_key).where(wrapped_key.c.holder == OTHER).values(commitment=forged),
    )
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    [refused] = open_([(context, sealed)], holder=OTHER)
    assert refused.reason == "key-forged"


def test_a_key_used_a_moment_ago_is_not_asked_for_again(vault, context, keystore_url):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    run_on(keystore_url, text("DROP TABLE wrapped_key"))
    assert len(vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")) == len(sealed)


def test_only_the_living_keys_of_a_holder_are_told(vault, clock):
    first = clock.now()
    vault.new_child_key(OTHER)
    clock.advance(minutes=1)
    assert vault.renew_key(OTHER) == 2
    assert vault.key_versions(OTHER) == {1: first, 2: clock.now()}
    assert vault.key_versions(CHILD) == {1: first}
    vault.retire_key(OTHER, 1)
    assert vault.key_versions(OTHER) == {2: clock.now()}


def test_L52_when_a_key_was_destroyed_stays_told(vault, keystore_url, clock):
    vault.destroy_key(CHILD)
    clock.advance(days=1)
    vault.destroy_key(CHILD)
    query = select(wrapped_key.c.made_at, wrapped_key.c.destroyed_at)
    [row] = rows_of(keystore_url, query.where(wrapped_key.c.holder == CHILD))
    assert row.destroyed_at == row.made_at


def test_a_key_store_that_was_emptied_meanwhile_is_told_as_such(vault, keystore_url):
    run_on(keystore_url, delete(wrapped_key))
    run_on(keystore_url, delete(kek))
    assert vault.status() == KeyStatus(0, 0, 0, 0)


def test_a_childs_key_is_on_disk_when_it_is_said_to_be(vault, keystore_url):
    child = uuid4()
    vault.new_child_key(child)
    query = select(wrapped_key.c.version).where(wrapped_key.c.holder == child)
    assert [row.version for row in rows_of(keystore_url, query)] == [1]


def test_the_key_store_holds_no_key_in_plain(vault, keystore_url, root_key_file):
    root, secret = root_key_file.read_bytes(), vault._keys.find(CHILD).secret
    stored = b"".join(
        row.wrapped for row in (*rows_of(keystore_url, select(kek)), *_all_keys(keystore_url))
    )
    assert root not in stored
    assert secret not in stored


def test_the_keys_lie_as_their_page_says(vault, keystore_url, root_key_file):
    def place(holder):
        return holder.bytes + (1).to_bytes(4, "big") + b"0999"

    [first] = rows_of(keystore_url, select(kek))
    secret = unwrap(root_key_file.read_bytes(), first.wrapped, place(KOMMUNE))
    keys = rows_of(keystore_url, select(wrapped_key))
    for key in keys:
        own = unwrap(secret, key.wrapped, place(key.holder))
        assert commitment(own, place(key.holder)) == key.commitment
    assert {key.holder for key in keys} == {KOMMUNE, GUARDIANS, STAFF, CHILD}


def test_the_root_key_is_for_the_product_alone(vault, root_key_file):
    assert len(root_key_file.read_bytes()) == 32
    assert stat.S_IMODE(root_key_file.stat().st_mode) == 0o400


def test_setting_up_twice_changes_nothing(
    vault, context, open_, keystore_url, root_key_file, clock
):
    sealed = vault.seal(CHILD, Kind.CONTENT, context, "hemmeligt")
    again = Vault.create(keystore_url, root_key_file, "0999", clock)
    assert open_([(context, sealed)], by=again) == ["hemmeligt"]
    again.close()


def test_a_missing_root_key_is_refused(vault, keystore_url, root_key_file, clock):
    root_key_file.unlink()
    with pytest.raises(ConfigurationError, match="missing"):
        Vault.unlock(keystore_url, root_key_file, "0999", clock)
    with pytest.raises(ConfigurationError, match=r"made with; restore it from its safe copy$"):
        Vault.create(keystore_url, root_key_file, "0999", clock)
    assert not root_key_file.exists()


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o600 | 0o020])
def test_a_root_key_that_others_may_read_is_refused(
    vault, keystore_url, root_key_file, clock, mode
):
    root_key_file.chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 0400"):
        Vault.unlock(keystore_url, root_key_file, "0999", clock)


NO_KEY = "{}: a root key has 32 bytes, this file has 5; restore it from its safe copy"
ANOTHERS = (
    "the root key and the kommune's code do not open this key store:"
    " see STAFET_ROOT_KEY_FILE and [kommune] code"
)


@pytest.mark.parametrize(
    ("key", "told"), [(b"short", NO_KEY), (bytes(32), ANOTHERS)], ids=["no key", "another's"]
)
def test_a_wrong_root_key_is_refused(vault, keystore_url, root_key_file, clock, key, told):
    root_key_file.unlink()
    root_key_file.write_bytes(key)
    root_key_file.chmod(0o400)
    with pytest.raises(ConfigurationError) as refused:
        Vault.unlock(keystore_url, root_key_file, "0999", clock)
    assert str(refused.value) == told.format(root_key_file)


def test_an_empty_key_store_is_refused(vault, new_sqlite, root_key_file, clock):
    with pytest.raises(ConfigurationError, match="stafet init"):
        Vault.unlock(new_sqlite(tables=False), root_key_file, "0999", clock)


def test_a_key_store_without_its_first_key_is_refused(vault, keystore_url, root_key_file, clock):
    run_on(keystore_url, delete(wrapped_key))
    run_on(keystore_url, delete(kek))
    with pytest.raises(ConfigurationError, match="do not open this key store"):
        Vault.unlock(keystore_url, root_key_file, "0999", clock)


def test_a_key_store_that_is_nowhere_is_refused(vault, tmp_path, root_key_file, clock):
    nowhere = f"sqlite:///{tmp_path}/no/such/folder/keys.db"
    with pytest.raises(ConfigurationError, match=r"^the key store does not answer: see its URL$"):
        Vault.unlock(nowhere, root_key_file, "0999", clock)


def test_a_key_store_that_breaks_down_is_unavailable(vault, keystore_url):
    run_on(keystore_url, text("DROP TABLE wrapped_key"))
    with pytest.raises(Unavailable):
        vault.new_child_key(uuid4())


def _all_keys(url):
    return rows_of(url, select(wrapped_key).where(wrapped_key.c.holder.in_([CHILD, KOMMUNE])))
