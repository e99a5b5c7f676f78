"""The logs and agreements that an overview begins with: deciding facts, never a text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.insight.readable import readable
from stafet.logs.models import Agreement, Stafetlog
from stafet.logs.rules import AgreementState, is_overdue
from stafet.web.viewer import Viewer

LIMIT = 30


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


def open_logs(unit: Unit, child_ids: Collection[UUID]) -> list[Stafetlog]:
    """Return the open logs about these children, the newest first."""
    query = select(Stafetlog).where(
        Stafetlog.child_id.in_(child_ids), Stafetlog.closed_at.is_(None)
    )
    return list(unit.session.scalars(query.order_by(Stafetlog.opened_at.desc()).limit(LIMIT)))


def running_near(
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


def duties_of(viewer: Viewer, running: Sequence[Running]) -> tuple[Due, ...]:
    """Return those of the agreements that are the viewer's own to keep."""
    mine = (one for one in running if one.responsible_id == viewer.person_id)
    return tuple(Due(one.log_id, one.child_id, one.on, one.overdue) for one in mine)[:LIMIT]
