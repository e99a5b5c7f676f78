"""Load what decides about one child, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, inspect, select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.consent.decision import AccessFact, Facts, SeatFact, Standing, Youth
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
from stafet.consent.special.models import Access
from stafet.consent.terms import without_access
from stafet.db.base import Witnessed
from stafet.db.transaction import Unit
from stafet.people.ages import ASKED, OF_AGE, Ages, birthday
from stafet.people.endings import ended
from stafet.people.models import Custody, Employment, Person, Task
from stafet.people.queries import employed_tasks
from stafet.people.rules import CustodyKind, lasts
from stafet.people.statements import counts
from stafet.records.models import Record
from stafet.vault import genuine_rows

W = TypeVar("W", bound=Witnessed)


def load_facts(unit: Unit, child_id: UUID, at: datetime | None = None) -> Facts:
    """Return everything about a child that decides now, or decided at a past instant (L62).

    A forged row counts as absent. The child's head is locked, where the unit has not done so:
    its time never runs back (R9).
    """
    if child_id not in unit.session.info:
        audit.lock(unit, child_id)
    return facts_by_child(unit, {child_id}, at)[child_id]


def facts_by_child(
    unit: Unit, child_ids: Collection[UUID], at: datetime | None = None
) -> dict[UUID, Facts]:
    """Return what decides about each of these children, in as many queries as for one.

    For overviews, which open no text: no head is locked.
    """
    at = at or unit.now
    limits = _of(unit, Limit, child_ids)
    rows = _Rows(
        born=unit.use(Ages).read(unit, child_ids),
        tasks=_employed(unit, child_ids, at),
        custodies=_of(unit, Custody, child_ids),
        limits=limits,
        answers=_answers(unit, limits),
        withdrawals=_of(unit, Withdrawal, child_ids),
        seats=_of(unit, Seat, child_ids),
        accesses=_received(unit, child_ids, at),
        yeses=_yeses(unit, child_ids),
    )
    over = ended(unit, child_ids, at)
    found = {}
    for child_id in child_ids:
        # an identity that was tampered with may hide a young person who is to be asked
        forged = set[str]() if child_id in rows.born else {Person.__tablename__}
        known = _facts(unit, child_id, rows, forged, at)
        found[child_id] = without_access(known) if child_id in over else known
        for table in sorted(forged):
            audit.append(unit, audit.KOMMUNE, Event.forged(table))
    return found


def _facts(unit: Unit, child_id: UUID, rows: "_Rows", forged: set[str], at: datetime) -> Facts:
    tasks = _tasks(unit, rows.tasks[child_id], forged)
    youth = _youth(unit, child_id, rows.born.get(child_id))
    custodies = _true(unit, rows.custodies[child_id], forged)
    of_age = youth is not None and at >= youth.of_age_at
    held = [] if of_age else [row for row in custodies if lasts(row, at) and row.noted_at <= at]
    limits = [row for row in rows.limits[child_id] if _stands(row, at)]
    return Facts(
        tasks=tuple(
            Standing(task.person_id, task.institution_id, task.why)
            for task in sorted(tasks, key=lambda task: task.from_at)
            if lasts(task, at)
        ),
        custodians=tuple(
            dict.fromkeys(c.guardian_id for c in held if c.kind is not CustodyKind.UNKNOWN)
        ),
        youth=youth,
        # a custody that was tampered with may have been anybody's: nobody knows whom to ask
        custody_known=not forged & {Custody.__tablename__, Person.__tablename__}
        and all(c.kind is not CustodyKind.UNKNOWN for c in held),
        custody_changed_at=_changed_at(custodies, at),
        grants=_grants(unit, rows.yeses[child_id], forged),
        taken=_taken(rows.withdrawals[child_id]),
        seats=_seats(unit, rows.seats[child_id], forged),
        accesses=_accesses(unit, rows.accesses[child_id], forged),
        held=any(limit.kind in {LimitKind.HOLD, LimitKind.HOME} for limit in limits),
        hidden=_limited(limits, LimitKind.HIDDEN, rows.answers),
        redacted=_limited(limits, LimitKind.REDACTED, rows.answers),
        asked_back=_limited(limits, LimitKind.ASKED, rows.answers),
        forged=tuple(sorted(forged)),
    )


def _youth(unit: Unit, child_id: UUID, born_on: date | None) -> Youth | None:
    if born_on is None:
        return None
    deadlines = unit.use(Catalogue).deadlines
    reads_at, asked_at = birthday(born_on, deadlines.youth_age), birthday(born_on, ASKED)
    pauses_on = day_of(asked_at) + timedelta(days=deadlines.youth_pause_days)
    return Youth(child_id, reads_at, asked_at, start_of_day(pauses_on), birthday(born_on, OF_AGE))


def _stands(limit: Limit, at: datetime) -> bool:
    return limit.set_at <= at and (limit.lifted_at is None or at < limit.lifted_at)


T = TypeVar("T", Custody, Limit, Withdrawal, Seat, Release)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What was loaded about some children, by child."""

    born: Mapping[UUID, date | None]
    """By child; without those whose identity does not open."""
    tasks: Mapping[UUID, Sequence[tuple[Task, Employment]]]
    custodies: Mapping[UUID, Sequence[Custody]]
    limits: Mapping[UUID, Sequence[Limit]]
    answers: Mapping[UUID, Sequence[UUID]]
    """What answers a record, by the record."""
    withdrawals: Mapping[UUID, Sequence[Withdrawal]]
    seats: Mapping[UUID, Sequence[Seat]]
    accesses: Mapping[UUID, Sequence[tuple[Access, Employment]]]
    yeses: Mapping[UUID, Sequence[tuple[Consent, Party]]]


@cache
def _about(table: type[T]) -> Select[T]:
    """Return what asks for a table's rows about some children, put together once."""
    return select(table).where(table.child_id.in_(bindparam("children", expanding=True)))


_YESES = (
    select(Consent, Party)
    .join(Party, Party.consent_id == Consent.id)
    .where(Consent.child_id.in_(bindparam("children", expanding=True)), Party.answer == Answer.YES)
)


def _of(unit: Unit, table: type[T], child_ids: Collection[UUID]) -> Mapping[UUID, list[T]]:
    found: defaultdict[UUID, list[T]] = defaultdict(list)
    for row in unit.session.scalars(_about(table), {"children": child_ids}):
        found[row.child_id].append(row)
    return found


def _employed(
    unit: Unit, child_ids: Collection[UUID], at: datetime
) -> Mapping[UUID, Sequence[tuple[Task, Employment]]]:
    found: defaultdict[UUID, list[tuple[Task, Employment]]] = defaultdict(list)
    for task, work in employed_tasks(unit, child_ids, at):
        found[task.child_id].append((task, work))
    return found


def _tasks(
    unit: Unit, pairs: Sequence[tuple[Task, Employment]], forged: set[str]
) -> Iterable[Task]:
    """Return the tasks whose persons work at their places (L29)."""
    work = set(_true(unit, [work for _, work in pairs], forged))
    tasks = set(_true(unit, [task for task, _ in pairs], forged))
    return dict.fromkeys(task for task, done in pairs if task in tasks and done in work)


def _yeses(
    unit: Unit, child_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[tuple[Consent, Party]]]:
    found: defaultdict[UUID, list[tuple[Consent, Party]]] = defaultdict(list)
    for consent, party in unit.session.execute(_YESES, {"children": child_ids}):
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


def _received(
    unit: Unit, child_ids: Collection[UUID], at: datetime
) -> Mapping[UUID, Sequence[tuple[Access, Employment]]]:
    """Return the særlige adgange with the work for which each was given (L29)."""
    work = (
        (Employment.person_id == Access.receiver_id)
        & (Employment.institution_id == Access.institution_id)
        & (Employment.from_at <= Access.from_at)
        & counts(Employment)
    )
    query = select(Access, Employment).join(Employment, work).where(Access.child_id.in_(child_ids))
    found: defaultdict[UUID, list[tuple[Access, Employment]]] = defaultdict(list)
    for access, employment in unit.session.execute(query, {"at": at}):
        found[access.child_id].append((access, employment))
    return found


def _accesses(
    unit: Unit, pairs: Sequence[tuple[Access, Employment]], forged: set[str]
) -> tuple[AccessFact, ...]:
    """Return what is opened by statute, for those who work where it was given to them."""
    work = set(_true(unit, [work for _, work in pairs], forged))
    given = dict.fromkeys(access for access, done in pairs if done in work)
    return tuple(
        AccessFact(
            row.id,
            row.receiver_id,
            frozenset(UUID(record) for record in row.records),
            row.from_at,
            min(row.until_at, row.ended_at or row.until_at),
        )
        for row in _true(unit, list(given), forged)
    )


def _answers(unit: Unit, limits: Mapping[UUID, Sequence[Limit]]) -> Mapping[UUID, Sequence[UUID]]:
    """Return what answers what, of the children of whom something is kept back."""
    kept = {child for child, rows in limits.items() if any(row.record_id for row in rows)}
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    if kept:
        query = select(Record.about_id, Record.id).where(Record.child_id.in_(kept))
        for about, record in unit.session.execute(query):
            if about is not None:
                found[about].append(record)
    return found


def _limited(
    limits: Sequence[Limit], kind: LimitKind, answers: Mapping[UUID, Sequence[UUID]]
) -> dict[UUID, frozenset[UUID | None]]:
    """Return what is kept back from whom; what answers such a record is kept back with it."""
    found: defaultdict[UUID, set[UUID | None]] = defaultdict(set)
    for limit in limits:
        if limit.kind is kind and limit.record_id is not None:
            for record in _with_answers(limit.record_id, answers):
                found[record].add(limit.guardian_id)
    return {record: frozenset(guardians) for record, guardians in found.items()}


def _with_answers(record: UUID, answers: Mapping[UUID, Sequence[UUID]]) -> Iterable[UUID]:
    yield record
    for answer in answers.get(record, ()):
        yield from _with_answers(answer, answers)


def _changed_at(custodies: Iterable[Custody], now: datetime) -> datetime | None:
    """Return when the set of custody holders last changed, or was last learnt of (L18)."""
    instants = [
        at
        for row in custodies
        if row.noted_at <= now
        for at in (row.from_at, row.to_at, row.noted_at)
    ]
    return max((at for at in instants if at is not None and at <= now), default=None)


def _true(unit: Unit, rows: Sequence[W], forged: set[str]) -> list[W]:
    """Leave forged rows out, and note in which table there were some."""
    good, bad = genuine_rows(unit, rows)
    forged |= {inspect(type(row)).local_table.name for row in bad}
    return good
