"""A database as it was at one instant, read while everybody writes on."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """Give a connection that sees one instant and writes nothing; no writer waits for it."""
    engine = _sqlite(url) if url.startswith("sqlite") else _postgres(url)
    try:
        with engine.connect() as connection, connection.begin():
            _settle(connection)
            yield connection
    finally:
        engine.dispose()


def _sqlite(url: str) -> Engine:
    """Begin without a lock: readers of a write-ahead log keep what they saw first."""
    engine = create_engine(url, poolclass=NullPool, connect_args={"isolation_level": None})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _postgres(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")


def _settle(connection: Connection) -> None:
    """Fix the instant: it is that of the first question, not of BEGIN."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA query_only=ON"))
        connection.execute(text("SELECT count(*) FROM sqlite_master")).one()
    else:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(text("SELECT 1")).one()
