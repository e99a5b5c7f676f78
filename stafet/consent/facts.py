"""Load what decides about one child, in six queries whatever the number of records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

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
from stafet.people.models import Custody, CustodyKind
from stafet.people.queries import custodies_over, tasks_with
from stafet.people.rules import lasts
from stafet.records.models import Record, RecordVersion
from stafet.vault import genuine_rows

W = TypeVar("W", bound=Witnessed)


def load_facts(unit: Unit, child_id: UUID) -> Facts:
    """Return everything about a child that decides now; a forged row counts as absent."""
    custodies = custodies_over(unit, child_id)
    now_held = [row for row in custodies if lasts(row, unit.now)]
    limits = unit.session.scalars(
        select(Limit).where(Limit.child_id == child_id, Limit.lifted_at.is_(None))
    ).all()
    return Facts(
        tasks=tuple(Standing(t.person_id, t.institution_id) for t in tasks_with(unit, child_id)),
        custodians=tuple(
            dict.fromkeys(c.guardian_id for c in now_held if c.kind is not CustodyKind.UNKNOWN)
        ),
        custody_known=all(c.kind is not CustodyKind.UNKNOWN for c in now_held),
        custody_changed_at=_changed_at(custodies, unit.now),
        grants=_grants(unit, child_id),
        taken=_taken(unit, child_id),
        seats=_seats(unit, child_id),
        held=any(limit.kind is LimitKind.HOLD for limit in limits),
        hidden=_limited(limits, LimitKind.HIDDEN),
        redacted=_limited(limits, LimitKind.REDACTED),
    )


def load_records(
    unit: Unit, child_id: UUID, only: Iterable[UUID] | None = None
) -> list[tuple[RecordFact, Record]]:
    """Return the facts of every version of a child's records, or of some, the newest first."""
    query = (
        select(RecordVersion, Record)
        .join(Record, Record.id == RecordVersion.record_id)
        .where(RecordVersion.child_id == child_id)
        .options(defer(RecordVersion.sealed, raiseload=True))
        .order_by(
            RecordVersion.event_on.desc(),
            RecordVersion.written_at.desc(),
            RecordVersion.record_id.desc(),
        )
    )
    if only is not None:
        query = query.where(RecordVersion.record_id.in_(set(only)))
    released = _released(unit, child_id)
    return [(_fact(version, released), record) for version, record in unit.session.execute(query)]


def _released(unit: Unit, child_id: UUID) -> dict[tuple[UUID, int], datetime]:
    rows = unit.session.scalars(select(Release).where(Release.child_id == child_id)).all()
    return {(row.record_id, row.version): row.released_at for row in _true(unit, rows)}


def _fact(row: RecordVersion, released: Mapping[tuple[UUID, int], datetime]) -> RecordFact:
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
    )


def _grants(unit: Unit, child_id: UUID) -> tuple[Grant, ...]:
    query = (
        select(Consent, Party)
        .join(Party, Party.consent_id == Consent.id)
        .where(Consent.child_id == child_id, Party.answer == Answer.YES)
    )
    rows = unit.session.execute(query).all()
    good = {id(row) for row in _true(unit, [row for pair in rows for row in pair])}
    return tuple(_grant(c, p) for c, p in rows if id(c) in good and id(p) in good)


def _grant(consent: Consent, party: Party) -> Grant:
    return Grant(
        consent_id=consent.id,
        giver_id=consent.giver_id,
        institution_id=party.institution_id,
        signed_at=consent.signed_at,
        confirmed_at=consent.confirmed_at,
        from_at=consent.from_at,
        until_at=consent.until_at,
        purpose=consent.purpose,
        categories=party.categories,
        subjects=party.subjects,
        since_on=party.since_on,
    )


def _taken(unit: Unit, child_id: UUID) -> tuple[Taken, ...]:
    rows = unit.session.scalars(select(Withdrawal).where(Withdrawal.child_id == child_id))
    return tuple(Taken(row.giver_id, row.at, row.institution_id, row.category) for row in rows)


def _seats(unit: Unit, child_id: UUID) -> tuple[SeatFact, ...]:
    rows = unit.session.scalars(select(Seat).where(Seat.child_id == child_id)).all()
    return tuple(
        SeatFact(row.person_id, row.institution_id, row.record_id, row.until_at)
        for row in _true(unit, rows)
    )


def _limited(limits: Sequence[Limit], kind: LimitKind) -> dict[UUID, frozenset[UUID | None]]:
    found: defaultdict[UUID, set[UUID | None]] = defaultdict(set)
    for limit in limits:
        if limit.kind is kind and limit.record_id is not None:
            found[limit.record_id].add(limit.guardian_id)
    return {record: frozenset(guardians) for record, guardians in found.items()}


def _changed_at(custodies: Sequence[Custody], now: datetime) -> datetime | None:
    """Return when the set of custody holders last changed: its first day is no change (L18)."""
    if not custodies:
        return None
    first = custodies[0].from_at
    instants = [at for row in custodies for at in (row.from_at, row.to_at) if at is not None]
    return max((at for at in instants if first < at <= now), default=None)


def _true(unit: Unit, rows: Sequence[W]) -> list[W]:
    """Leave forged rows out, and let the kommune's chain say that there were some."""
    good, forged = genuine_rows(unit, rows)
    if forged:
        about = {"table": forged[0].__class__.__tablename__, "rows": str(len(forged))}  # type: ignore[attr-defined]
        audit.append(unit, audit.KOMMUNE, Event("alarm:forged", None, "system", about=about))
    return good
