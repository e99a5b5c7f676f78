"""Load the facts of records: what the decision looks at, and where each is filed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.clock import day_of
from stafet.consent.decision import RecordFact
from stafet.consent.models import Release
from stafet.db.transaction import Unit
from stafet.records.models import Record, RecordVersion
from stafet.records.rules import RecordKind
from stafet.vault import genuine_rows

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


def load_records(
    unit: Unit,
    child_id: UUID,
    only: Iterable[UUID] | None = None,
    *,
    releases: bool = True,
    at: datetime | None = None,
) -> list[tuple[RecordFact, Filed]]:
    """Return the facts of every version of a child's records, or of some, the newest first.

    Releases decide about the family alone: for another reader they need not be loaded. `at` is
    a past instant: only what was written by then.
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
    if at is not None:
        query = query.where(RecordVersion.written_at <= at)
    released = _released(unit, child_ids) if releases else {}
    found: dict[UUID, list[tuple[RecordFact, Filed]]] = {child: [] for child in child_ids}
    for row in unit.session.execute(query):
        filed = Filed(row.kind, row.about_id, row.log_id)
        found[row.child_id].append((_fact(row, released), filed))
    return found


def _released(unit: Unit, child_ids: Collection[UUID]) -> dict[tuple[UUID, int], datetime]:
    query = select(Release).where(Release.child_id.in_(child_ids))
    rows, forged = genuine_rows(unit, unit.session.scalars(query).all())
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
