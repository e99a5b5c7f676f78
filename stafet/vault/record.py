"""The record: header, nonce, sealed text (docs/record-format.md is precise to the byte)."""

import os
from enum import StrEnum
from struct import error as StructError  # noqa: N812 - its own name says nothing

from cryptography.exceptions import InvalidTag

from stafet.errors import Sealed
from stafet.vault.context import Context, pack
from stafet.vault.keys import KIND_BYTE, MAGIC, NONCE_BYTES, SUITE, Kind, UseKey
from stafet.vault.padding import pad, unpad

HEADER = 8
BODY = HEADER + NONCE_BYTES
_SHORTEST = BODY + 16


class Reason(StrEnum):
    """Why bytes do not open; for the audit only."""

    FORM = "form"
    SUITE = "suite"
    KIND = "kind"
    KEY_VERSION = "key-version"
    KEY_DESTROYED = "key-destroyed"
    KEY_FORGED = "key-forged"
    TAG = "tag"
    PADDING = "padding"


def seal(key: UseKey, context: Context, text: str) -> bytes:
    """Return the record's bytes: the text sealed to its context."""
    return seal_bytes(key, key.prefix + pack(context), text.encode())


def open_(key: UseKey, context: Context, data: bytes) -> str:
    """Return the text; `Sealed` if key, context or any bit is not what it was sealed with."""
    try:
        return open_bytes(key, key.prefix + pack(context), data).decode()
    except UnicodeDecodeError:
        raise Sealed(Reason.PADDING) from None


def seal_bytes(key: UseKey, bound: bytes, raw: bytes) -> bytes:
    """Return `raw` padded and sealed, bound to the bytes `bound`."""
    nonce = os.urandom(NONCE_BYTES)
    return key.header + nonce + key.cipher.encrypt(nonce, pad(raw), bound)


def open_bytes(key: UseKey, bound: bytes, data: bytes) -> bytes:
    """Return what `seal_bytes` was given, or raise `Sealed`."""
    if data[:HEADER] != key.header:
        key_version(key.kind, data)
        raise Sealed(Reason.KEY_VERSION)
    try:
        return unpad(key.cipher.decrypt(data[HEADER:BODY], data[BODY:], bound))
    except InvalidTag:
        raise Sealed(_unless_short(data, Reason.TAG)) from None
    except (ValueError, StructError):
        raise Sealed(_unless_short(data, Reason.PADDING)) from None


def key_version(kind: Kind, data: bytes) -> int:
    """Return the key version a record of this kind names; `Sealed` if it is no such record."""
    if len(data) < _SHORTEST or data[:2] != MAGIC:
        raise Sealed(Reason.FORM)
    if data[2] != SUITE:
        raise Sealed(Reason.SUITE)
    if data[3] != KIND_BYTE[kind]:
        raise Sealed(Reason.KIND)
    return int.from_bytes(data[4:HEADER], "big")


def _unless_short(data: bytes, reason: Reason) -> Reason:
    return reason if len(data) >= _SHORTEST else Reason.FORM
