"""Where in a TOML text each table and key stands, which tomllib does not tell."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

Where = tuple[str | int, ...]
"""The way to a value: names of tables and keys, numbers of entries in arrays of tables."""


def lines_of(text: str) -> dict[Where, int]:
    """Return the line on which each table and key of a valid TOML text starts."""
    found: dict[Where, int] = {}
    entries: Counter[Where] = Counter()
    table: Where = ()
    for line, statement in _statements(text):
        if statement.startswith("["):
            table = _table(statement, entries)
            for depth in range(1, len(table) + 1):
                found.setdefault(table[:depth], line)
        else:
            for where in _ways(tomllib.loads(statement)):
                found.setdefault(table + where, line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with its first line; one that does not parse goes on below."""
    first, pending = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if not pending:
            first = number
        pending = f"{pending}\n{line}" if pending else line.strip()
        if not pending or pending.startswith("#"):
            pending = ""
        elif _is_whole(pending):
            yield first, pending
            pending = ""


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _table(header: str, entries: Counter[Where]) -> Where:
    """Return the way a header opens: `[[kind]]` is one entry more, names below follow the last."""
    way: Where = ()
    value: Any = tomllib.loads(header)
    while value:
        (name, value), *_ = value.items()
        way = (*way, name)
        if isinstance(value, list):
            entries[way] += 1
            value = value[0]
        if way in entries:
            way = (*way, entries[way] - 1)
    return way


def _ways(value: Any, way: Where = ()) -> Iterator[Where]:
    if way:
        yield way
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _ways(below, (*way, key))
