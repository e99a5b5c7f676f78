"""Disks in trouble, made by the kernel and the databases themselves, without leave to mount."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from tests.factories.listening import listening
from tests.servers.postgres import Cluster

LONG_TEXTS = text("""
    SELECT pg_relation_filepath(long.oid) FROM pg_class long
    JOIN pg_class whole ON whole.reltoastrelid = long.oid WHERE whole.relname = :table
""")


@contextmanager
def sqlite_is_full(engine: Engine) -> Iterator[None]:
    """Let the file take no further page: SQLite tells the same as on a full disk."""
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection, _record):
        connection.execute(f"PRAGMA max_page_count={pages}")

    with listening(engine, "connect", limit):
        yield


@contextmanager
def sqlite_cannot_write(engine: Engine) -> Iterator[None]:
    """Have the kernel refuse to let the log of writes grow: SQLite tells an I/O error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with engine.connect() as connection:  # while one is open, the log is there
        file = connection.exec_driver_sql("PRAGMA database_list").one()[2]
        log = Path(f"{file}-wal")
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 4096, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def postgres_is_full(engine: Engine, cluster: Cluster, table: str) -> Iterator[None]:
    """Have the long texts of a table lie on a device that is always full."""
    with _moved_away(engine, cluster, table) as file:
        file.symlink_to("/dev/full")
        yield
        file.unlink()


@contextmanager
def postgres_cannot_write(engine: Engine, cluster: Cluster, table: str) -> Iterator[None]:
    """Have the file with the long texts of a table gone: PostgreSQL tells an error of the system.

    Its class, 58, is that of an I/O error too.
    """
    with _moved_away(engine, cluster, table):
        yield


@contextmanager
def _moved_away(engine: Engine, cluster: Cluster, table: str) -> Iterator[Path]:
    with engine.connect() as connection:
        path = connection.execute(LONG_TEXTS, {"table": table}).scalar_one()
    engine.dispose()
    file = cluster.folder / "data" / path
    kept = file.rename(file.with_name(f"{file.name}.kept"))
    yield file
    kept.rename(file)
    engine.dispose()
