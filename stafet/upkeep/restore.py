"""Bring a backup back into empty databases; it serves only once everything in it has been checked.

After a stop anywhere the same command goes on where it was (R4).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, select

from stafet import audit
from stafet.audit import Event
from stafet.audit.manifest import Seen
from stafet.clock import Clock
from stafet.db.transaction import Database, make_engine
from stafet.errors import ConfigurationError, NotFound
from stafet.failpoints import failpoint
from stafet.settings import Settings
from stafet.upkeep.backup import chains_digest, revision
from stafet.upkeep.checking import examine
from stafet.upkeep.copied import Copy, Part
from stafet.upkeep.destroying import set_tombstone
from stafet.upkeep.finding import Finding
from stafet.upkeep.manifest import Damaged
from stafet.upkeep.rows import lines, load, note_of
from stafet.upkeep.unfinished import begin, end, is_loaded, note_loaded
from stafet.upkeep.witnessed import aside, behind_witness, set_aside
from stafet.vault import Vault
from stafet.vault.store import metadata as keys_metadata
from stafet.web.sessions import SessionRow


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, what was found, and whether the product opens now."""

    taken_at: datetime
    rows: int
    children: int
    findings: tuple[Finding, ...]
    opens: bool


def restore(
    settings: Settings,
    clock: Clock,
    copy: Copy,
    make_tables: Callable[[Engine], None],
    *,
    witnessed: Sequence[Path] = (),
    accept_loss: bool = False,
) -> Restored:
    """Restore a copy: keys, tombstones, records, checks; also against what witnesses have kept.

    Where a check finds something the product stays closed, unless an operator signs for the loss.
    Raises `Damaged` or `ConfigurationError`.
    """
    with _engine(settings.database_url) as records, _engine(settings.keystore_url) as keys:
        begin(records, keys, copy)
        failpoint("restore.begun")
        keys_metadata.create_all(keys)
        _load_keys(keys, copy.keys)
        failpoint("restore.keys-loaded")
        with closing(_unlock(settings, clock)) as vault:
            copy.require_seals(vault)
            vault.destroy_keys(sorted(copy.tombstones))
            make_tables(records)
            _load_records(records, copy.records)
            failpoint("restore.records-loaded")
            with _house(settings.database_url, clock, vault) as database:
                late = tuple(behind_witness(database, _witnesses(settings, copy, witnessed)))
                _keep_tombstones(database, copy)
                children, found = examine(database, vault, keys, copy)
                findings = (*late, *found)
                failpoint("restore.checked")
                opens = accept_loss or not findings
                if opens:
                    _open(database, copy, findings, settings.witness_file if late else None)
    manifest = copy.records.manifest
    return Restored(manifest.taken_at, manifest.rows, children, findings, opens)


def _load_keys(engine: Engine, part: Part) -> None:
    """Load the keys in one transaction, unless a run before did."""
    with engine.begin() as connection:
        if not _any_rows(connection, part):
            _load(connection, part)


def _load_records(engine: Engine, part: Part) -> None:
    """Load the records in one transaction, unless a run before did."""
    with engine.begin() as connection:
        if is_loaded(connection):
            return
        if _any_rows(connection, part):
            raise ConfigurationError("something else was written here: empty both databases")
        _load(connection, part)
        failpoint("restore.records-read-back")
        _settle(connection, part)
        note_loaded(connection)


def _any_rows(connection: Connection, part: Part) -> bool:
    counts = (select(func.count()).select_from(table) for table in part.tables)
    return any(connection.scalar(count) for count in counts)


def _load(connection: Connection, part: Part) -> None:
    """Load every table, then read it back: it must be the same to the byte."""
    for table in part.tables:
        with part.file(table).open("rb") as stream:
            load(connection, table, stream)
    for table in part.tables:
        if note_of(table, lines(connection, table)) != part.manifest.tables[table.name]:
            raise Damaged(f"{table.name}: not the same in the database as in the backup")


def _settle(connection: Connection, part: Part) -> None:
    """See that tables and chains are those of the backup; sign everybody out."""
    if revision(connection) != part.manifest.revision:
        raise ConfigurationError(
            f"made by version {part.manifest.product}, whose tables differ from this one's;"
            " restore it with that version and upgrade after"
        )
    if chains_digest(connection) != part.manifest.chains:
        raise Damaged("audit_head: the chains end elsewhere than the manifest says")
    connection.execute(delete(SessionRow))


def _keep_tombstones(database: Database, copy: Copy) -> None:
    for child in sorted(copy.tombstones):
        try:
            set_tombstone(database, child)
        except NotFound:
            continue  # registered after the backup was taken


def _open(
    database: Database, copy: Copy, findings: Sequence[Finding], witness: Path | None
) -> None:
    """Tell the witness what was restored and with how much loss; from now on it serves."""
    backup = copy.records.manifest.backup
    if witness is not None:
        set_aside(witness, backup)
        failpoint("restore.witness-set-aside")
    about = {
        "backup": str(backup),
        "taken_at": copy.records.manifest.taken_at.isoformat(),
        "findings": str(len(findings)),
    }
    with database.unit() as unit:
        audit.append(unit, audit.KOMMUNE, Event("backup:restore", None, "system", about=about))
        end(unit)


def _witnesses(settings: Settings, copy: Copy, others: Sequence[Path]) -> list[Path]:
    """Return what witnesses have kept: what a stopped run has set aside still counts."""
    file = settings.witness_file
    return [file, aside(file, copy.records.manifest.backup), *others]


def _unlock(settings: Settings, clock: Clock) -> Vault:
    return Vault.unlock(settings.keystore_url, settings.root_key_file, settings.kommune_code, clock)


@contextmanager
def _house(url: str, clock: Clock, vault: Vault) -> Iterator[Database]:
    database = Database(make_engine(url), clock)
    database.provide(vault)
    database.provide(Seen())
    audit.keep_openings(database)
    try:
        yield database
    finally:
        database.engine.dispose()


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
