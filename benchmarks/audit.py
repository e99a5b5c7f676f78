"""Verifying an export of the audit, against hashing the same bytes and nothing else."""

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from benchmarks.paired import paired
from stafet.audit import Event, Sight
from stafet.audit.chain import link
from stafet.audit.signing import SigningKey
from stafet.audit.verifier import (
    CHECKPOINT_DOMAIN,
    FORMAT,
    LINK_DOMAIN,
    NOTHING,
    Checkpoint,
    Code,
    Position,
    Tree,
    spelt,
    verify,
)

CHAINS, LINKS = 100, 300
ROUNDS = 15
BEGINS = datetime(2026, 3, 1, 8, tzinfo=UTC)


def audit_verify_links_per_second() -> dict[str, object]:
    """Return us per link; `links_per_second` is the promise of issue and page."""
    lines, witnessed, bodies = _export()
    count = CHAINS * LINKS
    assert verify(lines, witnessed).code is Code.CLEAN
    result = paired(lambda: verify(lines, witnessed), lambda: _hashed(bodies), ROUNDS, 1e6 / count)
    rate = round(1e6 / float(str(result["ours"])))
    return {
        "name": "audit-verify-links-per-second",
        "peer": "hashlib, same bytes",
        "unit": "us",
        **result,
        "links_per_second": rate,
    }


def _hashed(bodies: list[bytes]) -> bytes:
    previous = NOTHING
    for body in bodies:
        previous = hashlib.sha256(LINK_DOMAIN + previous + body).digest()
    return previous


def _export() -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Return the export of a small kommune, what its witness kept, and the bodies alone."""
    chosen = random.Random(1)
    chains = sorted(UUID(int=chosen.getrandbits(128), version=4) for _ in range(CHAINS))
    links, bodies, ends = [], [], []
    for chain in chains:
        mine, end = _chain(chain, chosen)
        head = {"sequence": end.sequence, "hash": end.hash.hex()}
        links.append(_line({"chain": str(chain), "head": head}))
        for number, (body, found) in enumerate(mine, 1):
            links.append(
                b'{"sequence":%d,"hash":"%b","link":%b}\n' % (number, found.hex().encode(), body)
            )
            bodies.append(body)
        ends.append(end)
    checkpoint = _signed(ends).line().encode()
    leaves = [_line({"leaf": end.told()}) for end in ends]
    first, last = _line({"export": FORMAT}), {"end": {"chains": CHAINS, "links": CHAINS * LINKS}}
    lines = [first, *leaves, checkpoint + b"\n", *links, _line(last)]
    return lines, [checkpoint], bodies


def _chain(chain: UUID, chosen: random.Random) -> tuple[list[tuple[bytes, bytes]], Position]:
    previous, made = NOTHING, []
    reader, place = (UUID(int=chosen.getrandbits(128), version=4) for _ in range(2))
    for number in range(1, LINKS + 1):
        record = UUID(int=chosen.getrandbits(128), version=4)
        sight = Sight("content", "task", ((record, 1),), (record,))
        event = Event("log:read", reader, institution=place, purpose="wellbeing", opened=(sight,))
        body = event.body(chain, number, BEGINS + timedelta(minutes=number))
        previous = link(previous, body)
        made.append((body.encode(), previous))
    return made, Position(chain, 0, NOTHING, LINKS, previous)


def _signed(ends: list[Position]) -> Checkpoint:
    key = SigningKey(bytes(32))
    told = {
        "at": (BEGINS + timedelta(days=1)).isoformat(timespec="microseconds"),
        "chains": len(ends),
        "key": key.public.hex(),
        "kommune": "999",
        "number": 1,
        "previous": NOTHING.hex(),
        "pruned_before": None,
        "root": Tree(end.leaf() for end in ends).root.hex(),
        "version": 1,
    }
    raw = spelt(told).encode()
    return Checkpoint.of(raw, key.sign(CHECKPOINT_DOMAIN + raw))


def _line(told: object) -> bytes:
    return spelt(told).encode() + b"\n"


if __name__ == "__main__":
    print(json.dumps(audit_verify_links_per_second()))
