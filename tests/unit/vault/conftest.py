from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import event

from stafet.db.transaction import Database, make_engine
from stafet.vault import Context, Kind, Permit, Vault
from stafet.vault.keys import ChildKey

CHILD = UUID("c0000000-0000-4000-8000-000000000001")
OTHER = UUID("c0000000-0000-4000-8000-00000000000f")


@pytest.fixture(params=["sqlite", "postgres"])
def keystore_url(request):
    return request.getfixturevalue(f"new_{request.param}")(tables=False)


@pytest.fixture
def root_key_file(tmp_path):
    return tmp_path / "root.key"


@pytest.fixture
def vault(keystore_url, root_key_file, clock) -> Iterator[Vault]:
    vault = Vault.create(keystore_url, root_key_file, "0999", clock)
    vault.new_child_key(CHILD)
    yield vault
    vault.close()


@pytest.fixture
def other(vault, keystore_url, root_key_file, clock):
    """Return a server that runs meanwhile."""
    other = Vault.unlock(keystore_url, root_key_file, "0999", clock)
    yield other
    other.close()


@pytest.fixture
def meanwhile(vault):
    """Let something happen right before this server's nth transaction on the key store."""

    def before(number, do):
        left = iter([None] * (number - 1) + [do])

        def begins(*_):
            if now := next(left, None):
                now()

        event.listen(vault._store._engine, "checkout", begins)

    return before


@pytest.fixture
def database(tmp_path, clock, vault) -> Iterator[Database]:
    database = Database(make_engine(f"sqlite:///{tmp_path}/records.db"), clock)
    database.provide(vault)
    yield database
    database.engine.dispose()


@pytest.fixture
def open_(vault, database):
    """Open items in a unit of their own, with a permit for exactly them."""

    def open_items(items, holder=CHILD, kind=Kind.CONTENT, by=vault):
        with database.unit() as unit:
            objects = frozenset((context.record, context.version) for context, _ in items)
            return by.open(Permit(unit.id, holder, kind, objects), items)

    return open_items


@pytest.fixture
def key():
    return ChildKey(bytes(range(32)), 1, "0999")


@pytest.fixture
def context():
    return Context(
        table="record_version",
        column="body",
        child=CHILD,
        record=UUID("c0000000-0000-4000-8000-000000000002"),
        version=2,
        author=UUID("c0000000-0000-4000-8000-000000000003"),
        institution=UUID("c0000000-0000-4000-8000-000000000004"),
        categories=frozenset({"wellbeing", "language"}),
        subjects=frozenset({str(CHILD)}),
        event_on=date(2026, 2, 28),
        written_at=datetime(2026, 3, 1, 7, 30, tzinfo=UTC),
        first_written_at=datetime(2026, 2, 28, 12, 0, tzinfo=UTC),
        supersedes=1,
    )


@pytest.fixture(autouse=True)
def conservation() -> None:
    """These tests open the vault by hand: there is no witness in their databases."""
