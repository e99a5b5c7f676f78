"""Note what happened on the log's timeline, and queue the news for the guardians (L35)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from stafet import outbox
from stafet.db.transaction import Unit
from stafet.records.models import Happening
from stafet.records.rules import HappeningKind

ANNOUNCE = "copies.announce"
OF_MEETINGS = frozenset(
    {
        HappeningKind.MEETING_CALLED,
        HappeningKind.MEETING_MOVED,
        HappeningKind.MEETING_CANCELLED,
        HappeningKind.MEETING_HELD,
    }
)
_TIMELINE = (
    select(Happening)
    .where(
        Happening.log_id == bindparam("log"),
        Happening.kind.not_in(bindparam("but", expanding=True)),
    )
    .order_by(Happening.at.desc(), Happening.id.desc())
)


def note(
    unit: Unit,
    kind: HappeningKind,
    *,
    child_id: UUID,
    log_id: UUID,
    actor_id: UUID | None,
    visible_at: datetime | None = None,
    record: tuple[UUID, int] | None = None,
    person_id: UUID | None = None,
    institution_id: UUID | None = None,
    value: str | None = None,
    meets_at: datetime | None = None,
) -> None:
    """Add a line to the timeline; what one unit notes for one instant is one change."""
    seen = visible_at or unit.now
    unit.session.add(
        Happening(
            change_id=unit.id,
            child_id=child_id,
            log_id=log_id,
            kind=kind,
            at=unit.now,
            visible_at=seen,
            actor_id=actor_id,
            record_id=record[0] if record else None,
            version=record[1] if record else None,
            person_id=person_id,
            institution_id=institution_id,
            value=value,
            meets_at=meets_at,
        )
    )
    _announce(unit, child_id, unit.id, seen)


def bring_forward(unit: Unit, child_id: UUID, record_id: UUID) -> None:
    """Tell now what would have been told of a record later; what was queued finds nothing left."""
    query = select(Happening).where(
        Happening.record_id == record_id, Happening.visible_at > unit.now
    )
    for line in unit.session.scalars(query).all():
        line.visible_at = unit.now
        _announce(unit, child_id, line.change_id, unit.now)


def timeline(
    unit: Unit,
    log_id: UUID,
    *,
    until: datetime | None = None,
    but: Collection[HappeningKind] = (),
) -> list[Happening]:
    """Return a log's happenings `but` of some kinds, the newest first.

    `until` leaves out what is not yet released.
    """
    query = _TIMELINE if until is None else _TIMELINE.where(Happening.visible_at <= until)
    return list(unit.session.scalars(query, {"log": log_id, "but": but}))


def change(unit: Unit, change_id: UUID, visible_at: datetime) -> list[Happening]:
    """Return what one change tells."""
    query = select(Happening).where(
        Happening.change_id == change_id, Happening.visible_at == visible_at
    )
    return list(unit.session.scalars(query.order_by(Happening.kind)))


def meeting_to_come(unit: Unit, log_id: UUID) -> bool:
    """Return whether a meeting is called that has not been held or cancelled, and is to come."""
    query = select(Happening).where(Happening.log_id == log_id, Happening.kind.in_(OF_MEETINGS))
    newest = {line.value: line for line in unit.session.scalars(query.order_by(Happening.at))}
    return any(
        line.kind in {HappeningKind.MEETING_CALLED, HappeningKind.MEETING_MOVED}
        and line.meets_at is not None
        and line.meets_at > unit.now
        for line in newest.values()
    )


def newest_of(unit: Unit, record_id: UUID) -> Happening | None:
    """Return what was last told of a record."""
    query = select(Happening).where(Happening.record_id == record_id)
    return unit.session.scalars(query.order_by(Happening.at.desc(), Happening.id.desc())).first()


def _announce(unit: Unit, child_id: UUID, change_id: UUID, seen: datetime) -> None:
    key = f"{ANNOUNCE}:{change_id}:{seen.timestamp()}"
    told = {"child": str(child_id), "change": str(change_id), "at": seen.isoformat()}
    outbox.enqueue(unit, ANNOUNCE, told, key=key, run_at=seen)


def meeting_of(line: Happening) -> UUID | None:
    """Return which meeting a line is about."""
    return UUID(line.value) if line.kind in OF_MEETINGS and line.value else None
