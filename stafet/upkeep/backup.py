"""Copy the records and the keys, each as it was at one instant, into folders of their own."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table, inspect, select, text

from stafet import audit
from stafet.audit import Event
from stafet.audit.models import Head
from stafet.db.base import Base
from stafet.errors import ConfigurationError
from stafet.failpoints import failpoint
from stafet.ids import new_id
from stafet.upkeep.manifest import (
    TOMBSTONES,
    Damaged,
    Manifest,
    new_file,
    settle,
    write_manifest,
    write_tombstones,
)
from stafet.upkeep.models import Tombstone
from stafet.upkeep.rows import TableNote, bare_tables, lines, note_of
from stafet.upkeep.snapshot import snapshot
from stafet.vault.store import metadata as keys_metadata
from stafet.web.unit import House

RECORDS, KEYS = "records", "keys"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup holds."""

    backup: UUID
    taken_at: datetime
    rows: int
    keys: int


def back_up(house: House, folder: Path) -> Taken:
    """Write a whole backup into an empty folder; the manifests come last.

    The records' instant comes first and the keys' right after it: no record lacks its key.
    Raises `ConfigurationError` where something lies in the folder already, `Damaged` where a table
    holds what none can hold.
    """
    make_folders(folder)
    at, settings = _tell(house), house.settings
    with snapshot(settings.database_url) as records, snapshot(settings.keystore_url) as keys:
        note = partial(
            Manifest,
            backup=new_id(),
            product=version("stafet"),
            revision=revision(records),
            kommune=settings.kommune_code,
            taken_at=at,
        )
        kept = note(
            part=RECORDS,
            engine=records.dialect.name,
            tables=_tables(records, Base.metadata, folder / RECORDS),
            chains=chains_digest(records),
            tombstones=tuple(sorted(records.scalars(select(Tombstone.child_id)))),
        )
        failpoint("backup.records-copied")
        opens = note(
            part=KEYS,
            engine=keys.dialect.name,
            tables=_tables(keys, keys_metadata, folder / KEYS),
        )
    failpoint("backup.keys-copied")
    write_tombstones(folder / TOMBSTONES, kept.tombstones, house.vault)
    write_manifest(folder / KEYS, opens, house.vault)
    failpoint("backup.keys-described")
    write_manifest(folder / RECORDS, kept, house.vault)
    failpoint("backup.described")
    return Taken(kept.backup, at, kept.rows, opens.rows)


def revision(connection: Connection) -> str:
    """Return which migration the tables have the form of."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def chains_digest(connection: Connection) -> str:
    """Return one digest over the end of every chain: which, how long, its last hash."""
    digest = hashlib.sha256()
    query = select(Head.chain, Head.sequence, Head.hash).order_by(Head.chain)
    for chain, sequence, last in connection.execute(query):
        digest.update(chain.bytes + sequence.to_bytes(8, "big") + last)
    return digest.hexdigest()


def make_folders(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(f"{folder}: a backup wants an empty folder of its own")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for part in (RECORDS, KEYS):
        (folder / part).mkdir(mode=0o700)


def _tell(house: House) -> datetime:
    """Note in the witness that everything is copied; a restore finds this note in the copy."""
    with house.database.unit() as unit:
        audit.append(unit, audit.KOMMUNE, Event("backup:take", None, "system"))
        return unit.now


def _tables(connection: Connection, metadata: MetaData, folder: Path) -> dict[str, TableNote]:
    return {
        table.name: _dump(connection, table, folder / f"{table.name}.jsonl")
        for table in bare_tables(metadata)
    }


def _dump(connection: Connection, table: Table, file: Path) -> TableNote:
    with new_file(file) as stream:
        try:
            note = note_of(table, (line for line in lines(connection, table) if stream.write(line)))
        except (ValueError, LookupError):
            raise Damaged(f"table {table.name}: a value that is of no kind") from None
        settle(stream)
    return note
