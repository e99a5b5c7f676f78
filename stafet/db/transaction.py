"""Units of work: one per request, opened at the edge, never nested (security.md, One path)."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from stafet.clock import Clock
from stafet.errors import ConfigurationError
from stafet.failpoints import failpoint
from stafet.ids import new_id

T = TypeVar("T")
_open: ContextVar[Mapping[int, UUID]] = ContextVar("open_units", default={})  # noqa: B039 - never written to
"""Which unit this thread has open on which database."""
_seen_to: ContextVar[bool] = ContextVar("failure_seen_to", default=False)
"""Whether this thread is seeing to a unit that failed."""


class Unit:
    """One transaction, its instant and the tools the house provides to it."""

    def __init__(
        self, unit_id: UUID, session: Session, now: datetime, tools: dict[type, object]
    ) -> None:
        self.id = unit_id
        self.session = session
        self.now = now
        self._tools = tools
        self._last: list[Callable[[Unit], None]] = []

    def use(self, kind: type[T]) -> T:
        """Return the house's tool of this kind (`Vault`, `Catalogue`, ...)."""
        return cast("T", self._tools[kind])

    def at_end(self, do: "Callable[[Unit], None]") -> None:
        """Call `do(unit)` last of all before the unit commits."""
        self._last.append(do)

    def finish(self) -> None:
        """Do what was put off to the end, and what that puts off."""
        while self._last:
            self._last.pop(0)(self)

    def no_earlier_than(self, instant: datetime) -> None:
        """Move this unit's time forward to an instant already seen: time never runs back (R9)."""
        self.now = max(self.now, instant)


class Database:
    """An engine, a clock and tools; `unit()` is the only way to a session."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self._tools: dict[type, object] = {}
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._commit_hooks: list[Callable[[Unit], None]] = []
        self._failure_hooks: list[Callable[[Unit], None]] = []
        sqlite = self.engine.dialect.name == "sqlite"
        self._writers: AbstractContextManager[Any] = threading.Lock() if sqlite else nullcontext()

    def provide(self, tool: object) -> None:
        self._tools[type(tool)] = tool

    def before_flush(self, hook: Callable[[Unit], None]) -> None:
        """Call `hook(unit)` before rows reach the database."""
        event.listen(self._sessions, "before_flush", lambda s, *_: hook(s.info[Unit]))

    def before_commit(self, hook: Callable[[Unit], None]) -> None:
        """Call `hook(unit)` once a unit has done what it was opened for; it may write."""
        self._commit_hooks.append(hook)

    def after_failure(self, hook: Callable[[Unit], None]) -> None:
        """Call `hook(unit)` once a unit has been rolled back; it may open another."""
        self._failure_hooks.append(hook)

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """Open a unit; commit at the end, roll back on any error."""
        failed: Unit | None = None
        try:
            with self._unit() as failed:
                yield failed
        except Exception:
            if failed is not None and not _seen_to.get():
                self._see_to(failed)
            raise

    def _see_to(self, failed: Unit) -> None:
        """Call the hooks; should a unit of theirs fail too, nothing more is tried."""
        token = _seen_to.set(True)
        try:
            for hook in self._failure_hooks:
                hook(failed)
        finally:
            _seen_to.reset(token)

    @contextmanager
    def _unit(self) -> Iterator[Unit]:
        mine, unit_id = id(self), new_id()
        if mine in _open.get():
            raise RuntimeError("units never nest")
        token = _open.set({**_open.get(), mine: unit_id})
        try:
            with self._writers, self._sessions() as session:
                unit = Unit(unit_id, session, self.clock.now(), self._tools)
                session.info[Unit] = unit
                with session.begin():
                    yield unit
                    session.flush()
                    for hook in self._commit_hooks:
                        hook(unit)
                    unit.finish()
                    failpoint("unit.before-commit")
                failpoint("unit.committed")
        finally:
            _open.reset(token)


def is_open(unit_id: UUID) -> bool:
    """Whether this unit is under way in this thread."""
    return unit_id in _open.get().values()


def make_engine(url: str) -> Engine:
    """Make an engine on which a unit that writes never loses a race to BEGIN.

    Raises `ConfigurationError` where the address is none.
    """
    if not url.startswith("sqlite"):
        return _engine(url)
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _engine(url: str) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True)
    except (ArgumentError, ImportError):
        raise ConfigurationError(
            "STAFET_DATABASE_URL or STAFET_KEYSTORE_URL is no address as this one:"
            " postgresql+psycopg:///stafet"
        ) from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
