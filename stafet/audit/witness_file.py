"""The append-only file: each signed checkpoint once, kept where the database's writers are not."""

import os
from collections.abc import Iterable
from pathlib import Path

from stafet.audit.verifier import Checkpoint


def kept(file: Path) -> list[bytes]:
    """Return the whole lines of a witness's file; none where there is no file yet.

    A line that a crash tore off has no end: its checkpoint is written anew.
    """
    lines = file.read_bytes().split(b"\n") if file.exists() else []
    return [line for line in lines if line.endswith(b'"}')]


def last_kept(file: Path) -> Checkpoint | None:
    """Return the newest checkpoint in the file; raises `ValueError` where it cannot be read."""
    lines = kept(file)
    return Checkpoint.read(lines[-1]) if lines else None


def keep(file: Path, checkpoints: Iterable[Checkpoint]) -> None:
    """Add checkpoints at the end of the file, on disk when this returns."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    with os.fdopen(descriptor, "wb") as stream:
        torn = file.stat().st_size and not file.read_bytes().endswith(b"\n")
        stream.write(b"\n" if torn else b"")
        for checkpoint in checkpoints:
            stream.write(checkpoint.line().encode() + b"\n")
        stream.flush()
        os.fsync(descriptor)
