"""What is to be deleted, how far each thing is, and who may see to it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true

from stafet.access_requests.models import AccessRequest, Decision
from stafet.catalogue import Catalogue
from stafet.catalogue.retention import CONCERN, LOG, Profile
from stafet.clock import day_of
from stafet.consent.special.models import Access
from stafet.db.transaction import Unit
from stafet.erasure.models import Archived, Certificate, Hold, Lifting, Order
from stafet.erasure.rules import Standing, State, Thing, due_on, state_of
from stafet.logs.models import Stafetlog
from stafet.people.endings import standing_endings
from stafet.people.models import Ending
from stafet.people.queries import employees_of, leads
from stafet.records.models import Record, RecordVersion
from stafet.records.rules import RecordKind
from stafet.web.viewer import Role, Viewer

_OPEN = AccessRequest.id.not_in(select(Decision.request_id))
"""Somebody has asked to see it and waits for the answer."""
_STANDS = Hold.id.not_in(select(Lifting.hold_id))


@dataclass(frozen=True, slots=True)
class Due:
    """A thing with the day its time is over, and what stands in the way."""

    thing: Thing
    profile: Profile
    due_on: date
    state: State
    archived_on: date | None


def due_things(unit: Unit, viewer: Viewer) -> list[Due]:
    """Return what the viewer sees to, the soonest first: all for the data-protection officer.

    A leader sees to what was written or opened at his place.
    """
    led = None if Role.DPO in viewer.roles else viewer.led
    return _stand(unit, [*_closed_logs(unit, led=led), *_left_concerns(unit, led=led)])


def all_things(unit: Unit) -> list[Due]:
    """Return everything that will be deleted some day, for the system's own look."""
    return _stand(unit, [*_closed_logs(unit), *_left_concerns(unit)])


def things_of(unit: Unit, child_id: UUID) -> list[Due]:
    """Return what of a child will be deleted some day."""
    return _stand(unit, [*_closed_logs(unit, child_id), *_left_concerns(unit, child_id)])


def things_shown(unit: Unit, viewer: Viewer, child_id: UUID) -> list[Due]:
    """Return those that the viewer sees to: a leader knows of no other place's (L01, L15)."""
    return [due for due in things_of(unit, child_id) if _is_seen_to(viewer, due.thing)]


def thing_shown(unit: Unit, viewer: Viewer, child_id: UUID, thing_id: UUID) -> Due | None:
    """Return one of them as it stands now."""
    shown = things_shown(unit, viewer, child_id)
    return next((due for due in shown if due.thing.id == thing_id), None)


def thing_of(unit: Unit, child_id: UUID, thing_id: UUID) -> Due | None:
    """Return one thing of a child as it stands now."""
    return next((due for due in things_of(unit, child_id) if due.thing.id == thing_id), None)


def sees_to(unit: Unit, viewer: Viewer, child_id: UUID) -> bool:
    """Return whether the viewer sees to what is kept of a child: the officer, or its leader."""
    if Role.DPO in viewer.roles:
        return bool(places_of(unit, child_id))
    near = bool(viewer.led & places_of(unit, child_id))
    return near or leads(unit, viewer, child_id)


def places_of(unit: Unit, child_id: UUID) -> frozenset[UUID]:
    """Return where anything was opened or written about a child."""
    logs = select(Stafetlog.institution_id).where(Stafetlog.child_id == child_id)
    texts = select(RecordVersion.institution_id).where(RecordVersion.child_id == child_id)
    found = {*unit.session.scalars(logs), *unit.session.scalars(texts.distinct())}
    return frozenset(place for place in found if place is not None)


def holds_on(unit: Unit, child_id: UUID) -> Sequence[Hold]:
    """Return the holds on a child, lifted ones too, the newest first."""
    query = select(Hold).where(Hold.child_id == child_id)
    return unit.session.scalars(query.order_by(Hold.set_at.desc())).all()


def holds_shown(unit: Unit, viewer: Viewer, child_id: UUID) -> list[Hold]:
    """Return the holds that the viewer may know and lift: a leader, those set at his places."""
    holds = holds_on(unit, child_id)
    if Role.DPO in viewer.roles:
        return list(holds)
    near = {viewer.person_id, *(work.person_id for work in employees_of(unit, viewer.led))}
    return [hold for hold in holds if hold.set_by in near]


def liftings_on(unit: Unit, child_id: UUID) -> dict[UUID, Lifting]:
    """Return the ends of a child's holds, by hold."""
    query = select(Lifting).where(Lifting.child_id == child_id)
    return {row.hold_id: row for row in unit.session.scalars(query)}


def how_many_certificates(unit: Unit, viewer: Viewer) -> int:
    """Return of how many deletions the viewer may see the certificate."""
    query = select(func.count()).select_from(Certificate).where(_is_shown(viewer))
    return unit.session.scalar(query) or 0


def certificates_for(unit: Unit, viewer: Viewer, which: slice) -> Sequence[Certificate]:
    """Return some of those certificates, counted from the newest."""
    query = select(Certificate).where(_is_shown(viewer))
    newest = query.order_by(Certificate.deleted_at.desc(), Certificate.id)
    return unit.session.scalars(newest.slice(which.start, which.stop)).all()


def has_begun(unit: Unit, child_id: UUID) -> bool:
    """Return whether the child's key is being destroyed."""
    query = select(Order.id).where(Order.child_id == child_id, Order.begun_at.is_not(None))
    return unit.session.scalars(query).first() is not None


def _closed_logs(
    unit: Unit, child_id: UUID | None = None, led: Collection[UUID] | None = None
) -> Iterable[Thing]:
    """Yield what nobody writes in any more: closed, or all access to the child has ended (L60)."""
    over = select(Ending.child_id)
    query = select(Stafetlog).where(Stafetlog.closed_at.is_not(None) | Stafetlog.child_id.in_(over))
    if child_id is not None:
        query = query.where(Stafetlog.child_id == child_id)
    if led is not None:
        query = query.where(Stafetlog.institution_id.in_(led))
    rows = unit.session.scalars(query).all()
    ended = _ended_at(unit, {row.child_id for row in rows if row.closed_at is None})
    for row in rows:
        if at := row.closed_at or ended.get(row.child_id):
            yield Thing(row.child_id, LOG, row.id, row.institution_id, day_of(at))


def _ended_at(unit: Unit, children: Collection[UUID]) -> dict[UUID, datetime]:
    standing = standing_endings(unit, children) if children else ()
    return {row.child_id: row.set_at for row in standing}


def _left_concerns(
    unit: Unit, child_id: UUID | None = None, led: Collection[UUID] | None = None
) -> Iterable[Thing]:
    """Yield the concerns in no log; their time runs from when they were first written."""
    query = (
        select(Record.child_id, Record.id, RecordVersion.institution_id, RecordVersion.written_at)
        .join(RecordVersion, RecordVersion.record_id == Record.id)
        .where(Record.kind == RecordKind.CONCERN, Record.log_id.is_(None))
        .where(RecordVersion.number == 1)
    )
    if child_id is not None:
        query = query.where(Record.child_id == child_id)
    if led is not None:
        query = query.where(RecordVersion.institution_id.in_(led))
    for child, record, place, written_at in unit.session.execute(query):
        yield Thing(child, CONCERN, record, place, day_of(written_at))


def _is_shown(viewer: Viewer) -> ColumnElement[bool]:
    """Return which certificates the viewer may see: the officer all, a leader his places'."""
    return true() if Role.DPO in viewer.roles else Certificate.institution_id.in_(viewer.led)


def _is_seen_to(viewer: Viewer, thing: Thing) -> bool:
    return Role.DPO in viewer.roles or thing.institution_id in viewer.led


def _specially_read(unit: Unit, children: Collection[UUID]) -> set[UUID]:
    """Return about whom somebody has a særlig adgang now: what it is for is not deleted."""
    query = select(Access.child_id).where(
        Access.child_id.in_(children), Access.ended_at.is_(None), Access.until_at > unit.now
    )
    return set(unit.session.scalars(query))


def _stand(unit: Unit, things: Sequence[Thing]) -> list[Due]:
    retention, today = unit.use(Catalogue).retention, day_of(unit.now)
    children = {thing.child_id for thing in things}
    session = unit.session
    holds = select(Hold.child_id).where(Hold.child_id.in_(children), _STANDS)
    asked = select(AccessRequest.child_id).where(AccessRequest.child_id.in_(children), _OPEN)
    held = {*session.scalars(holds), *session.scalars(asked), *_specially_read(unit, children)}
    noted = session.scalars(select(Archived).where(Archived.child_id.in_(children)))
    archived = {row.thing_id: row.on_day for row in noted}
    ordered = set(session.scalars(select(Order.thing_id).where(Order.child_id.in_(children))))
    found = []
    for thing in things:
        profile = retention.profiles[thing.profile]
        due = due_on(thing, profile, retention.school_year_begins)
        standing = Standing(thing.id in archived, thing.child_id in held, thing.id in ordered)
        state = state_of(due, profile, standing, today)
        found.append(Due(thing, profile, due, state, archived.get(thing.id)))
    return sorted(found, key=lambda one: (one.due_on, one.thing.id))
