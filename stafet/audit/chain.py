"""Lock a chain's head, append a link, check that the links hold."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from stafet.audit.events import Event
from stafet.audit.models import NOTHING, Block, Head
from stafet.db.transaction import Database, Unit

KOMMUNE = UUID("00000000-0000-4000-8000-000000000001")
"""Accounts, roles, names, exports and machine openings."""
APART = UUID("00000000-0000-4000-8000-000000000002")
"""What guardians must not notice, not even as a gap."""
_DOMAIN = b"stafet/audit/1\x00"
OPENINGS = "openings"
STEP = timedelta(microseconds=1)


def begin(unit: Unit, chain: UUID) -> None:
    """Start a chain, once: for a child when it is registered."""
    head = Head(chain=chain, sequence=0, hash=NOTHING, highest_at=unit.now)
    unit.session.add(head)
    unit.session.info[chain] = head


def lock(unit: Unit, chain: UUID) -> bool:
    """Queue on a chain's head until this unit ends; return whether the chain exists.

    The unit's time moves forward to the highest instant the chain has seen (R9).
    """
    if chain in unit.session.info:
        return True
    query = select(Head).where(Head.chain == chain).with_for_update()
    head = unit.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if head is None:
        return False
    unit.no_earlier_than(head.highest_at)
    unit.session.info[chain] = head
    return True


def lock_after(unit: Unit, chain: UUID) -> bool:
    """Queue on a chain's head and step past every instant it has seen.

    What must come before or after something else for sure is done in such a unit: a consent, a
    withdrawal, a change of custody.
    """
    if not lock(unit, chain):
        return False
    head: Head = unit.session.info[chain]
    unit.no_earlier_than(head.highest_at + STEP)
    return True


def append(unit: Unit, chain: UUID, event: Event) -> None:
    """Add one link to a chain in this unit: without the link nothing of the unit happens (L44)."""
    if event.opened:
        unit.session.info.setdefault(OPENINGS, []).append((chain, event))
    if chain not in unit.session.info and not lock(unit, chain):
        begin(unit, chain)
    head: Head = unit.session.info[chain]
    head.sequence += 1
    body = event.body(chain, head.sequence, unit.now)
    head.hash = link(head.hash, body)
    head.highest_at = max(head.highest_at, unit.now)
    unit.session.add(Block(chain=chain, sequence=head.sequence, body=body, hash=head.hash))


def keep_openings(database: Database) -> None:
    """Tell of what a unit opened also where it failed and nothing else of it is kept (L44)."""

    def keep(failed: Unit) -> None:
        openings: list[tuple[UUID, Event]] = failed.session.info.get(OPENINGS, [])
        if not openings:
            return
        with database.unit() as unit:
            for chain, event in sorted(openings, key=lambda opening: opening[0]):
                known = chain in unit.session.info or lock(unit, chain)
                told = replace(event, about={**event.about, "outcome": "failed"})
                append(unit, chain if known else KOMMUNE, told)

    database.after_failure(keep)


def link(previous: bytes, body: str) -> bytes:
    """Return the hash of a link: SHA-256 over the domain, the former hash and the body."""
    return hashlib.sha256(_DOMAIN + previous + body.encode("ascii")).digest()


def blocks(unit: Unit, chain: UUID) -> Iterator[Block]:
    """Yield a chain's links from the first."""
    query = select(Block).where(Block.chain == chain).order_by(Block.sequence)
    yield from unit.session.scalars(query)


def first_bad_link(unit: Unit, chain: UUID) -> int | None:
    """Return the sequence of the first link that does not hold, or None."""
    previous, expected = NOTHING, 0
    for block in blocks(unit, chain):
        expected += 1
        if block.sequence != expected or link(previous, block.body) != block.hash:
            return expected
        previous = block.hash
    head = unit.session.get(Head, chain)
    if head is None or (head.sequence, head.hash) != (expected, previous):
        return expected + 1
    return None
