"""One stafetlog as its viewer may know it, without any text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from stafet import audit
from stafet.clock import day_of
from stafet.consent.models import Limit, LimitKind
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.models import Agreement, FollowUp, Handover, HolderSpell, Stafetlog
from stafet.logs.rules import WRITTEN_BY_HAND, AgreementState, is_overdue
from stafet.people.queries import my_tasks, stands_with
from stafet.records.models import Record
from stafet.records.queries import child_of
from stafet.records.services import Author, newest_version
from stafet.web.viewer import Viewer

_HELD = (
    select(Stafetlog, HolderSpell)
    .join(HolderSpell, HolderSpell.log_id == Stafetlog.id)
    .where(Stafetlog.id == bindparam("log"))
    .order_by(HolderSpell.from_at.desc())
    .limit(1)
)
_AGREEMENTS = (
    select(Agreement).where(Agreement.log_id == bindparam("log")).order_by(Agreement.deadline_on)
)
_OPEN_OFFER = select(Handover).where(
    Handover.log_id == bindparam("log"), Handover.answered_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class LogFacts:
    """What everybody with standing may know of a log."""

    id: UUID
    child_id: UUID
    institution_id: UUID
    level: int
    opened_at: datetime
    closed_at: datetime | None
    holder_id: UUID
    holder_place: UUID
    row_version: int


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """Who does what by when: the what is in the record."""

    record_id: UUID
    responsible_id: UUID
    deadline_on: date
    state: AgreementState
    overdue: bool
    row_version: int


@dataclass(frozen=True, slots=True)
class FollowUpFacts:
    """What came of an agreement, and when."""

    state: AgreementState
    wellbeing: int | None
    next_on: date | None


def log_for(unit: Unit, viewer: Viewer, log_id: UUID, action: str = "log:read") -> LogFacts:
    """Return a log the viewer stands with; raises `NotFound` for every other (L01, L14).

    From here on nobody else reads or writes about the child before this unit ends.
    """
    child_id = child_of(unit, log_id)
    if child_id is None or not audit.lock(unit, child_id):
        raise NotFound(Attempt(action, log_id))
    if not stands_with(unit, viewer, child_id):
        raise NotFound(Attempt(action, log_id, child_id))
    return log_facts(unit, log_id)


def log_facts(unit: Unit, log_id: UUID) -> LogFacts:
    """Return a log with its holder; the caller sees to it that the viewer stands with it."""
    row, spell = unit.session.execute(_HELD, {"log": log_id}).one()
    return _log_facts(row, spell)


def facts_of(unit: Unit, row: Stafetlog) -> LogFacts:
    return _log_facts(row, newest_spell(unit, row.id))


def _log_facts(row: Stafetlog, spell: HolderSpell) -> LogFacts:
    return LogFacts(
        id=row.id,
        child_id=row.child_id,
        institution_id=row.institution_id,
        level=row.level,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        holder_id=spell.person_id,
        holder_place=spell.institution_id,
        row_version=row.row_version,
    )


def held_log(unit: Unit, viewer: Viewer, log_id: UUID, action: str) -> LogFacts:
    """Return an open log that the viewer holds; only the holder calls, invites, hands over."""
    log = log_for(unit, viewer, log_id, action)
    if log.holder_id != viewer.person_id or log.closed_at is not None:
        raise NotFound(Attempt(action, log_id, log.child_id))
    return log


def author_in(unit: Unit, viewer: Viewer, log: LogFacts) -> Author:
    """Return in whose name the viewer writes: the institution of his task, the holder's first.

    Nobody writes in the name of a place where his task no longer counts, the holder neither.
    """
    places = [task.institution_id for task in my_tasks(unit, viewer, log.child_id)]
    if log.closed_at is not None or not places:
        raise NotFound(Attempt("log:write", log.id, log.child_id))
    if viewer.person_id == log.holder_id and log.holder_place in places:
        return Author(viewer.person_id, log.holder_place)
    return Author(viewer.person_id, places[0])


def refuse_foreign(unit: Unit, viewer: Viewer, log: LogFacts, record_id: UUID) -> None:
    """Raise `NotFound` for all but what the viewer has worded by hand in this log."""
    record = unit.session.get(Record, record_id)
    here = record is not None and record.log_id == log.id and record.kind in WRITTEN_BY_HAND
    if not here or newest_version(unit, record_id).author_id != viewer.person_id:
        raise NotFound(Attempt("log:correct", record_id, log.child_id))


def newest_spell(unit: Unit, log_id: UUID) -> HolderSpell:
    query = select(HolderSpell).where(HolderSpell.log_id == log_id)
    return unit.session.scalars(query.order_by(HolderSpell.from_at.desc())).first() or _no_holder()


def _no_holder() -> HolderSpell:
    raise LookupError("a log without a holder: the database refuses that (L28)")


def open_log_of(unit: Unit, child_id: UUID) -> LogFacts | None:
    """Return the child's open log, if there is one; the caller has standing with the child."""
    query = select(Stafetlog).where(Stafetlog.child_id == child_id, Stafetlog.closed_at.is_(None))
    row = unit.session.scalars(query).first()
    return None if row is None else facts_of(unit, row)


def open_offer(unit: Unit, log_id: UUID) -> Handover | None:
    """Return the offer of the relay that waits for an answer."""
    return unit.session.scalars(_OPEN_OFFER, {"log": log_id}).first()


def was_offered(unit: Unit, viewer: Viewer, log_id: UUID) -> bool:
    """Return whether the viewer was ever offered the relay, whatever became of it."""
    query = select(Handover.id).where(
        Handover.log_id == log_id, Handover.offered_to == viewer.person_id
    )
    return unit.session.scalars(query).first() is not None


def offers_to(unit: Unit, viewer: Viewer) -> Sequence[Handover]:
    """Return the relays that wait for the viewer's answer."""
    query = select(Handover).where(
        Handover.offered_to == viewer.person_id, Handover.answered_at.is_(None)
    )
    return unit.session.scalars(query).all()


def agreements_of(unit: Unit, log_id: UUID) -> dict[UUID, AgreementFacts]:
    """Return a log's agreements by record, the nearest deadline first."""
    rows, today = unit.session.scalars(_AGREEMENTS, {"log": log_id}), day_of(unit.now)
    return {row.record_id: _facts(row, today) for row in rows}


def follow_ups_of(
    unit: Unit, log_id: UUID, *, about: UUID | None = None
) -> dict[UUID, FollowUpFacts]:
    """Return a log's follow-ups by record: all, or those of one agreement."""
    query = select(FollowUp).join(Agreement, Agreement.record_id == FollowUp.agreement_id)
    query = query.where(Agreement.log_id == log_id)
    if about is not None:
        query = query.where(FollowUp.agreement_id == about)
    rows = unit.session.scalars(query)
    return {row.record_id: FollowUpFacts(row.state, row.wellbeing, row.next_on) for row in rows}


def withheld_because(unit: Unit, viewer: Viewer, record_ids: Sequence[UUID]) -> dict[UUID, Limit]:
    """Return on what decision records are withheld from this guardian.

    What answers a withheld record is withheld by the same decision.
    """
    above = {record: _upwards(unit, record) for record in record_ids}
    query = select(Limit).where(
        Limit.record_id.in_({one for line in above.values() for one in line}),
        Limit.kind == LimitKind.REDACTED,
        Limit.lifted_at.is_(None),
        or_(Limit.guardian_id.is_(None), Limit.guardian_id == viewer.person_id),
    )
    limits = {row.record_id: row for row in unit.session.scalars(query)}
    found = {
        record: next((limits[one] for one in line if one in limits), None)
        for record, line in above.items()
    }
    return {record: limit for record, limit in found.items() if limit is not None}


def _upwards(unit: Unit, record_id: UUID) -> tuple[UUID, ...]:
    """Return a record and what it answers, the nearest first."""
    record = unit.session.get_one(Record, record_id)
    above = _upwards(unit, record.about_id) if record.about_id else ()
    return (record_id, *above)


def _facts(row: Agreement, today: date) -> AgreementFacts:
    return AgreementFacts(
        row.record_id,
        row.responsible_id,
        row.deadline_on,
        row.state,
        is_overdue(row.state, row.deadline_on, today),
        row.row_version,
    )
