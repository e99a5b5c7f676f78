"""Opening a log of 200 records through the vault, against ways others seal a column."""

import json
from collections.abc import Callable

from cryptography.fernet import Fernet
from sqlalchemy import String
from sqlalchemy.dialects import sqlite
from sqlalchemy_utils import StringEncryptedType
from sqlalchemy_utils.types.encrypted.encrypted_type import AesGcmEngine

from benchmarks.paired import paired
from benchmarks.vault import RECORDS, open_log, text_of, vault_in_a_unit

ROUNDS = 101
KILOBYTE = 1024
Open = Callable[[], list[object]]


def decrypt_vs_fernet() -> dict[str, object]:
    return _measured("decrypt-vs-fernet", "Fernet, one object", _fernet())


def decrypt_vs_sqlalchemy_utils() -> dict[str, object]:
    return _measured("decrypt-vs-sqlalchemy-utils", "StringEncryptedType, AES-GCM", _column())


def stored_bytes_vs_plaintext() -> dict[str, object]:
    """Return how many bytes a text of 1 KB takes sealed, padding and all."""
    text = text_of(0).encode()[:KILOBYTE].decode(errors="ignore")
    with vault_in_a_unit() as (vault, unit):
        _, sealed = open_log(vault, unit, [text])
    ours, theirs = len(sealed[0]), len(text.encode())
    return {
        "name": "stored-bytes-vs-plaintext",
        "peer": "1 KB of text",
        "unit": "B",
        "ours": ours,
        "theirs": theirs,
        "ratio": round(ours / theirs, 3),
        "rounds": 1,
    }


def _measured(name: str, peer: str, theirs: Open) -> dict[str, object]:
    with vault_in_a_unit() as (vault, unit):
        ours, _ = open_log(vault, unit, [text_of(number) for number in range(RECORDS)])
        assert ours() == theirs()
        return {"name": name, "peer": peer, "unit": "us"} | paired(
            ours, theirs, ROUNDS, 1e6 / RECORDS
        )


def _fernet() -> Open:
    cipher = Fernet(Fernet.generate_key())
    sealed = [cipher.encrypt(text_of(number).encode()) for number in range(RECORDS)]
    return lambda: [cipher.decrypt(data).decode() for data in sealed]


def _column() -> Open:
    column, dialect = StringEncryptedType(String, "k" * 32, AesGcmEngine), sqlite.dialect()
    sealed = [column.process_bind_param(text_of(n), dialect) for n in range(RECORDS)]
    return lambda: [column.process_result_value(data, dialect) for data in sealed]


if __name__ == "__main__":
    for bench in (decrypt_vs_fernet, decrypt_vs_sqlalchemy_utils, stored_bytes_vs_plaintext):
        print(json.dumps(bench()))
