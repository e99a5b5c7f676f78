"""The key store's transactions, and what an operator is told where it does not answer."""

import threading
from uuid import uuid4

import pytest
from sqlalchemy import event, insert, select

from stafet.errors import ConfigurationError, Unavailable
from stafet.vault.store import Store, cpr_index, opening


@pytest.fixture
def store(new_sqlite):
    store = Store(new_sqlite(tables=False))
    store.make_tables()
    yield store
    store.close()


def test_threads_that_write_queue_and_are_not_refused(store):
    """SQLite itself would let one wait for ten seconds at most, and not in their order."""

    @event.listens_for(store._engine, "connect")
    def wait_for_nobody(connection, _):
        connection.execute("PRAGMA busy_timeout=0")

    store.close()
    refused = []

    def work():
        try:
            for _ in range(15):
                with store.begin() as connection:
                    row = {"digest": uuid4().bytes, "person_id": uuid4()}
                    connection.execute(insert(cpr_index).values(row))
        except Unavailable as error:
            refused.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    with store.begin() as connection:
        assert len(connection.execute(select(cpr_index)).all()) == 60


def test_an_empty_store_says_who_makes_one(new_sqlite):
    with pytest.raises(ConfigurationError) as told, opening(new_sqlite(tables=False)) as store:
        store.require_tables()
    assert str(told.value) == "the key store is empty: `stafet init` makes one"
