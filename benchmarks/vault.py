"""Opening a log of 200 records through the vault, against one raw AESGCM object."""

import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.paired import paired
from stafet.clock import SystemClock
from stafet.db.transaction import Database, Unit
from stafet.vault import Context, Kind, Permit, Vault

RECORDS = 200
ROUNDS = 301
SENTENCE = "Øjvind går gladere i børnehave, når han får æblegrød først på dagen. "
CATEGORIES = ("wellbeing", "learning", "language", "health")


def decrypt_vs_aesgcm() -> dict[str, object]:
    """Return medians in us per record, and the median of the rounds' own ratios."""
    with tempfile.TemporaryDirectory() as folder:
        clock, here = SystemClock(), Path(folder)
        vault = Vault.create(f"sqlite:///{here}/keys.db", here / "root.key", "0999", clock)
        database = Database(f"sqlite:///{here}/records.db", clock)
        with database.unit() as unit:
            ours, theirs = _opening(vault, unit), _raw()
            assert ours() == theirs()
            result = paired(ours, theirs, ROUNDS, 1e6 / RECORDS)
        database.engine.dispose()
        vault.close()
    return {"name": "decrypt-vs-aesgcm", "peer": "AESGCM, one object", "unit": "us", **result}


def _opening(vault: Vault, unit: Unit) -> Callable[[], list[object]]:
    child = uuid4()
    vault.new_child_key(child)
    contexts = [_context(child, number) for number in range(RECORDS)]
    items = [
        (context, vault.seal(child, Kind.CONTENT, context, _text(number)))
        for number, context in enumerate(contexts)
    ]
    objects = frozenset((context.record, context.version) for context in contexts)
    return lambda: list(vault.open(Permit(unit.id, child, Kind.CONTENT, objects), items))


def _raw() -> Callable[[], list[object]]:
    cipher = AESGCM(os.urandom(32))
    rows = []
    for number in range(RECORDS):
        nonce, bound = os.urandom(12), os.urandom(160)
        rows.append((nonce, cipher.encrypt(nonce, _text(number).encode(), bound), bound))
    return lambda: [cipher.decrypt(nonce, data, bound).decode() for nonce, data, bound in rows]


def _context(child: UUID, number: int) -> Context:
    """Return a context of objects of its own, as a row fresh from the database has them."""
    return Context(
        table="record_version",
        column="body",
        child=UUID(bytes=child.bytes),
        record=uuid4(),
        author=uuid4(),
        institution=uuid4(),
        categories=frozenset(CATEGORIES[: 1 + number % 3]),
        subjects=frozenset({str(child)}),
        event_on=date(2026, 1 + number % 12, 1 + number % 28),
        written_at=datetime(2026, 1 + number % 12, 3, 12, number % 60, 1, number, tzinfo=UTC),
    )


def _text(number: int) -> str:
    return f"{number}: {SENTENCE * 14}"


if __name__ == "__main__":
    print(json.dumps(decrypt_vs_aesgcm()))
