"""One configuration file being read: what is wrong is collected with file and line."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from stafet.catalogue.label import Label
from stafet.catalogue.positions import Where, lines_of

T = TypeVar("T")
Problems = list[tuple[str, int, str]]
KEY = re.compile(r"[a-z][a-z0-9_]*")
NO_DAY = date(1, 1, 1)
KINDS = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date as 2026-01-31",
    list: "a list in [ ]",
    dict: "a table",
}


class Table:
    """One table of a file; taking a value marks its key as known."""

    def __init__(self, source: "Source", where: Where, data: dict[str, Any]) -> None:
        self.source, self.where, self.data = source, where, data
        self.known: set[str] = set()
        source.tables.append(self)

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str) -> str:
        value = self._take(key, str, "").strip()
        if not value and isinstance(self.data.get(key), str):
            self.report(key, "is empty")
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        value = self._take(key, int, low)
        if not low <= value <= high:
            self.report(key, f"must be from {low} to {high}")
        return value

    def flag(self, key: str) -> bool:
        return self._take(key, bool, missing=False)

    def day(self, key: str) -> date:
        return self._take(key, date, NO_DAY)

    def many(self, key: str, kind: type[T]) -> tuple[T, ...]:
        """Return a list whose every value is of `kind`."""
        values = self._take(key, list, [])
        if any(type(value) is not kind for value in values):
            self.report(key, f"must hold {KINDS[kind]} and nothing else")
            return ()
        return tuple(values)

    def label(self, key: str) -> Label:
        texts = self.table(key)
        return Label(da=texts.text("da"), en=texts.text("en"))

    def table(self, key: str) -> "Table":
        """Return the table `key`, empty if it is missing: what it must hold is then missing."""
        data = self._take(key, dict, {}) if key in self.data else {}
        return Table(self.source, (*self.where, key), data)

    def days(self, key: str) -> Mapping[date, str]:
        """Return a table whose keys are dates."""
        named: dict[date, str] = {}
        table = self.table(key)
        for written in table.data:
            try:
                named[date.fromisoformat(written)] = table.text(written)
            except ValueError:
                table.known.add(written)
                table.report(written, "is no date as 2026-01-31")
        return MappingProxyType(named)

    def entries(self, key: str) -> list["Table"]:
        """Return the tables written `[[key]]`."""
        rows = enumerate(self.many(key, dict))
        return [Table(self.source, (*self.where, key, number), row) for number, row in rows]

    def keyed(
        self, name: str, build: Callable[["Table", str], T], needed: Iterable[str] = ()
    ) -> Mapping[str, T]:
        """Build one object of each `[[name]]` table, by its `key`, in the file's order.

        A key of `needed` that is not there is a problem: the product's code speaks of it.
        """
        built: dict[str, T] = {}
        for entry in self.entries(name):
            key = entry.text("key")
            if key and key in built:
                entry.report("key", f"{key!r} is used twice")
            elif key and not KEY.fullmatch(key):
                entry.report("key", "must be small letters a-z, digits and _")
            built[key] = build(entry, key)
        for missing in (key for key in needed if key not in built):
            self.report(name, f"with key {missing!r} is missing: the product needs it")
        return MappingProxyType(built)

    def keyed_if_any(self, name: str, build: Callable[["Table", str], T]) -> Mapping[str, T]:
        """Like `keyed`, of tables that may be left out."""
        return self.keyed(name, build) if name in self else MappingProxyType({})

    def one_of(self, key: str, allowed: Mapping[str, object], what: str) -> str:
        """Return a key that must be known elsewhere, as `what`; not checked if nothing is."""
        value = self.text(key)
        if value and allowed and value not in allowed:
            self.report(key, f"{value!r} is no {what}; known are {', '.join(allowed)}")
        return value

    def report(self, key: str, message: str) -> None:
        where = (*self.where, key)
        self.source.report(where, f"{_spoken(where)} {message}")

    def _take(self, key: str, kind: type[T], missing: T) -> T:
        self.known.add(key)
        if key not in self.data:
            self.report(key, "is missing")
        elif type(self.data[key]) is kind:
            return self.data[key]  # type: ignore[no-any-return]
        else:
            self.report(key, f"must be {KINDS[kind]}")
        return missing


class Source:
    """A file of the configuration, named as the reader knows it: `config/levels.toml`."""

    def __init__(self, config_dir: Path, name: str, problems: Problems) -> None:
        self.name, self.problems = f"{config_dir.name}/{name}", problems
        self.tables: list[Table] = []
        self.text = ""
        self.root = Table(self, (), self._read(config_dir / name))

    @cached_property
    def lines(self) -> dict[Where, int]:
        """Where everything stands; sought only when something is wrong."""
        return lines_of(self.text)

    def report(self, where: Where, message: str) -> None:
        """Note a problem at the nearest line that the file has for `where`."""
        while where and where not in self.lines:
            where = where[:-1]
        self.problems.append((self.name, self.lines.get(where, 1), message))

    def refuse_unknown(self) -> None:
        """Report every key that nobody took: most are slips of the pen."""
        for table in self.tables:
            for key in table.data:
                if key not in table.known:
                    table.report(key, "is not known here")

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            text = path.read_text("utf-8")
            data = tomllib.loads(text)
        except FileNotFoundError:
            self.problems.append((self.name, 1, "the file is not there"))
        except UnicodeDecodeError:
            self.problems.append((self.name, 1, "the file is not UTF-8"))
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            number = int(line[1]) if line else len(text.splitlines())
            self.problems.append((self.name, number, str(error)))
        else:
            self.text = text
            return data
        return {}


def _spoken(where: Where) -> str:
    """Say a way as it is written inside its `[[table]]`: `label.da`."""
    inside: list[str] = []
    for step in where:
        inside = [*inside, step] if isinstance(step, str) else []
    return ".".join(inside)
