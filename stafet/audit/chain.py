"""Lock a chain's head, append a link, check that the links hold."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, Table, bindparam, insert, select, update

from stafet.audit.events import Event
from stafet.audit.models import NOTHING, Block, Head, LeafRow
from stafet.clock import day_of
from stafet.db.transaction import Database, Unit

KOMMUNE = UUID("00000000-0000-4000-8000-000000000001")
"""Accounts, roles, names, exports and machine openings."""
APART = UUID("00000000-0000-4000-8000-000000000002")
"""What guardians must not notice, not even as a gap."""
SHARED = (KOMMUNE, APART)
"""Nearly every unit writes on these: they are locked last and in this order, so that nobody who
holds one waits for somebody who waits for it; and briefly, so that pages do not queue."""
_DOMAIN = b"stafet/audit/1\x00"
_WORK_DOMAIN = b"stafet/work/1\x00"
OPENINGS, PUT_OFF = "openings", "put off"
STEP = timedelta(microseconds=1)
NEVER = datetime.fromtimestamp(0, UTC)
"""A list without links moves nobody's time."""
BEHIND = timedelta(minutes=5)
"""How far a clock may be behind the highest instant seen before that is told."""
# The witness writes past the session's bookkeeping: on every page, and known to be complete.
_HEADS, _BLOCKS = cast("Table", Head.__table__), cast("Table", Block.__table__)
_BEGIN = insert(_HEADS)
_TIP: dict[str, Any] = {"sequence": bindparam("number"), "hash": bindparam("link")}
_LINK = insert(_BLOCKS).values(chain=bindparam("of"), body=bindparam("text"), **_TIP)
_MOVE = update(_HEADS).where(_HEADS.c.chain == bindparam("of"))
_MOVE = _MOVE.values(highest_at=bindparam("highest"), **_TIP)
_KEEP = {"sqlite": (_LINK, _MOVE), "postgresql": (_LINK.add_cte(_MOVE.cte("moved")),)}
"""What keeps a link: both in one way to the server and back, where a database can."""
MANIFEST: tuple[Column[Any], ...] = (
    _HEADS.c.manifest_sequence,
    _HEADS.c.manifest,
    _HEADS.c.manifest_rows,
)
WORKERS = _HEADS.alias("workers")
WORK = (WORKERS.c.manifest_sequence, WORKERS.c.manifest, WORKERS.c.manifest_rows)
"""What lists somebody's work, account, roles and groups, by `WORKERS.c.worker_id`."""
_LOCK = (
    select(_HEADS.c.sequence, _HEADS.c.hash, _HEADS.c.highest_at, *MANIFEST)
    .where(_HEADS.c.chain == bindparam("of"))
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which rows decide about a child, as its head says: how often listed, digest, list."""

    sequence: int
    digest: bytes
    rows: bytes

    def told(self) -> dict[str, Any]:
        return {
            "manifest_sequence": self.sequence,
            "manifest": self.digest,
            "manifest_rows": self.rows,
        }


NO_MANIFEST = Manifest(0, NOTHING, b"")


@dataclass(slots=True)
class _End:
    """Where a chain that this unit has locked ends now."""

    sequence: int
    hash: bytes
    highest_at: datetime
    manifest: Manifest = NO_MANIFEST


def work_of(person: UUID) -> UUID:
    """Return the head that lists what somebody may do: nobody takes it for a child's."""
    return UUID(bytes=hashlib.sha256(_WORK_DOMAIN + person.bytes).digest()[:16])


def begin(unit: Unit, chain: UUID, worker: UUID | None = None) -> None:
    """Start a chain, once: for a child when it is registered, for what somebody may do."""
    seen = NEVER if worker else unit.now
    unit.session.execute(_BEGIN, {"chain": chain, "worker_id": worker, "highest_at": seen})
    unit.session.info[chain] = _End(0, NOTHING, seen)


def lock(unit: Unit, chain: UUID) -> bool:
    """Queue on a chain's head until this unit ends; return whether the chain exists.

    The unit's time moves forward to the highest instant the chain has seen (R9).
    """
    if chain in unit.session.info:
        return True
    found = unit.session.execute(_LOCK, {"of": chain}).one_or_none()
    if found is None:
        return False
    sequence, last, highest_at, *told = found
    end = unit.session.info[chain] = _End(sequence, last, highest_at, Manifest(*told))
    if end.highest_at - unit.now > BEHIND:
        unit.at_end(partial(_tell_of_clock, day=day_of(unit.now)))
    unit.no_earlier_than(end.highest_at)
    return True


def _tell_of_clock(unit: Unit, day: date) -> None:
    """Tell on the kommune's chain, once a day of that clock, that it was set back."""
    told = _HEADS.c.clock_alarm_on.is_(None) | (_HEADS.c.clock_alarm_on != day)
    first = update(_HEADS).where(_HEADS.c.chain == KOMMUNE, told).values(clock_alarm_on=day)
    if unit.session.execute(first.returning(_HEADS.c.chain)).first():
        append(unit, KOMMUNE, Event("alarm:clock", None, "system", about={"day": day.isoformat()}))


def lock_after(unit: Unit, chain: UUID) -> bool:
    """Queue on a chain's head and step past every instant it has seen.

    What must come before or after something else for sure is done in such a unit: a consent, a
    withdrawal, a change of custody.
    """
    if not lock(unit, chain):
        return False
    end: _End = unit.session.info[chain]
    unit.no_earlier_than(end.highest_at + STEP)
    return True


def manifests(unit: Unit, chains: Collection[UUID]) -> dict[UUID, Manifest]:
    """Return what the heads of these chains list; locked or not, the newest."""
    info = unit.session.info
    found = {chain: info[chain].manifest for chain in chains if chain in info}
    if rest := set(chains) - found.keys():
        query = select(_HEADS.c.chain, *MANIFEST).where(_HEADS.c.chain.in_(rest))
        found |= {chain: Manifest(*told) for chain, *told in unit.session.execute(query)}
    return found


def list_anew(unit: Unit, chain: UUID, manifest: Manifest) -> None:
    """Write what a locked chain's head lists from now."""
    unit.session.info[chain].manifest = manifest
    listed = update(_HEADS).where(_HEADS.c.chain == chain).values(manifest.told())
    unit.session.execute(listed)


def disown(unit: Unit, people: Collection[UUID]) -> None:
    """Let nobody's name stand on the lists of people who are deleted; the heads stay."""
    mine = _HEADS.c.worker_id.in_(people)
    unit.session.execute(update(_HEADS).where(mine).values(worker_id=None))


def append(unit: Unit, chain: UUID, event: Event) -> None:
    """Add one link to a chain in this unit: without the link nothing of the unit happens (L44).

    Those of the shared chains are added at the unit's end, unless it has locked them before; the
    unit's time moves forward at once to what the chain has seen (R9).
    """
    info = unit.session.info
    if event.opened:
        info.setdefault(OPENINGS, []).append((chain, event))
    if chain not in SHARED or chain in info:
        _add(unit, chain, event)
    else:
        _put_off(unit, chain, event)


def _put_off(unit: Unit, chain: UUID, event: Event) -> None:
    info = unit.session.info
    if PUT_OFF not in info:
        info[PUT_OFF] = []
        unit.at_end(_catch_up)
    if all(chain != before for before, _ in info[PUT_OFF]):
        seen = select(_HEADS.c.highest_at).where(_HEADS.c.chain == chain)
        unit.no_earlier_than(unit.session.scalar(seen) or unit.now)
    info[PUT_OFF].append((chain, event))


def _catch_up(unit: Unit) -> None:
    waiting: list[tuple[UUID, Event]] = unit.session.info.pop(PUT_OFF)
    for chain, event in sorted(waiting, key=lambda put_off: SHARED.index(put_off[0])):
        _add(unit, chain, event)


def _add(unit: Unit, chain: UUID, event: Event) -> None:
    if chain not in unit.session.info and not lock(unit, chain):
        begin(unit, chain)
    end: _End = unit.session.info[chain]
    end.sequence += 1
    body = event.body(chain, end.sequence, unit.now)
    end.hash = link(end.hash, body)
    end.highest_at = max(end.highest_at, unit.now)
    moved = {"of": chain, "number": end.sequence, "link": end.hash, "highest": end.highest_at}
    for statement in _KEEP[unit.session.get_bind().dialect.name]:
        unit.session.execute(statement, {**moved, "text": body})


def keep_openings(database: Database) -> None:
    """Tell of what a unit opened also where it failed and nothing else of it is kept (L44)."""

    def keep(failed: Unit) -> None:
        openings: list[tuple[UUID, Event]] | None = failed.session.info.get(OPENINGS)
        if not openings:
            return
        with database.unit() as unit:
            for chain, event in sorted(openings, key=lambda opening: opening[0]):
                known = chain in SHARED or lock(unit, chain)
                told = replace(event, about={**event.about, "outcome": "failed"})
                append(unit, chain if known else KOMMUNE, told)

    database.after_failure(keep)


def link(previous: bytes, body: str) -> bytes:
    """Return the hash of a link: SHA-256 over the domain, the former hash and the body."""
    return hashlib.sha256(_DOMAIN + previous + body.encode()).digest()


def holds(previous: bytes, body: str, stored: bytes) -> bool:
    """Whether a link follows the hash before it, in letters that the product writes: ASCII."""
    return body.isascii() and link(previous, body) == stored


def blocks(unit: Unit, chain: UUID) -> Iterator[Block]:
    """Yield a chain's links from the first."""
    query = select(Block).where(Block.chain == chain).order_by(Block.sequence)
    yield from unit.session.scalars(query)


def first_bad_link(unit: Unit, chain: UUID) -> int | None:
    """Return the sequence of the first link that does not hold, or None.

    Where old links have gone, the first one left follows what the last checkpoint says.
    """
    began = select(LeafRow.start_hash, LeafRow.start).where(LeafRow.chain == chain)
    found = unit.session.execute(began.where(LeafRow.until.is_(None))).one_or_none()
    previous, expected = found or (NOTHING, 0)
    for block in blocks(unit, chain):
        expected += 1
        if block.sequence != expected or not holds(previous, block.body, block.hash):
            return expected
        previous = block.hash
    head = unit.session.get(Head, chain)
    if head is None or (head.sequence, head.hash) != (expected, previous):
        return expected + 1
    return None
