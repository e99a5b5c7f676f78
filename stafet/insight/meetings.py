"""The meetings an overview speaks of: those to come, and those whose minutes are missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet.clock import day_of, start_of_day
from stafet.consent.decision import Facts
from stafet.consent.facts import facts_by_child
from stafet.db.transaction import Unit
from stafet.insight.agreements import LIMIT
from stafet.insight.readable import readable
from stafet.logs.models import Stafetlog
from stafet.meetings.models import Meeting, MeetingParty
from stafet.meetings.queries import facts_of, told_to
from stafet.meetings.rules import MeetingState
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting of the viewer's; `unwritten` when it is over and waits for his minutes."""

    meeting_id: UUID
    log_id: UUID
    child_id: UUID
    at: datetime
    unwritten: bool


def meetings_for(unit: Unit, viewer: Viewer, held: Collection[UUID]) -> tuple[MeetingLine, ...]:
    """Return the meetings from today on, the soonest first, before them the unwritten.

    Those the viewer is invited to, and all in the logs he holds, which are `held`: he may have
    taken the relay over since. Whose call he may not read now is left out.
    """
    states = {MeetingState.CALLED, MeetingState.HELD} if viewer.is_family else {MeetingState.CALLED}
    today = start_of_day(day_of(unit.now))
    invited = select(MeetingParty.meeting_id).where(MeetingParty.person_id == viewer.person_id)
    his = Meeting.log_id.in_(held)
    query = (
        select(Meeting)
        .join(Stafetlog, Stafetlog.id == Meeting.log_id)
        .where(Meeting.state.in_(states), Stafetlog.closed_at.is_(None))
        .where((Meeting.id.in_(invited) & (Meeting.at >= today)) | his)
        .order_by(Meeting.at)
        .limit(LIMIT)
    )
    rows = unit.session.scalars(query).all()
    may = readable(unit, viewer, {row.id: row.child_id for row in rows}) if rows else ()
    held_for = {row.child_id for row in rows if row.state is MeetingState.HELD}
    facts = facts_by_child(unit, held_for) if held_for else {}
    return tuple(
        MeetingLine(
            row.id,
            row.log_id,
            row.child_id,
            row.at,
            unwritten=row.at < unit.now and row.log_id in held,
        )
        for row in rows
        if row.id in may and _is_called(viewer, facts.get(row.child_id, Facts()), row)
    )


def _is_called(viewer: Viewer, facts: Facts, row: Meeting) -> bool:
    return told_to(viewer, facts, facts_of(row)).state is MeetingState.CALLED
