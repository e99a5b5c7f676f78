"""What a parent's or the young person's own overview shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from stafet.consent.models import Consent, Party, Request
from stafet.copies.queries import News, inbox
from stafet.db.transaction import Unit
from stafet.insight.agreements import Due, duties_of, running_near
from stafet.insight.coming import coming
from stafet.insight.lapsing import lapsing
from stafet.insight.meetings import MeetingLine, meetings_for
from stafet.logs.models import HolderSpell, Stafetlog
from stafet.people.identity import names_for
from stafet.people.queries import (
    children_of,
    has_ended_child,
    has_grown_child,
)
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A child of the viewer's: what waits for an answer, and the first of his consents to end."""

    child_id: UUID
    log_id: UUID | None
    level: int | None
    closed: bool
    asked: int
    lapses_on: date | None
    comes_on: date | None
    """The first day of a coming place that waits for an answer, or is agreed."""
    holder_id: UUID | None = None
    """Whom to ring: the texts of the consent say that the name stands here."""
    earlier: tuple[tuple[UUID, datetime], ...] = ()
    """The closed logs before this one, and when each was opened."""

    @property
    def waits(self) -> bool:
        """Whether there is something to answer; about a closed log nobody is asked any more."""
        something = self.asked or self.lapses_on or self.comes_on
        return bool(self.log_id and not self.closed and something)


@dataclass(frozen=True, slots=True)
class FamilyPage:
    children: tuple[ChildLine, ...]
    news: tuple[News, ...]
    duties: tuple[Due, ...]
    meetings: tuple[MeetingLine, ...]
    names: Mapping[UUID, str]
    has_grown: bool
    """A child of the viewer's is of age: his access has ended."""
    has_ended: bool
    """All access to a child of the viewer's has ended, by death or adoption (L60)."""

    @property
    def unread(self) -> int:
        return sum(line.unread for line in self.news)


def family_page(unit: Unit, viewer: Viewer) -> FamilyPage:
    """Return a guardian's children, or the young person, what is new and what waits."""
    children = sorted(children_of(unit, viewer))
    every = _logs(unit, children)
    logs = {child: found[0] for child, found in every.items()}
    asked = _asked(unit, viewer, children)
    lapses = {
        lapse.child_id: lapse.last_day
        for lapse in reversed(lapsing(unit, children))
        if lapse.giver_id == viewer.person_id
    }
    holders = _holders(unit, children)
    comes = {one.child_id: one.from_on for one in reversed(coming(unit, children))}
    lines = tuple(
        ChildLine(
            child,
            logs[child].id if child in logs else None,
            logs[child].level if child in logs else None,
            child in logs and logs[child].closed_at is not None,
            asked.get(child, 0),
            lapses.get(child),
            comes.get(child),
            holders.get(child),
            tuple((log.id, log.opened_at) for log in every.get(child, [])[1:]),
        )
        for child in children
    )
    duties = duties_of(viewer, running_near(unit, viewer, (), set(children)))
    meetings = meetings_for(unit, viewer, ())
    names = names_for(unit, viewer, {*children, *holders.values()}, "names:overview")
    over = has_grown_child(unit, viewer), has_ended_child(unit, viewer)
    return FamilyPage(lines, inbox(unit, viewer), duties, meetings, names, *over)


def _logs(unit: Unit, child_ids: Collection[UUID]) -> dict[UUID, list[Stafetlog]]:
    """Return each child's logs, the newest first: in a closed one the family reads on (L55)."""
    query = select(Stafetlog).where(Stafetlog.child_id.in_(child_ids))
    found: dict[UUID, list[Stafetlog]] = {}
    for row in unit.session.scalars(query.order_by(Stafetlog.opened_at.desc())):
        found.setdefault(row.child_id, []).append(row)
    return found


def _holders(unit: Unit, child_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return for each child with an open log who has the relay now."""
    query = (
        select(Stafetlog.child_id, HolderSpell.person_id)
        .join(HolderSpell, HolderSpell.log_id == Stafetlog.id)
        .where(
            Stafetlog.child_id.in_(child_ids),
            Stafetlog.closed_at.is_(None),
            HolderSpell.to_at.is_(None),
        )
    )
    return {row.child_id: row.person_id for row in unit.session.execute(query)}


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
