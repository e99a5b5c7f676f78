"""The leaves of the witness's tree: where each chain stood at each checkpoint."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, func, select, update

from stafet.audit.models import Block, Head, LeafRow
from stafet.audit.verifier import Position, Tree
from stafet.db.transaction import Unit

_REPLACED = (
    update(cast("Table", LeafRow.__table__))
    .where(LeafRow.chain == bindparam("of"), LeafRow.until.is_(None))
    .values(until=bindparam("number"))
)
Positions = Mapping[UUID, Position]
LEAVES = select(
    LeafRow.since,
    LeafRow.chain,
    LeafRow.start,
    LeafRow.start_hash,
    LeafRow.sequence,
    LeafRow.hash,
    LeafRow.manifest_sequence,
    LeafRow.manifest,
)


def position(row: Any) -> Position:
    """Return where a chain stood, as the verifier knows it."""
    return Position(
        row.chain,
        row.start,
        row.start_hash,
        row.sequence,
        row.hash,
        row.manifest_sequence,
        row.manifest,
    )


def current(unit: Unit) -> dict[UUID, Position]:
    """Return where the last checkpoint says each chain stands."""
    rows = unit.session.execute(LEAVES.where(LeafRow.until.is_(None)))
    return {row.chain: position(row) for row in rows}


def links_after(number: int) -> Select[Block]:
    """Select the links that were not there yet at a checkpoint, chain by chain; 0: all there are.

    Begun at the heads, so that what is older is not even looked at.
    """
    then = (LeafRow.since <= number) & (LeafRow.until.is_(None) | (LeafRow.until > number))
    return (
        select(Block)
        .select_from(Head)
        .outerjoin(LeafRow, (LeafRow.chain == Head.chain) & then)
        .join(
            Block,
            (Block.chain == Head.chain) & (Block.sequence > func.coalesce(LeafRow.sequence, 0)),
        )
        .order_by(Head.chain, Block.sequence)
    )


def replace(unit: Unit, number: int, positions: Positions) -> None:
    """Let these leaves take the place of the former ones."""
    unit.session.execute(_REPLACED, [{"of": chain, "number": number} for chain in positions])
    unit.session.add_all(
        LeafRow(
            chain=place.chain,
            since=number,
            start=place.start,
            start_hash=place.start_hash,
            sequence=place.sequence,
            hash=place.hash,
            manifest_sequence=place.manifest_sequence,
            manifest=place.manifest,
        )
        for place in positions.values()
    )


def tree(positions: Positions) -> Tree:
    """Return the tree over where these chains stand."""
    return Tree(positions[chain].leaf() for chain in sorted(positions))


def root(positions: Positions) -> str:
    """Return what a checkpoint signs of them, as hexadecimal."""
    return tree(positions).root.hex()
