"""Logs opened without the parents: nothing is shared before the reason is approved (L31)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.accounts.queries import holders_of
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.models import Limit, LimitKind
from stafet.consent.release import lift_hold
from stafet.consent.special.notices import tell_staff
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.models import Stafetlog
from stafet.people.endings import ended
from stafet.people.queries import leaders_of
from stafet.web.viewer import Role, Viewer

_WAITING = (
    select(Stafetlog)
    .join(Limit, Limit.child_id == Stafetlog.child_id)
    .where(Limit.kind == LimitKind.HOLD, Limit.lifted_at.is_(None), Stafetlog.closed_at.is_(None))
    .order_by(Stafetlog.opened_at, Stafetlog.id)
    .distinct()
)
WAITS = "waits"


def waiting_for(unit: Unit, viewer: Viewer) -> Sequence[Stafetlog]:
    """Return the logs that wait for the viewer's approval, the oldest first (L31)."""
    if not viewer.led and Role.CHIEF not in viewer.roles:
        return ()
    return [row for row in _waiting(unit) if _may_approve(unit, viewer, row)]


def approve_opening(unit: Unit, viewer: Viewer, log_id: UUID) -> None:
    """Accept why the parents were not involved; raises `NotFound` for all who may not (L31)."""
    row = unit.session.get(Stafetlog, log_id)
    if row is None or not _may_approve(unit, viewer, row):
        raise NotFound(Attempt("log:approve", log_id, row.child_id if row else None))
    audit.lock(unit, row.child_id)
    lift_hold(unit, row.child_id, viewer.person_id)


def tell_leaders(unit: Unit, row: Stafetlog) -> None:
    """Tell the leaders of the place that a log waits for one of them."""
    leaders = set(leaders_of(unit, row.institution_id))
    tell_staff(unit, leaders - {row.opened_by}, WAITS, row.id)


def tell_next_level(unit: Unit) -> None:
    """Tell the next level, once, of the logs that no leader has answered in time."""
    late = [row for row in _waiting(unit) if _is_late(unit, row)]
    chiefs = holders_of(unit, Role.CHIEF) if late else frozenset[UUID]()
    for row in late:
        tell_staff(unit, chiefs - {row.opened_by}, WAITS, row.id)


def _waiting(unit: Unit) -> list[Stafetlog]:
    found = unit.session.scalars(_WAITING).all()
    over = ended(unit, {row.child_id for row in found})
    return [row for row in found if row.child_id not in over]


def _may_approve(unit: Unit, viewer: Viewer, row: Stafetlog) -> bool:
    """A leader of the place at once, the next level once he is late; nobody his own log."""
    if row.opened_by == viewer.person_id:
        return False
    next_level = Role.CHIEF in viewer.roles and _is_late(unit, row)
    return row.institution_id in viewer.led or next_level


def _is_late(unit: Unit, row: Stafetlog) -> bool:
    deadlines, calendar = unit.use(Catalogue).deadlines, unit.use(Catalogue).calendar
    last = calendar.add_working_days(day_of(row.opened_at), deadlines.opening_approval_days)
    return day_of(unit.now) > last
