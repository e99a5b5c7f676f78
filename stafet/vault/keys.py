"""Keys in memory: one per holder and version, and from it one per use."""

import hmac
import os
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from stafet.vault.context import counted

KEY_BYTES = 32
NONCE_BYTES = 12
MAGIC = b"ST"
SUITE = 1

GUARDIANS = UUID("5ea1ed00-0000-4000-8000-000000000001")
"""Holder of the guardians' key: a guardian may have several children."""
STAFF = UUID("5ea1ed00-0000-4000-8000-000000000002")
"""Holder of the staff's key."""
KOMMUNE = UUID("5ea1ed00-0000-4000-8000-000000000003")
"""Holder of the secret from which row MACs, blind indexes and secrets are derived."""


class Kind(StrEnum):
    """What a sealed record is; each kind has a key of its own."""

    CONTENT = "content"
    IDENTITY = "identity"
    DRAFT = "draft"
    FILE = "file"
    MACHINE = "machine"


KIND_BYTE = {
    Kind.CONTENT: 1,
    Kind.IDENTITY: 2,
    Kind.DRAFT: 3,
    Kind.FILE: 4,
    Kind.MACHINE: 5,
}


@dataclass(frozen=True, slots=True, repr=False)
class UseKey:
    """A ready cipher for one holder, version and kind, with the bytes all its records share."""

    kind: Kind
    header: bytes
    prefix: bytes
    cipher: AESGCM


@dataclass(frozen=True, slots=True)
class ChildKey:
    """One version of a holder's key in one kommune."""

    secret: bytes = field(repr=False)
    version: int
    kommune: str
    _uses: dict[Kind, UseKey] = field(default_factory=dict, repr=False, compare=False)

    def use(self, kind: Kind) -> UseKey:
        """Return the key for one kind, derived once."""
        if kind not in self._uses:
            header = MAGIC + bytes((SUITE, KIND_BYTE[kind])) + self.version.to_bytes(4, "big")
            cipher = AESGCM(derive(self.secret, kind))
            self._uses[kind] = UseKey(kind, header, header + counted(self.kommune), cipher)
        return self._uses[kind]


def derive(secret: bytes, purpose: str) -> bytes:
    """Return 32 bytes by HKDF-SHA256 for one purpose."""
    info = b"stafet/1/" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


def new_secret() -> bytes:
    return os.urandom(KEY_BYTES)


def wrap(wrapper: bytes, secret: bytes, place: bytes) -> bytes:
    """Seal a key under another, to the place where it will stand."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(wrapper).encrypt(nonce, secret, b"stafet/1/wrap" + place)


def unwrap(wrapper: bytes, wrapped: bytes, place: bytes) -> bytes | None:
    """Return the wrapped key, or None if these bytes are not one made for this place."""
    nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return AESGCM(wrapper).decrypt(nonce, sealed, b"stafet/1/wrap" + place)
    except (InvalidTag, ValueError):
        return None


def commitment(secret: bytes, place: bytes) -> bytes:
    """Return a value that no other key has: AES-GCM alone would let two keys open one text."""
    return hmac.digest(secret, b"stafet/1/commitment" + place, "sha256")
