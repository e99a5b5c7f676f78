"""A throw-away PostgreSQL on a Unix socket: one cluster for all workers of a test run."""

import fcntl
import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

PRIVATE = "-c listen_addresses='' -c max_connections=200"
QUICK = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    " -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0"
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; its folder holds the data, the socket and the log."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://stafet@/{database}?host={self.folder}"

    def has(self, database: str) -> bool:
        with self._connect() as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(query, [database]).fetchone() is not None

    def create(self, database: str, template: str = "template1") -> None:
        """Copy the template's files: measured 30 ms, against 50 ms by write-ahead log."""
        with self._connect() as connection:
            newer = connection.info.server_version >= 150000
            strategy = "STRATEGY file_copy" if newer else ""
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template} {strategy}")

    def drop(self, database: str) -> None:
        with self._connect() as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")

    def files_at_rest(self, unfolded: Path) -> list[Path]:
        """Return every file of the server, with all it had in memory written down.

        Long texts may lie compressed in them: each table is also unfolded to a file of its own.
        """
        with self._connect() as connection:
            connection.execute("CHECKPOINT")
        for database in self._databases():
            self._unfold(database, unfolded)
        return [file for top in (self.folder, unfolded) for file in top.rglob("*")]

    def _databases(self) -> list[str]:
        with self._connect() as connection:
            query = "SELECT datname FROM pg_database WHERE NOT datistemplate"
            return [name for (name,) in connection.execute(query)]

    def _unfold(self, database: str, folder: Path) -> None:
        tables = (
            "SELECT quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        with psycopg.connect(self.conninfo(database)) as connection:
            for (table,) in connection.execute(tables).fetchall():
                query = f"COPY {table} TO STDOUT (FORMAT binary)"
                with (
                    (folder / f"{database}-{table}").open("wb") as file,
                    connection.cursor().copy(query) as rows,
                ):
                    file.writelines(rows)

    def conninfo(self, database: str) -> str:
        return f"host={self.folder} user=stafet dbname={database}"

    def _connect(self) -> psycopg.Connection:
        """Connect for statements that want no transaction around them."""
        return psycopg.connect(self.conninfo("postgres"), autocommit=True)

    def stop(self) -> None:
        run_as_server("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def found() -> bool:
    return all(_program(name) for name in ("initdb", "pg_ctl"))


def shared(root: Path) -> Cluster:
    """Return the run's cluster; the first worker to ask starts it."""
    note = root / "postgres-folder"
    with locked(root / "postgres-lock"):
        if not note.exists():
            note.write_text(str(start().folder))
    return Cluster(Path(note.read_text()))


def stop_shared(root: Path) -> None:
    note = root / "postgres-folder"
    if note.exists():
        Cluster(Path(note.read_text())).stop()
        note.unlink()


def start(*, durable: bool = False) -> Cluster:
    """Make a cluster and start it; the folder is short, because socket paths must be.

    A durable one waits for its disk, as the product's doctor wants it: for measuring.
    """
    folder = folder_for_server()
    data = str(folder / "data")
    run_as_server("initdb", "-D", data, "-U", "stafet", "-A", "trust", "-N", "-E", "UTF8",
               "--locale=C.UTF-8")  # fmt: skip
    settings = PRIVATE if durable else f"{PRIVATE} {QUICK}"
    options = f"{settings} -c unix_socket_directories={folder}"
    run_as_server("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    return Cluster(folder)


def folder_for_server() -> Path:
    """Make a folder that the server's user may write."""
    folder = Path(tempfile.mkdtemp(prefix="stafet-pg-", dir="/tmp"))
    shutil.chown(folder, _server_user())
    return folder


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a lock that other processes of this test run respect."""
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run_as_server(program: str, *arguments: str) -> None:
    """Run a server program: never as root, which PostgreSQL refuses."""
    command = _program(program)
    if command is None:
        raise FileNotFoundError(program)
    user = _server_user()
    other = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    subprocess.run(
        [command, *arguments],
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        **(other if os.geteuid() == 0 else {}),
    )


def _server_user() -> str:
    return "nobody" if os.geteuid() == 0 else getpass.getuser()


def _program(name: str) -> str | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name, path=os.pathsep.join([os.environ["PATH"], *map(str, debian)]))
