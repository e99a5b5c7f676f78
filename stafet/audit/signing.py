"""The witness's signing key: a file of its own, which only the product may read."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from stafet.errors import ConfigurationError
from stafet.settings import refuse_open_secret

KEY_BYTES = 32


class SigningKey:
    """Signs checkpoints; its public half stands in each of them."""

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public = self._key.public_key().public_bytes_raw()

    @classmethod
    def read(cls, file: Path) -> "SigningKey":
        """Return the key; `ConfigurationError` if it is missing, open to others or no key."""
        refuse_open_secret(file)
        secret = file.read_bytes()
        if len(secret) != KEY_BYTES:
            raise ConfigurationError(
                f"{file}: a signing key has {KEY_BYTES} bytes, this file has {len(secret)};"
                " restore it from its safe copy"
            )
        return cls(secret)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def make_key(file: Path) -> None:
    """Write a new signing key, mode 0400 and on disk; an existing file is never touched."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(Ed25519PrivateKey.generate().private_bytes_raw())
        stream.flush()
        os.fsync(descriptor)
