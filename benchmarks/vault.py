"""Opening a log of 200 records through the vault, against one raw AESGCM object."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.paired import paired
from stafet.clock import SystemClock
from stafet.db.transaction import Database, Unit, make_engine
from stafet.vault import Context, Kind, Permit, Vault

RECORDS = 200
ROUNDS = 301
SENTENCE = "Øjvind går gladere i børnehave, når han får æblegrød først på dagen. "
CATEGORIES = ("wellbeing", "learning", "language", "health")


def decrypt_vs_aesgcm() -> dict[str, object]:
    """Return medians in us per record, and the median of the rounds' own ratios."""
    with vault_in_a_unit() as (vault, unit):
        ours, _ = open_log(vault, unit, [text_of(number) for number in range(RECORDS)])
        theirs = _raw()
        assert ours() == theirs()
        result = paired(ours, theirs, ROUNDS, 1e6 / RECORDS)
    return {"name": "decrypt-vs-aesgcm", "peer": "AESGCM, one object", "unit": "us", **result}


@contextmanager
def vault_in_a_unit() -> Iterator[tuple[Vault, Unit]]:
    """Give a vault with real keys, and a unit its permits can be bound to."""
    with tempfile.TemporaryDirectory() as folder:
        clock, here = SystemClock(), Path(folder)
        vault = Vault.create(f"sqlite:///{here}/keys.db", here / "root.key", "0999", clock)
        database = Database(make_engine(f"sqlite:///{here}/records.db"), clock)
        with database.unit() as unit:
            yield vault, unit
        database.engine.dispose()
        vault.close()


def open_log(
    vault: Vault, unit: Unit, texts: Sequence[str]
) -> tuple[Callable[[], list[object]], list[bytes]]:
    """Return what opens these texts, sealed as one child's log, and the sealed bytes."""
    child = uuid4()
    vault.new_child_key(child)
    items = []
    for number, text in enumerate(texts):
        context = _context(child, number)
        items.append((context, vault.seal(child, Kind.CONTENT, context, text)))
    objects = frozenset((context.record, context.version) for context, _ in items)

    def opened() -> list[object]:
        return list(vault.open(Permit(unit.id, child, Kind.CONTENT, objects), items))

    return opened, [sealed for _, sealed in items]


def _raw() -> Callable[[], list[object]]:
    cipher = AESGCM(os.urandom(32))
    rows = []
    for number in range(RECORDS):
        nonce, bound = os.urandom(12), os.urandom(160)
        rows.append((nonce, cipher.encrypt(nonce, text_of(number).encode(), bound), bound))
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


def text_of(number: int) -> str:
    """Return about 1 KB of Danish."""
    return f"{number}: {SENTENCE * 14}"


if __name__ == "__main__":
    print(json.dumps(decrypt_vs_aesgcm()))
