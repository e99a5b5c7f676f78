"""Seal everything of a holder anew under a new key while everybody reads on (security.md, Keys).

Each step is a unit of its own: after a stop anywhere the next run goes on where this one was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, func, inspect, select, update

from stafet import audit
from stafet.audit import Event, Sight
from stafet.db.transaction import Database, Unit
from stafet.failpoints import failpoint
from stafet.records.files import file_context
from stafet.records.models import FileSegment
from stafet.upkeep.columns import COLUMNS, SHARED, Column, files_of
from stafet.vault import Kind, Permit, Vault

BATCH = 100
SETTLED = timedelta(minutes=2)
"""Longer than any server remembers a key: after it nobody seals under the former one."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many objects were sealed anew, and which former versions are still kept."""

    version: int
    objects: int
    kept: tuple[int, ...]


KEY_VERSION_AT = (5, 4)
"""Where a record's bytes name their key, counted from one, and how many bytes (record-format)."""


def key_version(number: int) -> bytes:
    return number.to_bytes(4, "big")


def rotate_holder(database: Database, vault: Vault, holder: UUID) -> Rotated:
    """Bring all that is sealed for a child, the guardians or the staff under a newer key.

    An unfinished rotation is finished first. A child's former keys are destroyed once nothing is
    sealed under them and nobody can seal under them any more; the shared ones are kept, because
    the witness's sealed search words cannot be written anew.
    """
    versions = vault.key_versions(holder)
    unfinished = len(versions) > 1 and holder not in SHARED
    newest = max(versions) if unfinished else vault.renew_key(holder)
    failpoint("rotate.renewed")
    count = sum(_column(database, holder, column, newest) for column in COLUMNS)
    if holder not in SHARED:
        failpoint("rotate.columns-done")
        count += _files(database, holder, newest)
        _retire(database, vault, holder, newest)
    former = sorted(set(vault.key_versions(holder)) - {newest})
    return Rotated(newest, count, tuple(former))


def _column(database: Database, holder: UUID, column: Column, newest: int) -> int:
    if holder in SHARED and column.kind is not Kind.IDENTITY:
        return 0
    count = 0
    while True:
        with database.unit() as unit:
            rows = _former(unit, holder, column, newest)
            if not rows:
                return count
            _reseal(unit, holder, column, rows)
            count += len(rows)
        failpoint("rotate.batch-done")


def _former(unit: Unit, holder: UUID, column: Column, newest: int) -> list[Any]:
    """Return some of the holder's rows that are sealed under a former key, the head locked."""
    if holder not in SHARED:
        audit.lock(unit, holder)
    table: Any = column.table
    query = select(table).where(column.of(holder), _version(table) < key_version(newest))
    return list(unit.session.scalars(query.limit(BATCH)))


def _named(sealed: bytes) -> bytes:
    first, length = KEY_VERSION_AT
    return sealed[first - 1 : first - 1 + length]


def _version(table: Any) -> Any:
    """Select the key version out of a sealed column's bytes, as bytes."""
    return func.substr(table.sealed, *KEY_VERSION_AT, type_=LargeBinary)


def _reseal(unit: Unit, holder: UUID, column: Column, rows: Sequence[Any]) -> None:
    items = [(column.context(holder, row), row.sealed) for row in rows]
    objects = tuple(sorted((context.record, context.version) for context, _ in items))
    _tell(unit, column.kind, objects)
    permit = Permit(unit.id, holder, column.kind, frozenset(objects))
    for row, (_, before), anew in zip(
        rows, items, unit.use(Vault).reseal(permit, items), strict=True
    ):
        _swap(unit, row, before, anew)


def _files(database: Database, child: UUID, newest: int) -> int:
    with database.unit() as unit:
        files = unit.session.scalars(files_of(child)).all()
    return sum(_file(database, child, file, newest) for file in files)


def _file(database: Database, child: UUID, file_id: UUID, newest: int) -> int:
    with database.unit() as unit:
        audit.lock(unit, child)
        query = select(FileSegment).where(FileSegment.file_id == file_id)
        rows = unit.session.scalars(query.order_by(FileSegment.number)).all()
        if not rows or _named(rows[0].sealed) >= key_version(newest):
            return 0  # sealed anew in a run before
        _tell(unit, Kind.FILE, ((file_id, 1),))
        permit = Permit(unit.id, child, Kind.FILE, frozenset({(file_id, 1)}))
        segments = [row.sealed for row in rows]
        sealed = unit.use(Vault).reseal_file(permit, file_context(child, file_id), segments)
        for row, anew in zip(rows, sealed, strict=True):
            _swap(unit, row, row.sealed, anew)
    return 1


def _swap(unit: Unit, row: Any, before: bytes, anew: bytes) -> None:
    """Write the new bytes only over those that were read."""
    state = inspect(row)
    key = zip(state.mapper.primary_key, state.identity, strict=True)
    query = update(type(row)).where(*(column == value for column, value in key))
    unit.session.execute(query.where(type(row).sealed == before).values(sealed=anew))


def _tell(unit: Unit, kind: Kind, objects: tuple[audit.Object, ...]) -> None:
    sight = Sight(kind, "machine", objects)
    audit.append(unit, audit.KOMMUNE, Event("keys:reseal", None, "system", opened=(sight,)))


def _retire(database: Database, vault: Vault, child: UUID, newest: int) -> None:
    """Destroy the former keys, unless a server may still seal under one of them."""
    versions = vault.key_versions(child)
    if database.clock.now() - versions[newest] < SETTLED:
        return
    for version in _unused(database, child, newest, versions):
        vault.retire_key(child, version)
        failpoint("rotate.retired")


def _unused(
    database: Database, child: UUID, newest: int, versions: dict[int, Any]
) -> Iterator[int]:
    with database.unit() as unit:
        left = [row for column in COLUMNS for row in _former(unit, child, column, newest)]
        query = select(_version(FileSegment)).where(FileSegment.file_id.in_(files_of(child)))
        files = set(unit.session.scalars(query))
    used = {_named(row.sealed) for row in left} | files
    yield from (v for v in versions if v < newest and key_version(v) not in used)
