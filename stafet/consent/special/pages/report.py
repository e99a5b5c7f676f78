"""The month's report of særlige adgange, for leaders and the data-protection officer."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of, start_of_day
from stafet.consent.special.models import Access, RefusedRequest
from stafet.consent.special.pages.lines import Line, kind_label, lines_for
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.queries import children_in
from stafet.web.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind."""

    kind: str
    opened: int
    ended: int
    refused: int
    untold: int

    @property
    def row(self) -> tuple[str, int, int, int, int]:
        return self.kind, self.opened, self.ended, self.refused, self.untold


@dataclass(frozen=True, slots=True)
class Report:
    """One month: how many of each kind, each access, and every incident still open."""

    month: date
    before: date
    after: date | None
    counts: tuple[Count, ...]
    lines: tuple[Line, ...]
    incidents: tuple[Line, ...]


def report(unit: Unit, viewer: Viewer, month: date | None) -> Report:
    """Return a month's accesses: all to the data-protection officer, to a leader his own places'.

    Raises `NotFound` for everybody else. No reason and no child's name is in it.
    """
    if not viewer.led and Role.DPO not in viewer.roles:
        raise NotFound(Attempt("access:report"))
    this = day_of(unit.now).replace(day=1)
    first = min((month or this).replace(day=1), this)
    after = months_after(first, 1)
    since, until = start_of_day(first), start_of_day(after)
    audit.append(unit, audit.KOMMUNE, Event("access:report", viewer.person_id))
    accesses = _seen(unit, viewer)
    lines = lines_for(unit, viewer, accesses)
    begun = {row.id for row in accesses if since <= row.from_at < until}
    return Report(
        first,
        months_after(first, -1),
        after if first < this else None,
        _counts(unit, viewer, accesses, since, until),
        tuple(line for line in lines if line.id in begun),
        tuple(line for line in lines if line.incident and not line.looked_into),
    )


def _seen(unit: Unit, viewer: Viewer) -> list[Access]:
    query = select(Access)
    if Role.DPO not in viewer.roles:
        here = {child for place in viewer.led for child in children_in(unit, place)}
        query = query.where(
            or_(
                Access.institution_id.in_(viewer.led),
                Access.decided_by == viewer.person_id,
                Access.approved_by == viewer.person_id,
                Access.child_id.in_(here),
            )
        )
    return list(unit.session.scalars(query))


def _counts(
    unit: Unit, viewer: Viewer, accesses: list[Access], since: datetime, until: datetime
) -> tuple[Count, ...]:
    refused = Counter(_refusals(unit, viewer, since, until))
    opened = [row for row in accesses if since <= row.from_at < until]
    ended = [row for row in accesses if since <= _end(row) < min(until, unit.now)]
    kinds = sorted({row.kind for row in (*opened, *ended)} | refused.keys())
    return tuple(
        Count(
            kind_label(unit, kind),
            sum(row.kind == kind for row in opened),
            sum(row.kind == kind for row in ended),
            refused[kind],
            sum(row.kind == kind and not row.parents_told for row in opened),
        )
        for kind in kinds
    )


def _refusals(unit: Unit, viewer: Viewer, since: datetime, until: datetime) -> list[str]:
    query = select(RefusedRequest.kind).where(
        RefusedRequest.refused_at >= since, RefusedRequest.refused_at < until
    )
    if Role.DPO not in viewer.roles:
        query = query.where(RefusedRequest.institution_id.in_(viewer.led))
    return list(unit.session.scalars(query))


def _end(access: Access) -> datetime:
    return min(access.until_at, access.ended_at or access.until_at)
