"""A backup as it is found again: nothing of it is used before all of it has been checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import MetaData, Table

from stafet.db.base import Base
from stafet.errors import ConfigurationError
from stafet.upkeep.backup import KEYS, RECORDS
from stafet.upkeep.manifest import (
    TOMBSTONES,
    Damaged,
    Manifest,
    Seal,
    read_manifest,
    read_tombstones,
)
from stafet.upkeep.rows import bare_tables, note_of
from stafet.vault import Vault
from stafet.vault.store import metadata as keys_metadata


@dataclass(frozen=True, slots=True)
class Part:
    """The records or the keys of a backup."""

    folder: Path
    manifest: Manifest
    tables: tuple[Table, ...]

    def file(self, table: Table) -> Path:
        return self.folder / f"{table.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Copy:
    """Records, the keys that open them, and whose keys must not come back."""

    records: Part
    keys: Part
    tombstones: frozenset[UUID]
    seals: tuple[Seal, ...]

    def require_seals(self, vault: Vault) -> None:
        """Raise `Damaged` if somebody else wrote any part of this."""
        for seal in self.seals:
            seal.require(vault)


def find_copy(folder: Path, keys: Path | None, lists: Iterable[Path], kommune: str) -> Copy:
    """Return a backup, every byte checked against its digests.

    `keys` is the key folder of another backup, `lists` are newer lists of tombstones. Raises
    `Damaged` naming the file, `ConfigurationError` where it belongs elsewhere.
    """
    kept, first = _part(folder / RECORDS, RECORDS, Base.metadata, kommune)
    opens, second = _part(keys or folder / KEYS, KEYS, keys_metadata, kommune)
    beside = folder / TOMBSTONES
    read = [read_tombstones(file) for file in ([beside] if beside.exists() else []) + [*lists]]
    gone = frozenset(kept.manifest.tombstones).union(*(children for children, _ in read))
    return Copy(kept, opens, gone, (first, second, *(seal for _, seal in read)))


def _part(folder: Path, name: str, metadata: MetaData, kommune: str) -> tuple[Part, Seal]:
    manifest, seal = read_manifest(folder)
    if manifest.part != name:
        raise ConfigurationError(f"{folder}: holds the {manifest.part}, not the {name}")
    if manifest.kommune != kommune:
        raise ConfigurationError(f"{folder}: a backup of kommune {manifest.kommune}")
    part = Part(folder, manifest, tuple(bare_tables(metadata)))
    form = {table.name: tuple(table.columns.keys()) for table in part.tables}
    if form != {name: note.columns for name, note in manifest.tables.items()}:
        raise ConfigurationError(
            f"{folder}: made by version {manifest.product}, whose tables differ from this one's;"
            " restore it with that version and upgrade after"
        )
    for table in part.tables:
        _require_whole(part, table)
    return part, seal


def _require_whole(part: Part, table: Table) -> None:
    file = part.file(table)
    name = f"{file.parent.name}/{file.name}"
    if not file.is_file():
        raise Damaged(f"{name}: missing")
    with file.open("rb") as stream:
        found = note_of(table, stream)
    if found != part.manifest.tables[table.name]:
        raise Damaged(f"{name}: changed since it was written")
