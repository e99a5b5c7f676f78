"""Load what decides about one child, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect, select

from stafet import audit
from stafet.audit import Event
from stafet.clock import day_of
from stafet.consent.decision import Facts, RecordFact, SeatFact, Standing
from stafet.consent.models import (
    Answer,
    Consent,
    Limit,
    LimitKind,
    Party,
    Release,
    Seat,
    Withdrawal,
)
from stafet.consent.scope import Grant, Taken
from stafet.db.base import Witnessed
from stafet.db.transaction import Unit
from stafet.people.models import Custody, Employment, Task
from stafet.people.queries import employed_tasks
from stafet.people.rules import CustodyKind, lasts
from stafet.records.models import Record, RecordVersion
from stafet.records.rules import RecordKind
from stafet.vault import genuine_rows

W = TypeVar("W", bound=Witnessed)
FACTS = (
    RecordVersion.child_id,
    RecordVersion.record_id,
    RecordVersion.number,
    RecordVersion.institution_id,
    RecordVersion.event_on,
    RecordVersion.first_written_at,
    RecordVersion.categories,
    RecordVersion.subjects,
    RecordVersion.author_id,
    Record.kind,
    Record.about_id,
    Record.log_id,
)
"""What decides about a version, and where it is filed; its sealed bytes are not among it."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What a record is, what it answers and which log it lies in: nothing of it decides."""

    kind: RecordKind
    about_id: UUID | None
    log_id: UUID | None


def load_facts(unit: Unit, child_id: UUID) -> Facts:
    """Return everything about a child that decides now; a forged row counts as absent.

    The child's head is locked, where the unit has not done so: its time never runs back (R9).
    """
    if child_id not in unit.session.info:
        audit.lock(unit, child_id)
    return facts_by_child(unit, {child_id})[child_id]


def facts_by_child(unit: Unit, child_ids: Collection[UUID]) -> dict[UUID, Facts]:
    """Return what decides about each of these children now, in as many queries as for one.

    For overviews, which open no text: no head is locked.
    """
    rows = _Rows(
        tasks=_employed(unit, child_ids),
        custodies=_of(unit, Custody, child_ids),
        limits=_of(unit, Limit, child_ids),
        withdrawals=_of(unit, Withdrawal, child_ids),
        seats=_of(unit, Seat, child_ids),
        yeses=_yeses(unit, child_ids),
    )
    found = {}
    for child_id in child_ids:
        forged: set[str] = set()
        found[child_id] = _facts(unit, child_id, rows, forged)
        for table in sorted(forged):
            audit.append(unit, audit.KOMMUNE, Event.forged(table))
    return found


def load_records(
    unit: Unit, child_id: UUID, only: Iterable[UUID] | None = None, *, releases: bool = True
) -> list[tuple[RecordFact, Filed]]:
    """Return the facts of every version of a child's records, or of some, the newest first.

    Releases decide about guardians alone: for another reader they need not be loaded.
    """
    return records_by_child(unit, {child_id}, only, releases=releases)[child_id]


def records_by_child(
    unit: Unit,
    child_ids: Collection[UUID],
    only: Iterable[UUID] | None = None,
    *,
    releases: bool = True,
) -> dict[UUID, list[tuple[RecordFact, Filed]]]:
    """Return the same for several children, in as many queries as for one."""
    query = (
        select(*FACTS)
        .join(Record, Record.id == RecordVersion.record_id)
        .where(RecordVersion.child_id.in_(child_ids))
        .order_by(
            RecordVersion.event_on.desc(),
            RecordVersion.written_at.desc(),
            RecordVersion.record_id.desc(),
        )
    )
    if only is not None:
        query = query.where(RecordVersion.record_id.in_(set(only)))
    released = _released(unit, child_ids) if releases else {}
    found: dict[UUID, list[tuple[RecordFact, Filed]]] = {child: [] for child in child_ids}
    for row in unit.session.execute(query):
        filed = Filed(row.kind, row.about_id, row.log_id)
        found[row.child_id].append((_fact(row, released), filed))
    return found


def _facts(unit: Unit, child_id: UUID, rows: "_Rows", forged: set[str]) -> Facts:
    tasks = _tasks(unit, rows.tasks[child_id], forged)
    custodies = _true(unit, rows.custodies[child_id], forged)
    held = [row for row in custodies if lasts(row, unit.now)]
    limits = [row for row in rows.limits[child_id] if row.lifted_at is None]
    return Facts(
        tasks=tuple(Standing(t.person_id, t.institution_id) for t in tasks if lasts(t, unit.now)),
        custodians=tuple(
            dict.fromkeys(c.guardian_id for c in held if c.kind is not CustodyKind.UNKNOWN)
        ),
        # a custody that was tampered with may have been anybody's: nobody knows whom to ask
        custody_known=Custody.__tablename__ not in forged
        and all(c.kind is not CustodyKind.UNKNOWN for c in held),
        custody_changed_at=_changed_at(custodies, unit.now),
        grants=_grants(unit, rows.yeses[child_id], forged),
        taken=_taken(rows.withdrawals[child_id]),
        seats=_seats(unit, rows.seats[child_id], forged),
        held=any(limit.kind in {LimitKind.HOLD, LimitKind.HOME} for limit in limits),
        hidden=_limited(limits, LimitKind.HIDDEN),
        redacted=_limited(limits, LimitKind.REDACTED),
        forged=tuple(sorted(forged)),
    )


T = TypeVar("T", Custody, Limit, Withdrawal, Seat, Release)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What was loaded about some children, by child."""

    tasks: Mapping[UUID, Sequence[tuple[Task, Employment]]]
    custodies: Mapping[UUID, Sequence[Custody]]
    limits: Mapping[UUID, Sequence[Limit]]
    withdrawals: Mapping[UUID, Sequence[Withdrawal]]
    seats: Mapping[UUID, Sequence[Seat]]
    yeses: Mapping[UUID, Sequence[tuple[Consent, Party]]]


def _of(unit: Unit, table: type[T], child_ids: Collection[UUID]) -> Mapping[UUID, list[T]]:
    found: defaultdict[UUID, list[T]] = defaultdict(list)
    for row in unit.session.scalars(select(table).where(table.child_id.in_(child_ids))):
        found[row.child_id].append(row)
    return found


def _employed(
    unit: Unit, child_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[tuple[Task, Employment]]]:
    found: defaultdict[UUID, list[tuple[Task, Employment]]] = defaultdict(list)
    for task, work in employed_tasks(unit, Task.child_id.in_(child_ids)):
        found[task.child_id].append((task, work))
    return found


def _tasks(
    unit: Unit, pairs: Sequence[tuple[Task, Employment]], forged: set[str]
) -> Iterable[Task]:
    """Return the tasks whose persons work at their places now (L29)."""
    work = set(_true(unit, [work for _, work in pairs], forged))
    tasks = set(_true(unit, [task for task, _ in pairs], forged))
    return dict.fromkeys(task for task, done in pairs if task in tasks and done in work)


def _released(unit: Unit, child_ids: Collection[UUID]) -> dict[tuple[UUID, int], datetime]:
    forged: set[str] = set()
    found = _of(unit, Release, child_ids).values()
    rows = _true(unit, [row for some in found for row in some], forged)
    if forged:
        audit.append(unit, audit.KOMMUNE, Event.forged(Release.__tablename__))
    return {(row.record_id, row.version): row.released_at for row in rows}


def _fact(row: Any, released: Mapping[tuple[UUID, int], datetime]) -> RecordFact:
    return RecordFact(
        record_id=row.record_id,
        version=row.number,
        institution_id=row.institution_id,
        event_on=row.event_on,
        written_on=day_of(row.first_written_at),
        categories=row.categories,
        subjects=row.subjects,
        released_at=released.get((row.record_id, row.number)),
        author_id=row.author_id,
        internal=row.log_id is None,
    )


def _yeses(
    unit: Unit, child_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[tuple[Consent, Party]]]:
    query = (
        select(Consent, Party)
        .join(Party, Party.consent_id == Consent.id)
        .where(Consent.child_id.in_(child_ids), Party.answer == Answer.YES)
    )
    found: defaultdict[UUID, list[tuple[Consent, Party]]] = defaultdict(list)
    for consent, party in unit.session.execute(query):
        found[consent.child_id].append((consent, party))
    return found


def _grants(
    unit: Unit, rows: Sequence[tuple[Consent, Party]], forged: set[str]
) -> tuple[Grant, ...]:
    true = {id(row) for row in _true(unit, [c for c, _ in rows], forged)}
    true |= {id(row) for row in _true(unit, [p for _, p in rows], forged)}
    return tuple(_grant(c, p) for c, p in rows if {id(c), id(p)} <= true)


def _grant(consent: Consent, party: Party) -> Grant:
    return Grant(
        consent_id=consent.id,
        giver_id=consent.giver_id,
        institution_id=party.institution_id,
        signed_at=consent.signed_at,
        confirmed_at=consent.confirmed_at,
        from_at=party.from_at,
        until_at=party.until_at,
        purpose=consent.purpose,
        categories=party.categories,
        subjects=party.subjects,
        since_on=party.since_on,
    )


def _taken(rows: Sequence[Withdrawal]) -> tuple[Taken, ...]:
    return tuple(
        Taken(row.giver_id, row.at, row.institution_id, row.category, row.from_at) for row in rows
    )


def _seats(unit: Unit, rows: Sequence[Seat], forged: set[str]) -> tuple[SeatFact, ...]:
    return tuple(
        SeatFact(row.person_id, row.institution_id, row.record_id, row.until_at)
        for row in _true(unit, rows, forged)
    )


def _limited(limits: Sequence[Limit], kind: LimitKind) -> dict[UUID, frozenset[UUID | None]]:
    found: defaultdict[UUID, set[UUID | None]] = defaultdict(set)
    for limit in limits:
        if limit.kind is kind and limit.record_id is not None:
            found[limit.record_id].add(limit.guardian_id)
    return {record: frozenset(guardians) for record, guardians in found.items()}


def _changed_at(custodies: Iterable[Custody], now: datetime) -> datetime | None:
    """Return when the set of custody holders last changed, or was last learnt of (L18)."""
    instants = [at for row in custodies for at in (row.from_at, row.to_at, row.noted_at)]
    return max((at for at in instants if at is not None and at <= now), default=None)


def _true(unit: Unit, rows: Sequence[W], forged: set[str]) -> list[W]:
    """Leave forged rows out, and note in which table there were some."""
    good, bad = genuine_rows(unit, rows)
    forged |= {inspect(type(row)).local_table.name for row in bad}
    return good
