"""The root key: 32 random bytes in a file that only the product may read."""

import os
from pathlib import Path

from stafet.errors import ConfigurationError
from stafet.settings import refuse_open_secret
from stafet.vault.keys import KEY_BYTES, new_secret


def make_root_key(file: Path) -> None:
    """Write a new root key, mode 0400 and on disk; an existing file is never touched."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(new_secret())
        stream.flush()
        os.fsync(descriptor)
    _sync_folder(file.parent)


def read_root_key(file: Path) -> bytes:
    """Return the root key; `ConfigurationError` if it is missing, open to others or no key."""
    refuse_open_secret(file)
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise ConfigurationError(
            f"{file}: a root key has {KEY_BYTES} bytes, this file has {len(key)};"
            " restore it from its safe copy"
        )
    return key


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
