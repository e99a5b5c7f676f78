"""Keys are made anew while everybody goes on reading; a stop anywhere is made good."""

import pytest
from sqlalchemy import func, select, update

from stafet.errors import Sealed
from stafet.vault import Kind, Permit
from stafet.vault.store import kek, wrapped_key
from tests.unit.vault.conftest import CHILD


@pytest.fixture
def sealed(vault, context):
    return [(context, vault.seal(CHILD, Kind.CONTENT, context, "Æblegrød hver dag"))]


def test_what_was_sealed_opens_under_a_new_kek(vault, sealed, open_):
    assert vault.rotate_kek() == 2
    assert vault.status().oldest_kek_in_use == 2
    assert open_(sealed) == ["Æblegrød hver dag"]


def test_a_server_that_runs_meanwhile_reads_on_and_gives_keys_under_the_new_kek(
    vault, other, sealed, open_, new_child
):
    vault.rotate_kek()
    assert open_(sealed, by=other) == ["Æblegrød hver dag"]
    other.new_child_key(new_child)
    assert vault.status().oldest_kek_in_use == 2


def test_the_former_kek_is_gone_also_where_a_key_was_destroyed_under_it(vault, new_child, keks):
    vault.new_child_key(new_child)
    vault.destroy_key(new_child)
    vault.rotate_kek()
    assert keks() == [2]


def test_a_rotation_that_stopped_half_way_goes_on_where_it_was(vault, sealed, open_, keks):
    vault._keys.new_kek()
    vault._keys.rewrap(limit=2)
    assert vault.status().oldest_kek_in_use == 1
    assert open_(sealed) == ["Æblegrød hver dag"]
    assert vault.rotate_kek() == 2
    assert keks() == [2]


def test_a_former_kek_stays_while_a_living_key_needs_it(vault, keks):
    vault._keys.new_kek()
    assert not vault._keys.drop_keks()
    assert keks() == [1, 2]
    vault._keys.rewrap(limit=9)
    assert vault._keys.drop_keks()
    assert keks() == [2]


def test_keys_are_wrapped_anew_a_few_at_a_time(vault, other, meanwhile, monkeypatch):
    """Nobody waits for all of them: after the first, others still lie under the former KEK."""
    monkeypatch.setattr("stafet.vault.vault.KEYS_AT_ONCE", 1)
    in_use = []
    meanwhile(5, lambda: in_use.append(other.status().oldest_kek_in_use))
    vault.rotate_kek()
    assert in_use == [1]


def test_two_servers_that_make_a_kek_at_once_make_one(vault, other, meanwhile, keks):
    meanwhile(2, other._keys.new_kek)
    assert vault._keys.new_kek() == 2
    assert vault.rotate_kek() == 2
    assert keks() == [2]


def test_a_rotation_that_another_has_overtaken_harms_nothing(
    vault, other, meanwhile, sealed, open_, keks
):
    meanwhile(4, lambda: [other.rotate_kek(), other.rotate_kek()])
    vault.rotate_kek()
    assert keks() == [3]
    assert vault.status().oldest_kek_in_use == 3
    assert open_(sealed) == ["Æblegrød hver dag"]


def test_two_servers_that_renew_a_key_at_once_make_one(vault, other, open_, context):
    former = other.seal(CHILD, Kind.CONTENT, context, "Før")
    assert vault.renew_key(CHILD) == other.renew_key(CHILD) == 2
    anew = other.seal(CHILD, Kind.CONTENT, context, "Efter")
    assert (former[4:8], anew[4:8]) == ((1).to_bytes(4, "big"), (2).to_bytes(4, "big"))
    assert open_([(context, anew)]) == ["Efter"]


def test_a_key_that_changed_meanwhile_is_not_written_over(vault, new_child):
    keys = vault._keys
    keys.make(new_child)
    newest = keys.new_kek()
    with keys._store.begin() as connection:
        row = connection.execute(select(wrapped_key).where(wrapped_key.c.holder == new_child)).one()
    keys.destroy(new_child)
    with keys._store.begin() as connection:
        keys._swap(connection, row, newest)
    with pytest.raises(Sealed) as refused:
        keys.find(new_child)
    assert refused.value.reason == "key-destroyed"


def test_a_forged_key_is_not_wrapped_anew(vault, new_child, keks):
    vault.new_child_key(new_child)
    mine = wrapped_key.c.holder == new_child
    with vault._store.begin() as connection:
        told = connection.scalar(select(wrapped_key.c.wrapped).where(mine))
        forged = told[:-1] + bytes([told[-1] ^ 1])
        connection.execute(update(wrapped_key).where(mine).values(wrapped=forged))
    with pytest.raises(Sealed) as refused:
        vault.rotate_kek()
    assert refused.value.reason == "key-forged"
    assert keks() == [1, 2]


def test_a_renewed_key_seals_and_the_former_still_opens(vault, sealed, open_, context):
    assert vault.renew_key(CHILD) == 2
    anew = [(context, vault.seal(CHILD, Kind.CONTENT, context, "Nyt"))]
    assert anew[0][1][4:8] == (2).to_bytes(4, "big")
    assert open_(sealed) == ["Æblegrød hver dag"]
    assert open_(anew) == ["Nyt"]


def test_resealing_brings_everything_under_the_newest_key(vault, sealed, open_, database):
    vault.renew_key(CHILD)
    context, _ = sealed[0]
    with database.unit() as unit:
        leave = Permit(unit.id, CHILD, Kind.CONTENT, frozenset({(context.record, context.version)}))
        anew = vault.reseal(leave, sealed)
    vault.retire_key(CHILD, 1)
    assert open_([(context, anew[0])]) == ["Æblegrød hver dag"]
    assert isinstance(open_(sealed)[0], Sealed)


def test_nothing_damaged_is_sealed_over(vault, sealed, database):
    context, data = sealed[0]
    with database.unit() as unit:
        leave = Permit(unit.id, CHILD, Kind.CONTENT, frozenset({(context.record, context.version)}))
        with pytest.raises(Sealed) as refused:
            vault.reseal(leave, [(context, data[:-1] + bytes([data[-1] ^ 1]))])
    assert refused.value.reason == "tag"


def test_the_newest_key_is_never_retired(vault):
    with pytest.raises(RuntimeError, match=r"^the newest key is in use$"):
        vault.retire_key(CHILD, 1)


@pytest.fixture
def new_child(context):
    return context.institution


@pytest.fixture
def keks(vault):
    def versions():
        with vault._store.begin() as connection:
            assert connection.scalar(select(func.count()).select_from(wrapped_key))
            return sorted(connection.scalars(select(kek.c.version)))

    return versions
