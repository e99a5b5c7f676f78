"""Rows that widen access count only as this product wrote them (security.md, Keys)."""

import hmac
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import get_history

from stafet.db.base import Witnessed
from stafet.db.transaction import Database, Unit
from stafet.vault.vault import Vault

W = TypeVar("W", bound=Witnessed)
Note = Callable[[Unit, Witnessed, bytes, bytes], None]
"""Is told of a row's MAC before and after; of a new row there is none before."""


def sign_on_flush(database: Database, vault: Vault, note: Note) -> None:
    """Sign every new or changed witnessed row before it is written, and tell `note`.

    A changed row is signed anew only if it was genuine before: no honest change makes a forged
    row count. Bulk statements pass by here, and what they write stops counting.
    """

    def sign(unit: Unit) -> None:
        for row, before, after in _signed(unit, vault):
            row.mac = after
            note(unit, row, before, after)

    database.before_flush(sign)


def _signed(unit: Unit, vault: Vault) -> list[tuple[Witnessed, bytes, bytes]]:
    """Return the rows that are about to be written, each with its MAC before and after."""
    new, dirty, gone = (
        [row for row in rows if isinstance(row, Witnessed)]
        for rows in (unit.session.new, unit.session.dirty, unit.session.deleted)
    )
    for row in new:
        _take_defaults(row)
    return [
        *((row, b"", _mac(vault, type(row), _values(row))) for row in new),
        *(
            (row, row.mac, _mac(vault, type(row), _values(row)))
            for row in dirty
            if _was_genuine(vault, row)
        ),
        *((row, row.mac, b"") for row in gone),
    ]


def sign(vault: Vault, row: Witnessed) -> None:
    """Give a row its MAC as it stands: for what was written before its table had MACs."""
    row.mac = _mac(vault, type(row), _values(row))


def sign_former(vault: Vault, row: Witnessed) -> bool:
    """Sign a row whose MAC is a true one of the format before; return whether it was."""
    if not is_former(vault, row):
        return False
    sign(vault, row)
    return True


def is_former(vault: Vault, row: Witnessed) -> bool:
    """Whether a row bears a true MAC of the format before: it waits to be signed."""
    names = row.mac_fields_before
    values = [getattr(row, name) for name in names]
    before = vault.mac(inspect(type(row)).local_table.name, row.mac_format - 1, values)
    return bool(names) and hmac.compare_digest(row.mac, before)


def genuine(vault: Vault, row: Witnessed) -> bool:
    """Whether the row's facts are those this product signed."""
    return genuine_values(vault, type(row), _values(row), row.mac)


def genuine_values(
    vault: Vault, table: type[Witnessed], values: Sequence[object], mac: bytes
) -> bool:
    """Whether a row's values, in the order of its `mac_fields`, are those this product signed."""
    told = (table, *values)
    if vault.proved.knows(mac, told):
        return True
    holds = hmac.compare_digest(mac, _mac(vault, table, values))
    if holds:
        vault.proved.keep(mac, told)
    return holds


def genuine_rows(unit: Unit, rows: Iterable[W]) -> tuple[list[W], list[W]]:
    """Return the rows that count and those that were forged."""
    vault = unit.use(Vault)
    good: list[W] = []
    forged: list[W] = []
    for row in rows:
        (good if genuine(vault, row) else forged).append(row)
    return good, forged


def _mac(vault: Vault, table: type[Witnessed], values: Sequence[object]) -> bytes:
    return vault.mac(inspect(table).local_table.name, table.mac_format, values)


def _values(row: Witnessed) -> list[object]:
    return [getattr(row, name) for name in row.mac_fields]


def _was_genuine(vault: Vault, row: Witnessed) -> bool:
    before = [_before(row, name) for name in row.mac_fields]
    return genuine_values(vault, type(row), before, row.mac)


def _before(row: Witnessed, name: str) -> object:
    history = get_history(row, name)
    if history.deleted:
        return history.deleted[0]
    return _stored(row, name) if history.added else getattr(row, name)


def _stored(row: Witnessed, name: str) -> object:
    """Return what the database holds where the old value was overwritten without being loaded."""
    state = inspect(row)
    session, mapper = object_session(row), state.mapper
    assert session is not None
    key = zip(mapper.primary_key, state.identity or (), strict=True)
    return session.scalar(
        select(mapper.columns[name]).where(*(column == value for column, value in key))
    )


def _take_defaults(row: Witnessed) -> None:
    """Set what the columns' defaults would set later, so that it is signed too."""
    columns = inspect(type(row)).columns
    for name in row.mac_fields:
        default = columns[name].default
        if getattr(row, name) is None and default is not None:
            setattr(row, name, default.arg(None) if default.is_callable else default.arg)
