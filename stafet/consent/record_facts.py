"""Load the facts of records: what the decision looks at, and where each is filed."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from stafet import audit
from stafet.audit import alarms
from stafet.audit.manifest import is_short
from stafet.clock import day_of
from stafet.consent.decision import RecordFact
from stafet.consent.models import Release
from stafet.db.transaction import Unit
from stafet.records.models import Happening, Record, RecordVersion
from stafet.records.rules import HappeningKind, RecordKind
from stafet.vault import Vault, genuine_rows, genuine_values

FACTS = (
    RecordVersion.child_id,
    Record.kind,
    Record.about_id,
    Record.log_id,
    Record.mac,
    RecordVersion.author_id,
    RecordVersion.record_id,
    RecordVersion.number,
    RecordVersion.institution_id,
    RecordVersion.event_on,
    RecordVersion.first_written_at,
    RecordVersion.categories,
    RecordVersion.subjects,
)
_OF_CHILDREN = (
    select(*FACTS)
    .join(Record, Record.id == RecordVersion.record_id)
    .where(RecordVersion.child_id.in_(bindparam("children", expanding=True)))
    .order_by(
        RecordVersion.event_on.desc(),
        RecordVersion.written_at.desc(),
        RecordVersion.record_id.desc(),
    )
)
"""What decides about a version, and where it is filed; its sealed bytes are not among it."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What a record is, what it answers and which log it lies in."""

    kind: RecordKind
    about_id: UUID | None
    log_id: UUID | None


def load_records(
    unit: Unit,
    child_id: UUID,
    only: Iterable[UUID] | None = None,
    *,
    releases: bool = True,
    at: datetime | None = None,
) -> list[tuple[RecordFact, Filed]]:
    """Return the facts of every version of a child's records, or of some, the newest first.

    Releases decide about the family, and about what leaves the house: for another reader they need
    not be loaded. `at` is a past instant: only what was written by then, and in a log only once
    that was opened.
    """
    return records_by_child(unit, {child_id}, only, releases=releases, at=at)[child_id]


def records_by_child(
    unit: Unit,
    child_ids: Collection[UUID],
    only: Iterable[UUID] | None = None,
    *,
    releases: bool = True,
    at: datetime | None = None,
) -> dict[UUID, list[tuple[RecordFact, Filed]]]:
    """Return the same for several children, in as many queries as for one."""
    query = _OF_CHILDREN
    if only is not None:
        query = query.where(RecordVersion.record_id.in_(set(only)))
    if at is not None:
        query = query.where(RecordVersion.written_at <= at)
    released = _released(unit, child_ids) if releases else {}
    unopened = _unopened(unit, child_ids, at) if at is not None else frozenset()
    found: dict[UUID, list[tuple[RecordFact, Filed]]] = {child: [] for child in child_ids}
    rows = unit.session.execute(query, {"children": child_ids}).all()
    forged = _filed_by_hand(unit, rows)
    for child, kind, about, log, _, author, record, number, *rest in rows:
        place, event_on, first, categories, subjects = rest
        fact = RecordFact(
            record,
            number,
            place,
            event_on,
            day_of(first),
            categories,
            subjects,
            released.get((record, number)) if released else None,
            author,
            log is None or log in unopened or record in forged,
        )
        found[child].append((fact, Filed(kind, about, log)))
    return found


def _filed_by_hand(unit: Unit, rows: Iterable[Row[*tuple[Any, ...]]]) -> frozenset[UUID]:
    """Return the records that were not filed by this product: in no log, for all it knows."""
    vault = unit.use(Vault)
    filed = {
        record: ((record, child, kind, about, log), mac)
        for child, kind, about, log, mac, _, record, *_ in rows
    }
    forged = frozenset(
        record
        for record, (values, mac) in filed.items()
        if not genuine_values(vault, Record, values, mac)
    )
    if forged:
        alarms.forged(unit, Record.__tablename__)
    return forged


def _unopened(unit: Unit, child_ids: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """Return the logs opened after an instant: what was taken into them was internal until then."""
    query = select(Happening.log_id).where(
        Happening.child_id.in_(child_ids),
        Happening.kind == HappeningKind.OPENED,
        Happening.at > at,
    )
    return frozenset(unit.session.scalars(query))


def _released(unit: Unit, child_ids: Collection[UUID]) -> dict[tuple[UUID, int], datetime]:
    listed = audit.manifests(unit, child_ids)
    query = select(Release).where(Release.child_id.in_(child_ids))
    rows, forged = genuine_rows(unit, unit.session.scalars(query).all())
    if forged:
        alarms.forged(unit, Release.__tablename__)
    counts = Counter(row.child_id for row in rows)
    for child_id, told in listed.items():
        if is_short(unit, child_id, told, counts[child_id]):
            alarms.missing(unit, child_id, Release.__tablename__)
    return {(row.record_id, row.version): row.released_at for row in rows}
