"""Two PostgreSQL servers on loopback: the standby has every commit before it is answered."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.servers.postgres import Cluster, folder_for_server, run_as_server

SAFE = "-c wal_level=replica -c hot_standby=on -c max_wal_senders=4 -c synchronous_commit=on"
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Server(Cluster):
    """One of the two, reached over TCP as in a kommune's own house."""

    port: int

    def start(self) -> None:
        address = f"-c listen_addresses=127.0.0.1 -p {self.port}"
        options = f"{SAFE} {address} -c unix_socket_directories={self.folder}"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        run_as_server("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

    def conninfo(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=stafet dbname={database}"

    def kill(self) -> None:
        """End every process of the server at once, as when its power is cut."""
        first = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        for process in (first, *_children(first)):
            os.kill(process, signal.SIGKILL)

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):  # it may be dead already
            run_as_server("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def promote(self) -> None:
        run_as_server("pg_ctl", "-D", str(self.folder / "data"), "-w", "promote")


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary and the standby that waits for it to die."""

    primary: Server
    standby: Server

    def url(self, database: str) -> str:
        """Return an address that leads to whichever of the two takes writes."""
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (self.primary, self.standby))
        return f"postgresql+psycopg://stafet@/{database}?{hosts}&target_session_attrs=read-write"


@contextmanager
def pair() -> Iterator[Pair]:
    """Start both; from then on no commit is answered before the standby has it on its disk."""
    primary, standby = (Server(folder_for_server(), _free_port()) for _ in range(2))
    try:
        data = str(primary.folder / "data")
        run_as_server("initdb", "-D", data, "-U", "stafet", "-A", "trust", "-E", "UTF8",
                      "--locale=C.UTF-8")  # fmt: skip
        primary.start()
        _copy(primary, standby.folder / "data")
        standby.start()
        _wait_for_the_standby(primary)
        yield Pair(primary, standby)
    finally:
        for server in (primary, standby):
            server.stop()


def _copy(primary: Server, data: Path) -> None:
    address = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "stafet")
    run_as_server("pg_basebackup", *address, "-D", str(data), "-R", "-X", "stream", "-c", "fast")


def _wait_for_the_standby(primary: Server) -> None:
    synchronous = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
    with psycopg.connect(primary.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
        begun = time.monotonic()
        while connection.execute(synchronous).fetchone() is None:
            assert time.monotonic() - begun < PATIENCE, "the standby does not follow"
            time.sleep(0.1)


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in listed.read_text().split()]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
