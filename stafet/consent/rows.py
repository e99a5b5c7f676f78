"""Load the rows that decide about some children, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BindParameter, Row, Select, bindparam, select

from stafet import audit
from stafet.audit.chain import WORK, WORKERS
from stafet.consent.models import Answer, Consent, Limit, Party, Seat, Withdrawal
from stafet.consent.special.models import Access
from stafet.db.base import Witnessed
from stafet.db.transaction import Unit
from stafet.people.models import Custody, Employment, Ending, Placement, Task
from stafet.people.queries import tasks_and_work
from stafet.people.statements import counts

T = TypeVar("T", Custody, Ending, Limit, Withdrawal, Seat)
LISTED = (Custody, Ending, Task, Party, Withdrawal, Limit, Seat, Access)
"""The tables whose rows stand in a child's manifest and decide on every page."""
APART = frozenset({Placement.listed_as})
"""The letters of those that are looked at by themselves."""
FRESH = {"populate_existing": True}
_CHILDREN: BindParameter[Collection[UUID]] = bindparam("children", expanding=True)


@dataclass(frozen=True, slots=True)
class Rows:
    """What was loaded about some children, by child."""

    manifests: Mapping[UUID, audit.Manifest]
    tasks: Mapping[UUID, Sequence[tuple[Task, Employment | None]]]
    custodies: Mapping[UUID, Sequence[Custody]]
    endings: Mapping[UUID, Sequence[Ending]]
    limits: Mapping[UUID, Sequence[Limit]]
    withdrawals: Mapping[UUID, Sequence[Withdrawal]]
    seats: Mapping[UUID, Sequence[Seat]]
    accesses: Mapping[UUID, Sequence[tuple[Access, Employment | None]]]
    yeses: Mapping[UUID, Sequence[tuple[Consent, Party]]]
    work_lists: Mapping[UUID, audit.Manifest]
    """What lists where somebody works, by person."""

    def listed(self, child: UUID) -> Iterator[Witnessed]:
        """Yield each row that must stand in the child's manifest, once."""
        yield from self.custodies[child]
        yield from self.endings[child]
        yield from self.withdrawals[child]
        yield from self.limits[child]
        yield from self.seats[child]
        yield from (party for _, party in self.yeses[child])
        yield from dict.fromkeys(task for task, _ in self.tasks[child])
        yield from dict.fromkeys(access for access, _ in self.accesses[child])

    def work(self, child: UUID) -> set[Employment]:
        """Return the work for which the child's tasks and særlige adgange count."""
        pairs = (*self.tasks[child], *self.accesses[child])
        return {work for _, work in pairs if work is not None}


def load_rows(
    unit: Unit, child_ids: Collection[UUID], at: datetime, *, fresh: bool = False
) -> Rows:
    """Return what decides about these children; `fresh` also where this unit knows it already."""
    options = FRESH if fresh else {}
    tasks = tasks_and_work(unit, child_ids, at, **options)
    received = _received(unit, child_ids, at, options)
    return Rows(
        manifests=audit.manifests(unit, child_ids),
        tasks=_by_child(tasks),
        custodies=_of(unit, Custody, child_ids, options),
        endings=_of(unit, Ending, child_ids, options),
        limits=_of(unit, Limit, child_ids, options),
        withdrawals=_of(unit, Withdrawal, child_ids, options),
        seats=_of(unit, Seat, child_ids, options),
        accesses=_by_child(received),
        yeses=_yeses(unit, child_ids, options),
        work_lists={
            work.person_id: audit.Manifest(*told)
            for _, work, *told in (*tasks, *received)
            if work is not None and told[0] is not None
        },
    )


@cache
def _about(table: type[T]) -> Select[T]:
    """Return what asks for a table's rows about some children, put together once."""
    return select(table).where(table.child_id.in_(_CHILDREN))


_YESES = (
    select(Consent, Party)
    .join(Party, Party.consent_id == Consent.id)
    .where(Consent.child_id.in_(_CHILDREN), Party.answer == Answer.YES)
)
_RECEIVED = (
    select(Access, Employment, *WORK)
    .outerjoin(
        Employment,
        (Employment.person_id == Access.receiver_id)
        & (Employment.institution_id == Access.institution_id)
        & (Employment.from_at <= Access.from_at)
        & counts(Employment),
    )
    .outerjoin(WORKERS, WORKERS.c.worker_id == Employment.person_id)
    .where(Access.child_id.in_(_CHILDREN))
)


def _of(
    unit: Unit, table: type[T], child_ids: Collection[UUID], options: Mapping[str, bool]
) -> Mapping[UUID, list[T]]:
    found: defaultdict[UUID, list[T]] = defaultdict(list)
    asked = {"children": child_ids}
    for row in unit.session.scalars(_about(table), asked, execution_options=options):
        found[row.child_id].append(row)
    return found


def _by_child(
    found: Sequence[Row[*tuple[Any, ...]]],
) -> Mapping[UUID, list[tuple[Any, Employment | None]]]:
    pairs: defaultdict[UUID, list[tuple[Any, Employment | None]]] = defaultdict(list)
    for row, work, *_ in found:
        pairs[row.child_id].append((row, work))
    return pairs


def _received(
    unit: Unit, child_ids: Collection[UUID], at: datetime, options: Mapping[str, bool]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the særlige adgange with the work for which each was given, and its list (L29)."""
    asked = {"children": child_ids, "at": at}
    return unit.session.execute(_RECEIVED, asked, execution_options=options).all()


def _yeses(
    unit: Unit, child_ids: Collection[UUID], options: Mapping[str, bool]
) -> Mapping[UUID, Sequence[tuple[Consent, Party]]]:
    found: defaultdict[UUID, list[tuple[Consent, Party]]] = defaultdict(list)
    asked = {"children": child_ids}
    for consent, party in unit.session.execute(_YESES, asked, execution_options=options):
        found[consent.child_id].append((consent, party))
    return found
