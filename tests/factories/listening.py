"""Listening to an engine for a while: it serves other tests afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def listening(engine: Engine, name: str, hear: Callable[..., object]) -> Iterator[None]:
    """Call `hear` at each such event; connections from before and of meanwhile are let go."""
    event.listen(engine, name, hear)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, name, hear)
        engine.dispose()


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        told.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def backwards(engine: Engine) -> Iterator[None]:
    """Let SQLite hand out rows backwards where no order is asked for: no database promises one."""

    def turn(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA reverse_unordered_selects=ON")

    with listening(engine, "connect", turn):
        yield
