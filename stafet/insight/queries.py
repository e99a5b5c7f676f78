"""What a person's own overview shows: names and deciding facts, never a record's text."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from stafet.clock import day_of
from stafet.concerns.inquiries import waiting_for
from stafet.consent.kept import due_at
from stafet.consent.models import Consent, Limit, LimitKind, Party, Request
from stafet.copies.queries import News, inbox
from stafet.db.transaction import Unit
from stafet.insight.coming import Coming, coming
from stafet.insight.lapsing import lapsing
from stafet.insight.quiet import Silence, late_for, quiet_for
from stafet.insight.readable import readable
from stafet.logs.models import Agreement, HolderSpell, Stafetlog
from stafet.logs.queries import offers_to
from stafet.logs.rules import AgreementState, is_overdue
from stafet.oversight.queries import Waiting
from stafet.oversight.queries import waiting_for as overseen_by
from stafet.people.ending_page import EndingRow, ending_rows
from stafet.people.endings import ended, newest_endings
from stafet.people.identity import names_for
from stafet.people.queries import (
    children_of,
    has_ended_child,
    has_grown_child,
    institutions,
    tasks_of,
)
from stafet.people.rules import TaskWhy
from stafet.web.viewer import Role, Viewer

LIMIT = 30
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
class Due:
    """Something about a log that waits for the viewer, until a day if there is one."""

    log_id: UUID
    child_id: UUID
    on: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """An agreement that has not ended, and whose it is."""

    log_id: UUID
    child_id: UUID
    responsible_id: UUID
    on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class StaffPage:
    logs: tuple[LogLine, ...]
    offers: tuple[Due, ...]
    duties: tuple[Due, ...]
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
    endings: tuple[EndingRow, ...]
    """For the data-protection officer: to whose texts all access was closed lately (L60)."""
    names: Mapping[UUID, str]
    places: Mapping[UUID, str]

    @property
    def waits(self) -> bool:
        waiting = self.offers or self.duties or self.approvals or self.calls or self.kept
        return bool(waiting or self.oversight.any or self.quiet or self.late)


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A child of the viewer's: what waits for an answer, and the first of his consents to end."""

    child_id: UUID
    log_id: UUID | None
    level: int | None
    asked: int
    lapses_on: date | None
    comes_on: date | None = None
    """The first day of a coming place that waits for an answer, or is agreed."""


@dataclass(frozen=True, slots=True)
class FamilyPage:
    children: tuple[ChildLine, ...]
    news: tuple[News, ...]
    duties: tuple[Due, ...]
    names: Mapping[UUID, str]
    has_grown: bool
    """A child of the viewer's is of age: his access has ended."""
    has_ended: bool
    """All access to a child of the viewer's has ended, by death or adoption (L60)."""

    @property
    def unread(self) -> int:
        return sum(line.unread for line in self.news)


def staff_page(unit: Unit, viewer: Viewer) -> StaffPage:
    """Return what a professional has in hand."""
    tasks = tasks_of(unit, viewer.person_id)
    near = {task.child_id for task in tasks}
    open_logs = _open_logs(unit, near)
    running = _running(unit, viewer, open_logs, near)
    logs = _log_lines(unit, viewer, open_logs, running)
    duties = _duties(viewer, running)
    offers = _offers(unit, viewer, near)
    approvals = _approvals(unit, viewer)
    written = {task.child_id for task in tasks if task.why == TaskWhy.AUTHOR}
    concerns = tuple(sorted(written - {line.child_id for line in logs}))[:LIMIT]
    told = {line.child_id for line in logs}
    quiet, late = quiet_for(unit, viewer, near), late_for(unit, viewer, near)
    told |= {due.child_id for due in (*duties, *offers, *approvals)}
    told |= {one.child_id for one in (*quiet, *late)}
    names = names_for(unit, viewer, told | set(concerns), "names:overview")
    calls, kept = len(waiting_for(unit, viewer)), due_at(unit, viewer)
    wanted = {one.institution_id for line in logs for one in line.coming}
    places = {row.id: row.name for row in institutions(unit, wanted).values()} if wanted else {}
    overseen, over = overseen_by(unit, viewer), _endings(unit, viewer)
    return StaffPage(
        logs,
        offers,
        duties,
        approvals,
        concerns,
        calls,
        kept,
        overseen,
        quiet,
        late,
        over,
        names,
        places,
    )


def family_page(unit: Unit, viewer: Viewer) -> FamilyPage:
    """Return a guardian's children, or the young person, what is new and what waits."""
    children = sorted(children_of(unit, viewer))
    open_logs = _open_logs(unit, children)
    logs = {log.child_id: log for log in open_logs}
    asked = _asked(unit, viewer, children)
    lapses = {
        lapse.child_id: lapse.last_day
        for lapse in reversed(lapsing(unit, children))
        if lapse.giver_id == viewer.person_id
    }
    comes = {one.child_id: one.from_on for one in reversed(coming(unit, children))}
    lines = tuple(
        ChildLine(
            child,
            logs[child].id if child in logs else None,
            logs[child].level if child in logs else None,
            asked.get(child, 0),
            lapses.get(child),
            comes.get(child),
        )
        for child in children
    )
    duties = _duties(viewer, _running(unit, viewer, (), set(children)))
    names = names_for(unit, viewer, children, "names:overview")
    over = has_grown_child(unit, viewer), has_ended_child(unit, viewer)
    return FamilyPage(lines, inbox(unit, viewer), duties, names, *over)


def _open_logs(unit: Unit, child_ids: Collection[UUID]) -> list[Stafetlog]:
    query = select(Stafetlog).where(
        Stafetlog.child_id.in_(child_ids), Stafetlog.closed_at.is_(None)
    )
    return list(unit.session.scalars(query.order_by(Stafetlog.opened_at.desc()).limit(LIMIT)))


def _log_lines(
    unit: Unit, viewer: Viewer, logs: Sequence[Stafetlog], running: Sequence[Running]
) -> tuple[LogLine, ...]:
    held = _held(unit, viewer)
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


def _running(
    unit: Unit, viewer: Viewer, logs: Sequence[Stafetlog], near: Collection[UUID]
) -> tuple[Running, ...]:
    """Return the agreements of these logs, or near and the viewer's, that he may read of now.

    The nearest deadline is the first.
    """
    ours = Agreement.log_id.in_([log.id for log in logs])
    mine = (Agreement.responsible_id == viewer.person_id) & Stafetlog.child_id.in_(near)
    query = (
        select(Agreement, Stafetlog.child_id)
        .join(Stafetlog, Stafetlog.id == Agreement.log_id)
        .where(ours | mine, Agreement.state.in_([s for s in AgreementState if not s.ends]))
        .order_by(Agreement.deadline_on)
    )
    rows = unit.session.execute(query).all()
    may = readable(unit, viewer, {row.record_id: child for row, child in rows})
    today = day_of(unit.now)
    return tuple(
        Running(
            row.log_id,
            child,
            row.responsible_id,
            row.deadline_on,
            is_overdue(row.state, row.deadline_on, today),
        )
        for row, child in rows
        if row.record_id in may
    )


def _duties(viewer: Viewer, running: Sequence[Running]) -> tuple[Due, ...]:
    mine = (one for one in running if one.responsible_id == viewer.person_id)
    return tuple(Due(one.log_id, one.child_id, one.on, one.overdue) for one in mine)[:LIMIT]


def _offers(unit: Unit, viewer: Viewer, near: Collection[UUID]) -> tuple[Due, ...]:
    offers = offers_to(unit, viewer)
    children = _children_of(unit, {offer.log_id for offer in offers})
    return tuple(
        Due(offer.log_id, children[offer.log_id], day_of(offer.offered_at))
        for offer in offers
        if children[offer.log_id] in near
    )


def _approvals(unit: Unit, viewer: Viewer) -> tuple[Due, ...]:
    """Return the logs opened without the parents that wait for their leader (L31)."""
    query = (
        select(Stafetlog)
        .join(Limit, Limit.child_id == Stafetlog.child_id)
        .where(Stafetlog.institution_id.in_(viewer.led), Stafetlog.closed_at.is_(None))
        .where(Limit.kind == LimitKind.HOLD, Limit.lifted_at.is_(None))
    )
    logs = unit.session.scalars(query.order_by(Stafetlog.opened_at).limit(LIMIT)).all()
    over = ended(unit, {log.child_id for log in logs})
    return tuple(
        Due(log.id, log.child_id, day_of(log.opened_at)) for log in logs if log.child_id not in over
    )


def _endings(unit: Unit, viewer: Viewer) -> tuple[EndingRow, ...]:
    if Role.DPO not in viewer.roles:
        return ()
    return ending_rows(unit, newest_endings(unit, unit.now - LATELY))


def _children_of(unit: Unit, log_ids: Collection[UUID]) -> dict[UUID, UUID]:
    query = select(Stafetlog.id, Stafetlog.child_id).where(Stafetlog.id.in_(log_ids))
    return {log_id: child_id for log_id, child_id in unit.session.execute(query)}  # noqa: C416


def _asked(unit: Unit, viewer: Viewer, child_ids: Collection[UUID]) -> dict[UUID, int]:
    """Count for each child the places on which the viewer has not answered."""
    answers = (
        select(Consent.child_id, Party.institution_id)
        .join(Party, Party.consent_id == Consent.id)
        .where(Consent.giver_id == viewer.person_id, Consent.child_id.in_(child_ids))
    )
    answered = {(child, place) for child, place in unit.session.execute(answers)}
    query = select(Request.child_id, Request.institution_id).where(Request.child_id.in_(child_ids))
    waiting = [
        child for child, place in unit.session.execute(query) if (child, place) not in answered
    ]
    return {child: waiting.count(child) for child in set(waiting)}
