"""The holder's page of tries to reach a giver who does not answer (L09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet.audit.manifest import genuine_only
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.models import Attempt, AttemptWay
from stafet.consent.pages.staff import staff_page
from stafet.db.transaction import Unit
from stafet.errors import Attempt as Trespass
from stafet.errors import NotFound
from stafet.people.models import Guardian
from stafet.people.queries import givers_of
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Line:
    """One try."""

    giver_id: UUID
    way: AttemptWay
    interpreter: bool
    on_day: date


@dataclass(frozen=True, slots=True)
class AttemptsPage:
    """Who is waited for, and what was tried; `days` is how long silence must have lasted."""

    child_id: UUID
    child: str
    waited_for: tuple[UUID, ...]
    need_interpreter: frozenset[UUID]
    lines: tuple[Line, ...]
    names: Mapping[UUID, str]
    days: int
    today: date


def attempts_page(unit: Unit, viewer: Viewer, log_id: UUID) -> AttemptsPage:
    """Return the holder's page; raises `NotFound` for anybody else."""
    page = staff_page(unit, viewer, log_id)
    if not page.is_holder:
        raise NotFound(Trespass("consent:attempt", log_id, page.child_id))
    missing = {giver for row in page.rows for giver in row.missing}
    givers = [giver for giver in givers_of(unit, page.child_id) if giver in missing]
    needs = select(Guardian.person_id).where(
        Guardian.person_id.in_(givers), Guardian.interpreter.is_(True)
    )
    return AttemptsPage(
        child_id=page.child_id,
        child=page.child,
        waited_for=tuple(givers),
        need_interpreter=frozenset(unit.session.scalars(needs)),
        lines=tuple(attempts_on(unit, page.child_id)),
        names=page.names,
        days=unit.use(Catalogue).deadlines.consent_silence_days,
        today=day_of(unit.now),
    )


def attempts_on(unit: Unit, child_id: UUID) -> list[Line]:
    """Return the tries about a child, the newest first; who may know is the caller's to see to."""
    query = select(Attempt).where(Attempt.child_id == child_id)
    query = query.order_by(Attempt.on_day.desc(), Attempt.noted_at.desc())
    rows = genuine_only(unit, unit.session.scalars(query))
    return [Line(row.giver_id, row.way, row.interpreter, row.on_day) for row in rows]
