"""Let old links go, under a signed checkpoint that keeps the rest verifiable (L47)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, delete, select

from stafet.audit.chain import holds
from stafet.audit.checkpoints import Backwards, Witness
from stafet.audit.models import Block, LeafRow
from stafet.audit.verifier import Checkpoint, Position
from stafet.clock import day_of, start_of_day
from stafet.db.transaction import Unit

_BLOCKS = cast("Table", Block.__table__)
AT_ONCE = 500
"""How many chains one checkpoint prunes."""
SHORTEST_MONTH = 28
OLDEST = datetime.min.replace(tzinfo=UTC)


def months_before(instant: datetime, months: int) -> datetime:
    """Return the beginning of the day so many months ago, never later than the day's number."""
    day = day_of(instant)
    count = day.year * 12 + day.month - 1 - months
    ago = day.replace(year=count // 12, month=count % 12 + 1, day=min(day.day, SHORTEST_MONTH))
    return start_of_day(ago)


def prune(unit: Unit, witness: Witness, before: datetime) -> Checkpoint | None:
    """Delete covered links from before an instant; sign what each chain begins with from now on.

    Returns None where nothing is old enough; some chains may be left for the next call.
    Raises `Backwards` where a link that would go does not hold.
    """
    last, covered = witness.last(unit)
    old = {chain: _pruned(unit, covered[chain], before) for chain in _old(unit, before)}
    if not old:
        return None
    made = witness.state(unit, last, covered, old, before)
    for place in old.values():
        gone = (Block.chain == place.chain) & (Block.sequence <= place.start)
        unit.session.execute(delete(_BLOCKS).where(gone))
    return made


def _old(unit: Unit, before: datetime) -> list[UUID]:
    """Return chains whose first link is old, and covered."""
    first = (Block.chain == LeafRow.chain) & (Block.sequence == LeafRow.start + 1)
    query = select(LeafRow.chain, Block.body).join(Block, first).where(LeafRow.until.is_(None))
    rows = unit.session.execute(query.where(LeafRow.start < LeafRow.sequence))
    return sorted(chain for chain, body in rows if _at(body) < before)[:AT_ONCE]


def _pruned(unit: Unit, leaf: Position, before: datetime) -> Position:
    start, found = leaf.start, leaf.start_hash
    for sequence, body, stored in _covered_links(unit, leaf):
        if sequence != start + 1 or not holds(found, body, stored):
            raise Backwards(f"chain {leaf.chain}, link {start + 1}", "the link does not hold")
        if _at(body) >= before:
            break
        start, found = sequence, stored
    return replace(leaf, start=start, start_hash=found)


def _covered_links(unit: Unit, leaf: Position) -> Iterator[tuple[int, str, bytes]]:
    here = (Block.chain == leaf.chain) & (Block.sequence <= leaf.sequence)
    query = select(Block.sequence, Block.body, Block.hash).where(here).order_by(Block.sequence)
    for row in unit.session.execute(query):
        yield row.sequence, row.body, row.hash


def _at(body: str) -> datetime:
    """Return a link's instant; one that cannot be read is old, and found when it should go."""
    try:
        at = datetime.fromisoformat(json.loads(body)["at"])
    except (ValueError, KeyError, TypeError):
        return OLDEST
    return at if at.tzinfo else OLDEST
