"""Whether a restored kommune is as new as what its witness has signed for (L45)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from stafet.audit import witness_file
from stafet.audit.checkpoints import Backwards, newest
from stafet.audit.models import CheckpointRow
from stafet.audit.verifier import Checkpoint
from stafet.db.transaction import Database
from stafet.errors import ConfigurationError
from stafet.upkeep.finding import Finding


def behind_witness(database: Database, files: Iterable[Path]) -> Iterator[Finding]:
    """Yield where a witness knows of something later, or of something else."""
    for file in files:
        try:
            last = witness_file.last_kept(file)
        except (ValueError, KeyError, TypeError):
            yield Finding("witness", f"{file}: cannot be read")
            continue
        if last is not None:
            yield from _compared(database, last)


def refuse_empty(file: Path) -> None:
    """Raise `ConfigurationError` where a file that somebody saved holds no checkpoint at all."""
    if not witness_file.kept(file):
        raise ConfigurationError(
            f"{file}: no checkpoint in it; save the mail's text as it is read, its last line whole"
        )


def set_aside(file: Path, backup: UUID) -> None:
    """Keep what the witness knew before a loss under another name; it begins a new file.

    Where it stays, the witness refuses to sign for ever: it never goes backwards.
    """
    if file.exists():
        file.rename(aside(file, backup))


def aside(file: Path, backup: UUID) -> Path:
    """Return where what the witness knew lies, once it is set aside for a backup."""
    return file.with_name(f"{file.stem}-before-restore-of-{backup}.jsonl")


def _compared(database: Database, last: Checkpoint) -> Iterator[Finding]:
    with database.unit() as unit:
        row = unit.session.get(CheckpointRow, last.number)
        try:
            here = newest(unit)
        except Backwards as refusal:
            yield Finding("witness", str(refusal))
            return
    if row is not None and row.body.encode() == last.raw:
        return
    known = f"the witness has checkpoint {last.number} of {last.told['at']}"
    if here is not None and here.number >= last.number:
        yield Finding("other than the witness", f"{known}; here it is another")
    else:
        at = f"{here.number} of {here.told['at']}" if here else "none"
        yield Finding("older than the witness", f"{known}; the newest here is {at}")
