"""What a backup says of itself: every file's digest, and a seal over it that only we can make."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from stafet.errors import StafetError
from stafet.upkeep.rows import TableNote
from stafet.vault import Vault

MANIFEST = "manifest.json"
TOMBSTONES = "tombstones.json"
FORMAT = 1


class Damaged(StafetError):
    """A file of a backup is not what was written; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One folder of a backup: the records or the keys."""

    part: str
    backup: UUID
    """The same for the records and the keys that were taken together."""
    product: str
    revision: str
    engine: str
    kommune: str
    taken_at: datetime
    tables: dict[str, TableNote]
    chains: str = ""
    """One digest over the end of every chain of the witness."""
    tombstones: tuple[UUID, ...] = ()

    @property
    def digest(self) -> str:
        """The digest of all tables' digests."""
        return _digest({name: asdict(note) for name, note in self.tables.items()})

    @property
    def rows(self) -> int:
        return sum(note.rows for note in self.tables.values())

    def told(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "backup": str(self.backup),
            "taken_at": self.taken_at.isoformat(timespec="microseconds"),
            "tables_digest": self.digest,
            "tombstones": [str(child) for child in self.tombstones],
        }


def write_manifest(folder: Path, manifest: Manifest, vault: Vault) -> None:
    _write_note(folder / MANIFEST, manifest.told(), vault)


def read_manifest(folder: Path) -> tuple[Manifest, "Seal"]:
    """Return a folder's manifest, its digest checked, and its seal that is still to be checked."""
    told, seal = _read_note(folder / MANIFEST)
    try:
        tables = {
            name: TableNote(tuple(note["columns"]), note["rows"], note["sha256"])
            for name, note in told["tables"].items()
        }
        manifest = Manifest(
            **{name: told[name] for name in ("part", "product", "revision", "engine", "kommune")},
            backup=UUID(told["backup"]),
            taken_at=datetime.fromisoformat(told["taken_at"]),
            tables=tables,
            chains=told["chains"],
            tombstones=tuple(UUID(child) for child in told["tombstones"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Damaged(f"{seal.name}: not a manifest that this version knows") from None
    return manifest, seal


def write_tombstones(file: Path, children: Iterable[UUID], vault: Vault) -> None:
    """Write a list of children whose keys are no more, for restoring an older backup."""
    told = {"part": "tombstones", "tombstones": sorted(str(child) for child in children)}
    _write_note(file, told, vault)


def read_tombstones(file: Path) -> tuple[frozenset[UUID], "Seal"]:
    told, seal = _read_note(file)
    try:
        return frozenset(UUID(child) for child in told["tombstones"]), seal
    except (KeyError, TypeError, ValueError):
        raise Damaged(f"{seal.name}: not a list of tombstones") from None


@dataclass(frozen=True, slots=True)
class Seal:
    """Proof that this kommune's product wrote a note."""

    name: str
    digest: str
    mac: str

    def require(self, vault: Vault) -> None:
        """Raise `Damaged` if another hand wrote the note."""
        if not hmac.compare_digest(_mac(vault, self.digest), self.mac):
            raise Damaged(f"{self.name}: this kommune's product did not write it")


def new_file(file: Path) -> BinaryIO:
    """Open a file that is not there yet, for nobody else to read."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def settle(stream: BinaryIO) -> None:
    """Bring a file to the disk."""
    stream.flush()
    os.fsync(stream.fileno())


def _write_note(file: Path, told: dict[str, Any], vault: Vault) -> None:
    note = {"format": FORMAT, "mac": _mac(vault, _digest(told)), "note": told}
    with new_file(file) as stream:
        stream.write(_spelt({**note, "digest": _digest(note)}))
        settle(stream)


def _read_note(file: Path) -> tuple[dict[str, Any], Seal]:
    name = f"{file.parent.name}/{file.name}"
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise Damaged(f"{name}: missing; a backup that stopped half way has none") from None
    try:
        note = json.loads(raw)
        whole = raw == _spelt(note) and note.pop("digest") == _digest(note)
        told, mac = note["note"], note["mac"]
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise Damaged(f"{name}: changed since it was written")
    return told, Seal(name, _digest(told), mac)


def _mac(vault: Vault, digest: str) -> str:
    return vault.mac("upkeep_backup", FORMAT, [digest]).hex()


def _digest(told: Any) -> str:
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")
    return hashlib.sha256(canonical).hexdigest()


def _spelt(note: dict[str, Any]) -> bytes:
    return json.dumps(note, sort_keys=True, indent=1).encode("ascii") + b"\n"
