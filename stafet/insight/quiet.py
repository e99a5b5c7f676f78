"""Logs in which nothing has been written for long, and concerns nobody has acted on (L36)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of
from stafet.consent.special.notices import tell_staff
from stafet.db.transaction import Unit
from stafet.logs.models import HolderSpell, Stafetlog
from stafet.people.endings import ended
from stafet.people.models import Placement, Task
from stafet.people.queries import leaders_of
from stafet.records.models import Record, RecordVersion
from stafet.records.rules import RecordKind
from stafet.web.viewer import Viewer

HOLDER_FIRST = timedelta(days=7)
"""How long the stafetholder has before the leader is told too."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A log at level 1 or more: when something was last written, and from when that is long ago."""

    log_id: UUID
    child_id: UUID
    holder_id: UUID
    place_id: UUID
    last_on: date
    due_on: date

    @property
    def leader_on(self) -> date:
        return self.due_on + HOLDER_FIRST


@dataclass(frozen=True, slots=True)
class Late:
    """The newest word of a concern that is in no log, and from when that is too long ago."""

    record_id: UUID
    child_id: UUID
    author_id: UUID
    place_id: UUID
    written_on: date
    due_on: date


T = TypeVar("T", Quiet, Late)


def quiet_logs(unit: Unit, *only: ColumnElement[bool]) -> list[Quiet]:
    """Return the open logs in which nothing has been written for too long, the longest first."""
    newest = func.max(RecordVersion.written_at)
    query = (
        select(Stafetlog, HolderSpell.person_id, HolderSpell.institution_id, newest)
        .join(HolderSpell, HolderSpell.log_id == Stafetlog.id)
        .join(Record, Record.log_id == Stafetlog.id)
        .join(RecordVersion, RecordVersion.record_id == Record.id)
        .where(Stafetlog.closed_at.is_(None), Stafetlog.level > 0, HolderSpell.to_at.is_(None))
        .where(*only)
        .group_by(Stafetlog.id, HolderSpell.person_id, HolderSpell.institution_id)
        .order_by(newest)
    )
    weeks = timedelta(weeks=unit.use(Catalogue).deadlines.no_record_weeks)
    found = [
        Quiet(log.id, log.child_id, holder, place, day_of(last), day_of(last) + weeks)
        for log, holder, place, last in unit.session.execute(query)
    ]
    return _alive(unit, [one for one in found if one.due_on <= day_of(unit.now)])


def late_concerns(unit: Unit, *only: ColumnElement[bool]) -> list[Late]:
    """Return the concerns in no log that nobody has written on about in time, the oldest first.

    One for each child and place: who writes how it goes begins the months anew. Where the child
    has left the place, nobody there could act on it any more.
    """
    months, today = unit.use(Catalogue).deadlines.concern_months, day_of(unit.now)
    query = _concerns(RecordVersion, Record).where(~_written_on_since(), _is_near(unit), *only)
    newest = {
        (row.child_id, place): row
        for row in unit.session.scalars(query.order_by(RecordVersion.first_written_at))
        if (place := row.institution_id)
    }
    found = [_late(row, place, months) for (_, place), row in newest.items()]
    return _alive(unit, [one for one in found if one.due_on <= today])


def _concerns(version: type[RecordVersion], record: type[Record]) -> Select[RecordVersion]:
    return (
        select(version)
        .join(record, record.id == version.record_id)
        .where(record.kind == RecordKind.CONCERN, record.log_id.is_(None), version.number == 1)
    )


def _written_on_since() -> Exists:
    newer = aliased(RecordVersion)
    return (
        _concerns(newer, aliased(Record))
        .where(
            newer.child_id == RecordVersion.child_id,
            newer.institution_id == RecordVersion.institution_id,
            newer.first_written_at > RecordVersion.first_written_at,
        )
        .exists()
    )


def _is_near(unit: Unit) -> ColumnElement[bool]:
    """Return whether the child is at the place, or somebody there has a task with it."""
    stays = exists().where(
        Placement.child_id == RecordVersion.child_id,
        Placement.institution_id == RecordVersion.institution_id,
        Placement.from_on <= day_of(unit.now),
        or_(Placement.to_on.is_(None), Placement.to_on >= day_of(unit.now)),
    )
    helped = exists().where(
        Task.child_id == RecordVersion.child_id,
        Task.institution_id == RecordVersion.institution_id,
        Task.from_at <= unit.now,
        or_(Task.to_at.is_(None), Task.to_at > unit.now),
    )
    return stays | helped


def _late(row: RecordVersion, place: UUID, months: int) -> Late:
    on = day_of(row.first_written_at)
    due = months_after(on, months)
    return Late(row.record_id, row.child_id, row.author_id, place, on, due)


def tell_of_silence(unit: Unit) -> None:
    """Queue the mails of today: each is told once of each silence, the leader a week later."""
    today = day_of(unit.now)
    for quiet in quiet_logs(unit):
        about = f"quiet:{quiet.last_on.isoformat()}"
        tell_staff(unit, [quiet.holder_id], about, quiet.log_id)
        if quiet.leader_on <= today:
            tell_staff(unit, leaders_of(unit, quiet.place_id), about, quiet.log_id)
    for late in late_concerns(unit):
        told = {late.author_id, *leaders_of(unit, late.place_id)}
        tell_staff(unit, told, "late", late.record_id)


@dataclass(frozen=True, slots=True)
class Silence:
    """One of them on an overview: since when, and where it leads for who may come there."""

    child_id: UUID
    since: date
    log_id: UUID | None
    near: bool
    """Whether the viewer has a task with the child; else a leader is led to the child's page."""
    by: UUID
    """Whom a leader without a task asks: who holds the log, or wrote the concern."""


def quiet_for(unit: Unit, viewer: Viewer, near: Collection[UUID]) -> tuple[Silence, ...]:
    """Return what the viewer holds, and what others hold at his places once their week is over."""
    today, me = day_of(unit.now), viewer.person_id
    mine = (HolderSpell.person_id == me) | HolderSpell.institution_id.in_(viewer.led)
    return tuple(
        Silence(one.child_id, one.last_on, one.log_id, one.child_id in near, one.holder_id)
        for one in quiet_logs(unit, mine)
        if (one.holder_id == me and one.child_id in near)
        or (one.place_id in viewer.led and one.leader_on <= today)
    )


def late_for(unit: Unit, viewer: Viewer, near: Collection[UUID]) -> tuple[Silence, ...]:
    """Return the viewer's own late concerns, and those written at the places he leads."""
    mine = (RecordVersion.author_id == viewer.person_id) | RecordVersion.institution_id.in_(
        viewer.led
    )
    return tuple(
        Silence(one.child_id, one.written_on, None, one.child_id in near, one.author_id)
        for one in late_concerns(unit, mine)
        if one.child_id in near or one.place_id in viewer.led
    )


def _alive(unit: Unit, found: list[T]) -> list[T]:
    over = ended(unit, {one.child_id for one in found})
    return [one for one in found if one.child_id not in over]
