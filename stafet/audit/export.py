"""Write the whole witness as JSON lines: what the verifier reads, and anybody may keep."""

import math
from collections import deque
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from stafet.audit.leaves import LEAVES, position
from stafet.audit.models import Block, CheckpointRow, Head, LeafRow
from stafet.audit.verifier import FORMAT, spelt
from stafet.db.transaction import Unit

AT_ONCE = 2000
END: tuple[float, Iterator[Any]] = (math.inf, iter(()))
Link = Row[UUID, int, str, bytes]
_SNAPSHOT = {"postgresql": {"isolation_level": "REPEATABLE READ"}}
_LEAVES = LEAVES.order_by(LeafRow.since, LeafRow.chain).execution_options(yield_per=AT_ONCE)
_CHECKPOINTS = select(CheckpointRow.number, CheckpointRow.body, CheckpointRow.signature)
_SIGNED = _CHECKPOINTS.order_by(CheckpointRow.number)
_HEADS = select(Head.chain, Head.sequence, Head.hash)
_LINKS = select(Block.chain, Block.sequence, Block.body, Block.hash)
_IN_ORDER = _LINKS.order_by(Block.chain, Block.sequence).execution_options(yield_per=AT_ONCE)


def export(unit: Unit) -> Iterator[bytes]:
    """Yield the lines of one state of the witness, its links unread and unchanged.

    The unit must be fresh: on PostgreSQL all of it sees the same state.
    """
    bound = unit.session.get_bind()
    unit.session.connection(execution_options=_SNAPSHOT.get(bound.dialect.name))
    yield _line({"export": FORMAT})
    yield from _checkpoints(unit)
    yield from _chains(unit)


def _checkpoints(unit: Unit) -> Iterator[bytes]:
    with unit.session.execute(_LEAVES) as rows:
        by_number = groupby(rows, lambda row: row.since)
        since, group = next(by_number, END)
        for signed in unit.session.execute(_SIGNED).all():
            while since <= signed.number:
                for row in group:
                    yield _line({"leaf": position(row).told()})
                since, group = next(by_number, END)
            signature = signed.signature.hex().encode()
            yield b'{"checkpoint":%b,"signature":"%b"}\n' % (_plain(signed.body), signature)


def _chains(unit: Unit) -> Iterator[bytes]:
    heads = unit.session.execute(_HEADS)
    told = {row.chain: {"sequence": row.sequence, "hash": row.hash.hex()} for row in heads}
    left, chains, links = deque(sorted(told)), 0, 0
    with unit.session.execute(_IN_ORDER) as rows:
        for chain, group in groupby(rows, lambda row: row.chain):
            while left and left[0] <= chain:
                if left[0] != chain:
                    chains += 1
                    yield _chain(left[0], told[left[0]])
                left.popleft()
            chains += 1
            yield _chain(chain, told.get(chain))
            for row in group:
                links += 1
                yield _link(row)
    for chain in left:
        yield _chain(chain, told[chain])
    yield _line({"end": {"chains": chains + len(left), "links": links}})


def _chain(chain: UUID, head: dict[str, object] | None) -> bytes:
    return _line({"chain": str(chain), "head": head})


def _link(row: Link) -> bytes:
    told = (row.sequence, row.hash.hex().encode(), _plain(row.body))
    return b'{"sequence":%d,"hash":"%b","link":%b}\n' % told


def _plain(body: str) -> bytes:
    """Return a body as it is stored; one that could pass for other lines, as one long word."""
    return body.encode() if body.isascii() and body.isprintable() else spelt(body).encode()


def _line(told: object) -> bytes:
    return spelt(told).encode() + b"\n"
