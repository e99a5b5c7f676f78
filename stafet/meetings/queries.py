"""Meetings and who may be invited to one, without any text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.catalogue import Catalogue
from stafet.consent.decision import CHILD, Facts, permission
from stafet.consent.facts import load_facts
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.queries import LogFacts, held_log
from stafet.meetings.models import Meeting, MeetingParty
from stafet.meetings.rules import Bar, Chair, MeetingState, bar_to
from stafet.people.queries import custodians, tasks_with
from stafet.people.telling import places_for
from stafet.records.queries import telling_places
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What everybody who may read a meeting's call may know of it."""

    id: UUID
    log_id: UUID
    child_id: UUID
    kind: str
    at: datetime
    state: MeetingState
    minutes_id: UUID | None
    row_version: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A professional near the child, and why he cannot be invited, if so."""

    person_id: UUID
    institution_id: UUID
    bar: Bar | None

    @property
    def chair(self) -> Chair:
        return self.person_id, self.institution_id


@dataclass(frozen=True, slots=True)
class Invitable:
    """Who may be invited to a meeting about one child now (L26)."""

    log: LogFacts
    candidates: tuple[Candidate, ...]
    guardians: tuple[UUID, ...]
    topics: dict[UUID, frozenset[str]]
    """What each institution may read of the child; the caller's own is not among them."""

    @property
    def chairs(self) -> frozenset[Chair]:
        return frozenset(one.chair for one in self.candidates if one.bar is None)

    @property
    def common_topics(self) -> frozenset[str]:
        """What all institutions that can be invited may read."""
        open_to = [self.topics[p] for p in {p for _, p in self.chairs} if p in self.topics]
        return frozenset.intersection(*open_to) if open_to else frozenset()


def meeting_in(unit: Unit, log_id: UUID, meeting_id: UUID, action: str) -> Meeting:
    """Return a log's meeting with its child locked; whether the viewer may is not yet decided."""
    query = select(Meeting.child_id).where(Meeting.id == meeting_id, Meeting.log_id == log_id)
    child_id = unit.session.scalars(query).first()
    if child_id is None or not audit.lock(unit, child_id):
        raise NotFound(Attempt(action, meeting_id))
    return unit.session.get_one(Meeting, meeting_id)


def held_meeting(
    unit: Unit, viewer: Viewer, log_id: UUID, meeting_id: UUID, action: str
) -> Meeting:
    """Return a meeting in a log that the viewer holds: the holder keeps its minutes."""
    held_log(unit, viewer, log_id, action)
    return meeting_in(unit, log_id, meeting_id, action)


def facts_of(row: Meeting) -> MeetingFacts:
    return MeetingFacts(
        row.id,
        row.log_id,
        row.child_id,
        row.kind,
        row.at,
        row.state,
        row.minutes_id,
        row.row_version,
    )


def told_to(viewer: Viewer, facts: Facts, found: MeetingFacts) -> MeetingFacts:
    """Return a meeting as its viewer may know it.

    That it was held is a trace of its minutes: to the family from whom they are hidden it is as it
    was when it was called (L01).
    """
    minutes = found.minutes_id
    whom = facts.hidden.get(minutes, frozenset()) if minutes else frozenset()
    if not (viewer.is_family and whom & {None, viewer.person_id}):
        return found
    before = found.row_version - 1
    return replace(found, state=MeetingState.CALLED, minutes_id=None, row_version=before)


def meetings_of(unit: Unit, log_id: UUID) -> list[MeetingFacts]:
    """Return a log's meetings, the newest first; the caller has standing with the child."""
    query = select(Meeting).where(Meeting.log_id == log_id).order_by(Meeting.at.desc())
    return [facts_of(row) for row in unit.session.scalars(query)]


def parties_of(unit: Unit, meeting_id: UUID) -> Sequence[MeetingParty]:
    """Return who is invited."""
    query = select(MeetingParty).where(MeetingParty.meeting_id == meeting_id)
    return unit.session.scalars(query).all()


def invitable(unit: Unit, viewer: Viewer, log_id: UUID, action: str) -> Invitable:
    """Return who may be invited by the viewer, who holds the log; raises `NotFound` otherwise."""
    log = held_log(unit, viewer, log_id, action)
    chairs = {(task.person_id, task.institution_id) for task in tasks_with(unit, log.child_id)}
    others = sorted(chair for chair in chairs if chair[0] != viewer.person_id)
    places = {place for _, place in others} - {log.holder_place}
    topics = topics_of(unit, log.child_id, places)
    permitted = {place for place, open_to in topics.items() if open_to}
    shared = unit.use(Catalogue).levels[log.level].needs_consent
    return Invitable(
        log,
        tuple(
            Candidate(p, i, bar_to(i, log.holder_place, permitted, may_be_shared=shared))
            for p, i in others
        ),
        custodians(unit, log.child_id),
        topics,
    )


def topics_of(unit: Unit, child_id: UUID, places: set[UUID]) -> dict[UUID, frozenset[str]]:
    """Return the topics each institution may read about the child itself now."""
    purpose = unit.use(Catalogue).default_purpose.key
    facts = load_facts(unit, child_id)
    return {
        place: frozenset(c for c, s in permission(facts, place, unit.now, purpose) if s == CHILD)
        for place in places
    }


def without_yes(
    unit: Unit, child_id: UUID, parties: Sequence[MeetingParty], own: UUID
) -> frozenset[UUID]:
    """Return which professionals' institutions the parents do not, or no longer, say yes to (L26).

    The holder's own institution needs nobody's leave.
    """
    invited = {
        party.person_id: party.institution_id
        for party in parties
        if party.institution_id is not None and party.institution_id != own
    }
    topics = topics_of(unit, child_id, set(invited.values()))
    return frozenset(person for person, place in invited.items() if not topics[place])


def hidden_from(unit: Unit, viewer: Viewer, child_id: UUID) -> tuple[str, ...]:
    """Return which names of places that give a protected home away this viewer must not see."""
    told = telling_places(unit, child_id)
    places = places_for(unit, viewer, child_id, told, "")
    return tuple(name for place, name in told.items() if places[place].name != name)
