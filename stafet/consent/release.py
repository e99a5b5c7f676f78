"""From when guardians may read a version, and what is kept back (law.md, Released)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.consent.models import Limit, LimitKind, Release
from stafet.db.transaction import Unit
from stafet.records import happenings
from stafet.records.models import Record
from stafet.records.rules import HappeningKind, RecordKind
from stafet.records.services import Written


def release(
    unit: Unit, written: Written, kind: RecordKind, log_id: UUID, by: UUID, *, at_once: bool = False
) -> datetime:
    """Let a version reach the guardians, at once or on the next working day at 08:00.

    Returns the instant. Agreements, meetings and what else the kommune lists go at once.
    """
    catalogue = unit.use(Catalogue)
    at_once = at_once or kind.value in catalogue.deadlines.release_at_once
    instant = unit.now if at_once else catalogue.calendar.release_instant(unit.now)
    unit.session.add(
        Release(
            record_id=written.record_id,
            version=written.version,
            child_id=written.child_id,
            released_at=instant,
        )
    )
    happenings.note(
        unit,
        HappeningKind.RECORD if written.version == 1 else HappeningKind.CORRECTION,
        child_id=written.child_id,
        log_id=log_id,
        actor_id=by,
        visible_at=instant,
        record=(written.record_id, written.version),
        value=kind.value,
    )
    return instant


def bring_forward(unit: Unit, child_id: UUID, record_id: UUID) -> None:
    """Let every version of a record that still waits reach the guardians now."""
    query = select(Release).where(Release.record_id == record_id, Release.released_at > unit.now)
    if rows := unit.session.scalars(query).all():
        for row in rows:
            row.released_at = unit.now
        happenings.bring_forward(unit, child_id, record_id)


def tell_again(
    unit: Unit, child_id: UUID, record_id: UUID, by: UUID, *, only: UUID | None = None
) -> None:
    """Put a released record into the inboxes, or one guardian's, as a new change."""
    query = select(Release).where(Release.record_id == record_id, Release.released_at <= unit.now)
    newest = unit.session.scalars(query.order_by(Release.version.desc())).first()
    record = unit.session.get_one(Record, record_id)
    if newest is None or record.log_id is None:
        return
    happenings.note(
        unit,
        HappeningKind.RECORD,
        child_id=child_id,
        log_id=record.log_id,
        actor_id=by,
        record=(record_id, newest.version),
        person_id=only,
        value=record.kind.value,
    )


def hold_sharing(unit: Unit, child_id: UUID, by: UUID) -> None:
    """Keep a log unshared until a leader approves that the parents were not involved (L31)."""
    unit.session.add(Limit(child_id=child_id, kind=LimitKind.HOLD, set_at=unit.now, set_by=by))
    audit.append(unit, child_id, Event("sharing:hold", by))


def lift_hold(unit: Unit, child_id: UUID, by: UUID) -> None:
    """Approve the reason: from now on consents count."""
    _lift(unit, child_id, LimitKind.HOLD, by)
    audit.append(unit, child_id, Event("sharing:approve", by))


def keep_home(unit: Unit, child_id: UUID, by: UUID) -> None:
    """Keep a log where it is while it stands at level 0 (L30)."""
    unit.session.add(Limit(child_id=child_id, kind=LimitKind.HOME, set_at=unit.now, set_by=by))


def let_out(unit: Unit, child_id: UUID, by: UUID) -> None:
    """Let consents count again once a log has left level 0."""
    _lift(unit, child_id, LimitKind.HOME, by)


def _lift(unit: Unit, child_id: UUID, kind: LimitKind, by: UUID) -> None:
    query = select(Limit).where(
        Limit.child_id == child_id, Limit.kind == kind, Limit.lifted_at.is_(None)
    )
    for limit in unit.session.scalars(query):
        limit.lifted_at, limit.lifted_by = unit.now, by
