"""A small witness: chains of three children, signed twice, with links that nothing covers yet."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from stafet import audit
from stafet.audit import Event, witness_file
from stafet.audit.checkpoints import Witness
from stafet.audit.export import export
from stafet.audit.signing import SigningKey
from stafet.audit.verifier import verify
from stafet.db.transaction import Database

CHAINS = [UUID(int=number << 100 | 7) for number in (1, 2, 3)]
FIRST, SECOND, THIRD = CHAINS
LINKS = 4


@dataclass
class Kept:
    """A database whose audit is signed, and the file in which a witness keeps the checkpoints."""

    database: Database
    witness: Witness
    file: Path

    def tell(self, chain, times=1):
        for _ in range(times):
            with self.database.unit() as unit:
                audit.append(unit, chain, Event("test:link", None, "system", about={"n": "1"}))

    def sign(self):
        with self.database.unit() as unit:
            made = self.witness.sign(unit)
        with self.database.unit() as unit:
            self.witness.hand_over(unit)
        return made

    def lines(self):
        with self.database.unit() as unit:
            return list(export(unit))

    def verify(self, lines=None):
        return verify(lines or self.lines(), witness_file.kept(self.file))

    def sql(self, statement):
        """Write past the product, as somebody who administers the database could."""
        with self.database.unit() as unit:
            unit.session.execute(statement, execution_options={"synchronize_session": False})


@pytest.fixture
def signer():
    return SigningKey(bytes(range(32)))


@pytest.fixture
def fresh(database, signer, tmp_path):
    file = tmp_path / "witnessed.jsonl"
    return Kept(database, Witness(signer, "999", file), file)


@pytest.fixture
def kept(fresh, clock):
    for chain in CHAINS[:2]:
        fresh.tell(chain, LINKS)
    fresh.sign()
    clock.advance(minutes=5)
    for chain in CHAINS[1:]:
        fresh.tell(chain, LINKS)
    fresh.sign()
    clock.advance(minutes=1)
    fresh.tell(CHAINS[0])
    return fresh
