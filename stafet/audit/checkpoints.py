"""Sign where every chain stands; refuse where one has gone back (L45)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from stafet.audit import leaves, witness_file
from stafet.audit.chain import BEHIND, KOMMUNE, begin, holds, lock
from stafet.audit.leaves import Positions
from stafet.audit.models import NOTHING, Block, CheckpointRow, Head, LeafRow
from stafet.audit.signing import SigningKey
from stafet.audit.verifier import CHECKPOINT_DOMAIN, Checkpoint, Position, spelt
from stafet.db.transaction import Unit
from stafet.errors import StafetError


class Backwards(StafetError):
    """The witness refuses to sign: what it signed before does not hold any more."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place, self.why = place, why


@dataclass(frozen=True, slots=True)
class Witness:
    """Signs for one kommune, and keeps what it signed in a file apart from the database."""

    key: SigningKey
    kommune: str
    file: Path

    def sign(self, unit: Unit) -> Checkpoint | None:
        """Sign where every chain stands now, or return None where nothing has moved.

        Raises `Backwards` where a chain does not extend what the last checkpoint covered.
        """
        before, covered = self.last(unit)
        now = {place.chain: place for place in _extended(unit, covered)}
        moved = {chain: place for chain, place in now.items() if covered.get(chain) != place}
        return self.state(unit, before, covered, moved) if moved else None

    def last(self, unit: Unit) -> tuple[Checkpoint | None, Positions]:
        """Queue on the witness, and return its last checkpoint once that has proved true."""
        if not lock(unit, KOMMUNE):
            begin(unit, KOMMUNE)
        before = newest(unit)
        covered = leaves.current(unit)
        place = f"checkpoint {before.number}" if before else "the first checkpoint"
        if before and not before.signed_by(self.key.public):
            raise Backwards(place, "it is not signed by this key")
        if (before.told["root"] if before else leaves.root({})) != leaves.root(covered):
            raise Backwards(place, "the chains it covers are others")
        self._as_witnessed(unit, before)
        if before:
            _step_past(unit, before, place)
        return before, covered

    def state(
        self,
        unit: Unit,
        before: Checkpoint | None,
        covered: Positions,
        positions: Positions,
        pruned_before: datetime | None = None,
    ) -> Checkpoint:
        """Sign the chains as they were covered, with these positions in place of theirs."""
        made = self._signed(unit, before, {**covered, **positions}, pruned_before)
        leaves.replace(unit, made.number, positions)
        row = CheckpointRow(number=made.number, body=made.raw.decode(), signature=made.signature)
        unit.session.add(row)
        unit.session.flush()
        return made

    def hand_over(self, unit: Unit) -> None:
        """Write into the file what it does not have yet; after the unit that signed."""
        lock(unit, KOMMUNE)
        last = witness_file.last_kept(self.file)
        late = checkpoints(unit, after=last.number if last else 0)
        witness_file.keep(self.file, late)

    def _as_witnessed(self, unit: Unit, before: Checkpoint | None) -> None:
        """Refuse where the database holds another, or an older, end than the file."""
        last = witness_file.last_kept(self.file)
        if last is None:
            return
        row = unit.session.get(CheckpointRow, last.number)
        if before is None or row is None or row.body.encode() != last.raw:
            raise Backwards(
                f"checkpoint {last.number}", "the witness keeps another, or a later one"
            )

    def _signed(
        self,
        unit: Unit,
        before: Checkpoint | None,
        positions: Positions,
        pruned_before: datetime | None,
    ) -> Checkpoint:
        raw = spelt(
            {
                "at": _instant(unit.now),
                "chains": len(positions),
                "key": self.key.public.hex(),
                "kommune": self.kommune,
                "number": before.number + 1 if before else 1,
                "previous": before.digest if before else NOTHING.hex(),
                "pruned_before": _instant(pruned_before) if pruned_before else None,
                "root": leaves.root(positions),
                "version": 1,
            }
        ).encode()
        return Checkpoint.of(raw, self.key.sign(CHECKPOINT_DOMAIN + raw))


def newest(unit: Unit) -> Checkpoint | None:
    """Return the last checkpoint."""
    query = select(CheckpointRow).order_by(CheckpointRow.number.desc()).limit(1)
    row = unit.session.scalars(query).one_or_none()
    return _read(row) if row else None


def checkpoints(unit: Unit, after: int) -> Iterator[Checkpoint]:
    """Yield the checkpoints after this number, in order."""
    query = select(CheckpointRow).where(CheckpointRow.number > after)
    for row in unit.session.scalars(query.order_by(CheckpointRow.number)):
        yield _read(row)


def last_before(unit: Unit, instant: datetime) -> int:
    """Return the number of the last checkpoint signed before an instant, 0 where there is none."""
    low, high = 0, unit.session.scalar(select(func.max(CheckpointRow.number))) or 0
    while low < high:
        middle = (low + high + 1) // 2
        row = unit.session.get(CheckpointRow, middle)
        if row and datetime.fromisoformat(_read(row).told["at"]) < instant:
            low = middle
        else:
            high = middle - 1
    return low


def prove(unit: Unit, chain: UUID) -> str | None:
    """Return the proof that the last checkpoint covers a chain's head, or None where none does."""
    checkpoint, covered = newest(unit), leaves.current(unit)
    if checkpoint is None or chain not in covered:
        return None
    order = sorted(covered)
    index = order.index(chain)
    return spelt(
        {
            "checkpoint": checkpoint.told,
            "signature": checkpoint.signature.hex(),
            "leaf": covered[chain].told(),
            "index": index,
            "path": [step.hex() for step in leaves.tree(covered).path(index)],
        }
    )


def _extended(unit: Unit, covered: Positions) -> Iterator[Position]:
    """Yield where each chain stands now; raises `Backwards` where it does not extend its leaf."""
    query = select(Head.chain, Head.sequence, Head.hash, Head.manifest_sequence, Head.manifest)
    heads = {row.chain: row for row in unit.session.execute(query)}
    if gone := sorted(covered.keys() - heads.keys()):
        raise Backwards(f"chain {gone[0]}", "the whole chain is gone")
    for chain in sorted(heads):
        head, leaf = heads[chain], covered.get(chain) or Position(chain, 0, NOTHING, 0, NOTHING)
        now = Position(chain, leaf.start, leaf.start_hash, *head[1:])
        if now != leaf:
            _check_links(unit, leaf, now, covered.get(chain))
        yield now


def _check_links(unit: Unit, leaf: Position, now: Position, former: Position | None) -> None:
    sequence, previous = leaf.sequence, leaf.hash
    rows = unit.session.execute(
        select(Block.sequence, Block.body, Block.hash)
        .where(Block.chain == leaf.chain, Block.sequence > leaf.sequence)
        .where(Block.sequence <= now.sequence)
        .order_by(Block.sequence)
    )
    for row in rows:
        sequence += 1
        if row.sequence != sequence or not holds(previous, row.body, row.hash):
            raise Backwards(f"chain {leaf.chain}, link {sequence}", "the link does not hold")
        previous = row.hash
    if not now.follows(former) or (sequence, previous) != (now.sequence, now.hash):
        raise Backwards(f"chain {leaf.chain}", "it does not extend what was signed")


def _read(row: CheckpointRow) -> Checkpoint:
    """Return a stored checkpoint; one that cannot be read is as good as gone."""
    try:
        return Checkpoint.of(row.body.encode(), row.signature)
    except ValueError:
        raise Backwards(f"checkpoint {row.number}", "it cannot be read") from None


def _step_past(unit: Unit, before: Checkpoint, place: str) -> None:
    """Never sign an earlier instant: two servers' clocks may differ a little, no more."""
    at = datetime.fromisoformat(before.told["at"])
    if at - unit.now > BEHIND:
        raise Backwards(place, "it is later than now")
    unit.no_earlier_than(at)


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def uncovered(unit: Unit) -> int:
    """Return how many chains have moved since the last checkpoint."""
    leaf = (LeafRow.chain == Head.chain) & LeafRow.until.is_(None)
    still = (LeafRow.hash == Head.hash) & (LeafRow.manifest == Head.manifest)
    query = select(func.count()).select_from(Head).outerjoin(LeafRow, leaf)
    return unit.session.scalar(query.where(LeafRow.chain.is_(None) | ~still)) or 0
