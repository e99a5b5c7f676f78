"""What the page for the minutes shows while they are written."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.agendas import Agenda
from stafet.clock import day_of
from stafet.consent.reading import Wanted, read, read_draft
from stafet.db.transaction import Unit
from stafet.logs.pages.agreements import agree_page
from stafet.logs.pages.faces import Face, faces_for
from stafet.logs.pages.head import Head
from stafet.logs.pages.writing import Choices, write_page
from stafet.logs.queries import LogFacts, held_log
from stafet.meetings.models import Meeting
from stafet.meetings.pages.show import ORDER, Said, agenda_of
from stafet.meetings.queries import held_meeting, parties_of, without_yes
from stafet.meetings.rules import SSD, MeetingState
from stafet.meetings.services import draft_of
from stafet.people.queries import custodians
from stafet.records.drafts import NEVER_SAVED
from stafet.records.rules import Content, RecordKind
from stafet.records.services import Writing
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Kept:
    """The draft as it is saved now; version 0 is none."""

    version: int
    content: Content
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class MinutesPage:
    id: UUID
    head: Head
    agenda: Agenda
    plan: tuple[Said, ...]
    """The agenda's items whose decisions become agreements."""
    at: datetime
    early: bool
    """Its day has not come: finished now, it counts as held for good."""
    over: bool
    """Held or cancelled: nothing is written any more."""
    kept: Kept
    choices: Choices
    topics: frozenset[str]
    guests: tuple[tuple[str, str], ...]
    no_longer: tuple[Face, ...]
    near: tuple[tuple[str, str], ...]
    readers: tuple[str, ...]
    """Who can read the minutes once they are finished (L20)."""


def minutes_page(unit: Unit, viewer: Viewer, log_id: UUID, meeting_id: UUID) -> MinutesPage:
    """Return the page for the holder; raises `NotFound` for anybody else."""
    row = held_meeting(unit, viewer, log_id, meeting_id, "meeting:write")
    log = held_log(unit, viewer, log_id, "meeting:write")
    call = read(unit, viewer, row.child_id, Wanted(records=frozenset({row.id}))).one()
    agenda = unit.use(Catalogue).agendas[row.kind]
    agreeing = agree_page(unit, viewer, log_id)
    guests, gone, seats = _guests(unit, viewer, log, row)
    return MinutesPage(
        id=row.id,
        head=agreeing.head,
        agenda=agenda,
        plan=agenda_of(agenda, agreements=True),
        at=row.at,
        early=day_of(row.at) > day_of(unit.now),
        over=row.state is not MeetingState.CALLED,
        kept=_kept(unit, viewer, row),
        choices=agreeing.choices,
        topics=call.categories,
        guests=guests,
        no_longer=gone,
        near=agreeing.people,
        readers=_readers(unit, viewer, log_id, call.categories, seats),
    )


def _kept(unit: Unit, viewer: Viewer, row: Meeting) -> Kept:
    found = read_draft(unit, viewer, row.child_id, draft_of(row.id))
    if found is None:
        return Kept(NEVER_SAVED, Content(), None)
    draft, content = found
    return Kept(draft.version, content, draft.saved_at)


Guests = tuple[tuple[tuple[str, str], ...], tuple[Face, ...], tuple[Face, ...]]


def _guests(unit: Unit, viewer: Viewer, log: LogFacts, row: Meeting) -> Guests:
    """Return who can be ticked, who no longer may take part, and the professionals' seats."""
    parties = parties_of(unit, row.id)
    people = [party.person_id for party in parties]
    places = [party.institution_id for party in parties]
    faces = faces_for(unit, viewer, row.child_id, people, places)
    gone = set() if row.kind == SSD else without_yes(unit, row.child_id, parties, log.holder_place)
    told = {
        party: faces.of(party.person_id, party.institution_id)
        for party in sorted(parties, key=lambda p: (ORDER[p.kind], faces.name(p.person_id)))
    }
    family = {row.child_id, *custodians(unit, row.child_id)}
    come = [(party, face) for party, face in told.items() if party.person_id not in gone]
    labels = [
        (
            str(party.person_id),
            faces.name(row.child_id) if party.person_id == row.child_id else face.whole,
        )
        for party, face in come
    ]
    return (
        tuple(labels),
        tuple(face for party, face in told.items() if party.person_id in gone),
        tuple(face for party, face in come if party.person_id not in family),
    )


def _readers(
    unit: Unit, viewer: Viewer, log_id: UUID, topics: frozenset[str], seats: tuple[Face, ...]
) -> tuple[str, ...]:
    writing = Writing(RecordKind.MINUTES, Content(), day_of(unit.now), topics)
    audience = write_page(unit, viewer, log_id, writing, exact=True, at_once=True).audience
    family = [reader.face.whole for reader in audience.guardians]
    staff = [reader.face.whole for reader in audience.professionals]
    return tuple(dict.fromkeys([*family, *staff, *(face.whole for face in seats)]))
