"""What a professional's own overview shows: names and deciding facts, never a record's text."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from stafet.accounts.queries import RoleSpell
from stafet.clock import day_of
from stafet.concerns.inquiries import waiting_for
from stafet.consent.kept import due_at
from stafet.db.transaction import Unit
from stafet.insight.agreements import LIMIT, Due, Running, duties_of, open_logs, running_near
from stafet.insight.coming import Coming, coming
from stafet.insight.lapsing import lapsing
from stafet.insight.meetings import MeetingLine, meetings_for
from stafet.insight.overdue import overdue_for
from stafet.insight.quiet import Silence, late_for, quiet_for
from stafet.insight.roles import ending_for
from stafet.logs.models import HolderSpell, Stafetlog
from stafet.logs.queries import offers_to
from stafet.logs.services.approving import waiting_for as waiting_logs
from stafet.oversight.queries import Waiting
from stafet.oversight.queries import waiting_for as overseen_by
from stafet.people.ending_page import EndingRow, ending_rows
from stafet.people.endings import newest_endings
from stafet.people.identity import names_for
from stafet.people.queries import institutions, tasks_of
from stafet.people.rules import TaskWhy
from stafet.web.viewer import Role, Viewer

LATELY = timedelta(days=90)
"""How long the data-protection officer sees that all access to a child was closed."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """An open log near the viewer."""

    log_id: UUID
    child_id: UUID
    level: int
    mine: bool
    next_on: date | None
    overdue: bool
    lapses_on: date | None
    coming: tuple[Coming, ...] = ()
    """For the holder: the places the child comes to later."""


@dataclass(frozen=True, slots=True)
class StaffPage:
    logs: tuple[LogLine, ...]
    offers: tuple[Due, ...]
    duties: tuple[Due, ...]
    meetings: tuple[MeetingLine, ...]
    approvals: tuple[Due, ...]
    concerns: tuple[UUID, ...]
    """Children the viewer has written a concern about that has not become a log."""
    calls: int
    """How many colleagues wait for the viewer's call."""
    kept: int
    """How much that is kept back from parents waits for the viewer's decision today."""
    oversight: Waiting
    """Questions about readings, and spot checks."""
    quiet: tuple[Silence, ...]
    """Logs in which nothing has been written for long: the viewer's, and at his places (L36)."""
    late: tuple[Silence, ...]
    """Concerns nobody has acted on in time."""
    overdue: tuple[Silence, ...]
    """Logs at the viewer's places with an agreement past its deadline (L32)."""
    roles: tuple[RoleSpell, ...]
    """Roles that end soon unless somebody confirms them (L53)."""
    endings: tuple[EndingRow, ...]
    """For the data-protection officer: to whose texts all access was closed lately (L60)."""
    names: Mapping[UUID, str]
    places: Mapping[UUID, str]

    @property
    def waits(self) -> bool:
        waiting = self.offers or self.duties or self.approvals or self.calls or self.kept
        told = self.quiet or self.late or self.overdue or self.roles
        return bool(waiting or self.meetings or self.oversight.any or told)


def staff_page(unit: Unit, viewer: Viewer) -> StaffPage:
    """Return what a professional has in hand."""
    tasks = tasks_of(unit, viewer.person_id)
    near = {task.child_id for task in tasks}
    found = open_logs(unit, near)
    running = running_near(unit, viewer, found, near)
    held = _held(unit, viewer)
    logs = _log_lines(unit, found, running, held)
    meetings = meetings_for(unit, viewer, held)
    duties = duties_of(viewer, running)
    offers = _offers(unit, viewer, near)
    approvals = _approvals(unit, viewer)
    written = {task.child_id for task in tasks if task.why == TaskWhy.AUTHOR}
    concerns = tuple(sorted(written - {line.child_id for line in logs}))[:LIMIT]
    told = {line.child_id for line in logs}
    quiet, late = quiet_for(unit, viewer, near), late_for(unit, viewer, near)
    overdue = overdue_for(unit, viewer, near)
    told |= {due.child_id for due in (*duties, *offers, *approvals)}
    told |= {meeting.child_id for meeting in meetings}
    told |= {one.child_id for one in (*quiet, *late, *overdue)}
    told |= {one.by for one in (*quiet, *late, *overdue) if not one.near}
    names = names_for(unit, viewer, told | set(concerns), "names:overview")
    calls, kept = len(waiting_for(unit, viewer)), due_at(unit, viewer)
    wanted = {one.institution_id for line in logs for one in line.coming}
    places = {row.id: row.name for row in institutions(unit, wanted).values()} if wanted else {}
    overseen, over = overseen_by(unit, viewer), _endings(unit, viewer)
    return StaffPage(
        logs=logs,
        offers=offers,
        duties=duties,
        meetings=meetings,
        approvals=approvals,
        concerns=concerns,
        calls=calls,
        kept=kept,
        oversight=overseen,
        quiet=quiet,
        late=late,
        overdue=overdue,
        roles=ending_for(unit, viewer),
        endings=over,
        names=names,
        places=places,
    )


def _log_lines(
    unit: Unit, logs: Sequence[Stafetlog], running: Sequence[Running], held: Collection[UUID]
) -> tuple[LogLine, ...]:
    deadlines = {one.log_id: one.on for one in reversed(running)}
    near = {log.child_id for log in logs}
    lapses = {line.child_id: line.last_day for line in reversed(lapsing(unit, near))}
    mine = {log.child_id for log in logs if log.id in held}
    ahead = coming(unit, mine)
    today = day_of(unit.now)
    lines = [
        LogLine(
            log.id,
            log.child_id,
            log.level,
            mine=log.id in held,
            next_on=deadlines.get(log.id),
            overdue=deadlines.get(log.id, today) < today,
            lapses_on=lapses.get(log.child_id) if log.id in held else None,
            coming=tuple(one for one in ahead if one.child_id == log.child_id),
        )
        for log in logs
    ]
    return tuple(sorted(lines, key=lambda line: (not line.mine, line.next_on or date.max)))


def _held(unit: Unit, viewer: Viewer) -> set[UUID]:
    query = select(HolderSpell.log_id).where(
        HolderSpell.person_id == viewer.person_id, HolderSpell.to_at.is_(None)
    )
    return set(unit.session.scalars(query))


def _offers(unit: Unit, viewer: Viewer, near: Collection[UUID]) -> tuple[Due, ...]:
    offers = offers_to(unit, viewer)
    children = _children_of(unit, {offer.log_id for offer in offers})
    return tuple(
        Due(offer.log_id, children[offer.log_id], day_of(offer.offered_at))
        for offer in offers
        if children[offer.log_id] in near
    )


def _approvals(unit: Unit, viewer: Viewer) -> tuple[Due, ...]:
    """Return the logs opened without the parents that wait for the viewer's approval (L31)."""
    logs = waiting_logs(unit, viewer)[:LIMIT]
    return tuple(Due(log.id, log.child_id, day_of(log.opened_at)) for log in logs)


def _endings(unit: Unit, viewer: Viewer) -> tuple[EndingRow, ...]:
    if Role.DPO not in viewer.roles:
        return ()
    return ending_rows(unit, newest_endings(unit, unit.now - LATELY))


def _children_of(unit: Unit, log_ids: Collection[UUID]) -> dict[UUID, UUID]:
    query = select(Stafetlog.id, Stafetlog.child_id).where(Stafetlog.id.in_(log_ids))
    return {log_id: child_id for log_id, child_id in unit.session.execute(query)}  # noqa: C416 - rows are no pairs
