"""The keys at rest: what the store holds, and which store and root key are refused."""

import stat
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text, update

from stafet.errors import ConfigurationError, Unavailable
from stafet.vault import Kind, Vault
from stafet.vault.keys import KOMMUNE, commitment
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
    with pytest.raises(ConfigurationError, match="restore it"):
        Vault.create(keystore_url, root_key_file, "0999", clock)
    assert not root_key_file.exists()


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o600 | 0o020])
def test_a_root_key_that_others_may_read_is_refused(
    vault, keystore_url, root_key_file, clock, mode
):
    root_key_file.chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 0400"):
        Vault.unlock(keystore_url, root_key_file, "0999", clock)


@pytest.mark.parametrize(
    ("key", "told"), [(b"short", "32 bytes"), (bytes(32), "do not open this key store")]
)
def test_a_wrong_root_key_is_refused(vault, keystore_url, root_key_file, clock, key, told):
    root_key_file.unlink()
    root_key_file.write_bytes(key)
    root_key_file.chmod(0o400)
    with pytest.raises(ConfigurationError, match=told):
        Vault.unlock(keystore_url, root_key_file, "0999", clock)


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
    with pytest.raises(ConfigurationError, match="does not answer"):
        Vault.unlock(nowhere, root_key_file, "0999", clock)


def test_a_key_store_that_breaks_down_is_unavailable(vault, keystore_url):
    run_on(keystore_url, text("DROP TABLE wrapped_key"))
    with pytest.raises(Unavailable):
        vault.new_child_key(uuid4())


def _all_keys(url):
    return rows_of(url, select(wrapped_key).where(wrapped_key.c.holder.in_([CHILD, KOMMUNE])))
