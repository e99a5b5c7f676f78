"""A table's rows as lines of JSON: the same bytes from whichever engine they come."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from stafet.db.types import ByValue, NameSet, UtcDateTime

AT_ONCE = 100
OWN = "columns that name a row of the same table"


@dataclass(frozen=True, slots=True)
class TableNote:
    """What a backup says of one table, to the byte."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


def bare_tables(metadata: MetaData) -> list[Table]:
    """Return the tables, those that others name first, a word kept as it is, known or not."""
    bare = MetaData()
    return [_bare(table, bare) for table in metadata.sorted_tables]


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield a line for each row, in the order of its key."""
    order = [_in_bytes(connection, column) for column in table.primary_key]
    query = select(table).order_by(*order).execution_options(yield_per=AT_ONCE)
    for row in connection.execute(query):
        told = json.dumps([_told(value) for value in row], separators=(",", ":"))
        yield told.encode("ascii") + b"\n"


def note_of(table: Table, told: Iterable[bytes]) -> TableNote:
    """Return the note of these lines."""
    digest, count = hashlib.sha256(), 0
    for line in told:
        digest.update(line)
        count += 1
    return TableNote(tuple(table.columns.keys()), count, digest.hexdigest())


def load(connection: Connection, table: Table, told: Iterable[bytes]) -> None:
    """Insert every row; what names a row of the same table is filled in when all are there."""
    own: list[str] = table.info[OWN]
    later: list[dict[str, Any]] = []
    some: list[dict[str, Any]] = []
    for line in told:
        row = _row(table, line)
        if any(row[name] is not None for name in own):
            later.append(
                {f"_{name}": row[name] for name in (*table.primary_key.columns.keys(), *own)}
            )
            row |= dict.fromkeys(own)
        some.append(row)
        if len(some) == AT_ONCE:
            connection.execute(insert(table), some)
            some = []
    if some:
        connection.execute(insert(table), some)
    if later:
        connection.execute(_fill_in(table, own), later)


def _fill_in(table: Table, own: list[str]) -> Any:
    keys = (column == bindparam(f"_{column.name}") for column in table.primary_key)
    return update(table).where(and_(*keys)).values({name: bindparam(f"_{name}") for name in own})


def _bare(table: Table, metadata: MetaData) -> Table:
    columns = [
        Column(column.name, _plain(column.type), primary_key=column.primary_key)
        for column in table.columns
    ]
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    return Table(table.name, metadata, *columns, info={OWN: own})


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, ByValue):
        return String()
    return Text() if isinstance(kind, NameSet) else kind


def _in_bytes(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """Order words by their bytes on both engines, whatever the server's language is."""
    words = isinstance(column.type, String) and connection.dialect.name == "postgresql"
    return column.collate("C") if words else column


def _told(value: Any) -> Any:
    match value:
        case bytes():
            return b64encode(value).decode("ascii")
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    return value


def _row(table: Table, line: bytes) -> dict[str, Any]:
    values = zip(table.columns, json.loads(line), strict=True)
    return {column.name: _value(column.type, value) for column, value in values}


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    match kind:
        case LargeBinary():
            return b64decode(value)
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case Uuid():
            return UUID(value)
    return value
