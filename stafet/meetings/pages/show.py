"""A meeting as its viewer may see it: one read, one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.agendas import Agenda
from stafet.consent.audience import refuse_unreadable
from stafet.consent.decision import Facts
from stafet.consent.facts import load_facts
from stafet.consent.reading import Reading, Shown, Wanted, read
from stafet.consent.wording import Reasons
from stafet.db.transaction import Unit
from stafet.logs.pages.faces import Face, Faces, faces_for
from stafet.logs.queries import log_facts
from stafet.meetings.models import Meeting, MeetingParty
from stafet.meetings.queries import (
    MeetingFacts,
    facts_of,
    hidden_from,
    meeting_in,
    meetings_of,
    parties_of,
    told_to,
    without_yes,
)
from stafet.meetings.rules import MeetingState, PartyKind
from stafet.people.queries import stands_with
from stafet.people.rules import names_betrayed
from stafet.records.words import MEETING_WORDS
from stafet.web.i18n import _, _l, current_language
from stafet.web.viewer import Viewer

VIEWS = {key: MEETING_WORDS[key] for key in ("parents", "parents_reason", "child", "child_reason")}
"""What the minutes hold whatever the agenda says (L25)."""
CALLED = {
    "tried": _l("What has been tried"),
    "child_perspective": _l("The child's view is brought like this"),
    "parents_how": _l("How the parents took part in calling the meeting"),
    "parents_reason": _l("Why the parents did not take part"),
    "others": _l("The family also brings"),
}
ORDER = {PartyKind.CHILD: 0, PartyKind.GUARDIAN: 1, PartyKind.PROFESSIONAL: 2}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited; `came` is None until the meeting is held."""

    face: Face
    role: str
    came: bool | None


@dataclass(frozen=True, slots=True)
class Said:
    """A heading and the words below it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A record of the meeting, or what is left of one that does not open."""

    id: UUID
    parts: tuple[Said, ...]
    damaged: bool
    why: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    id: UUID
    log_id: UUID
    child: str
    """Its name, where the viewer may know it."""
    kind: str
    about: str
    for_parents: str
    first_time: bool
    at: datetime
    held: bool
    cancelled: bool
    place: str
    purpose: str
    call: Text | None
    minutes: Text | None
    agenda: tuple[Said, ...]
    guests: tuple[Guest, ...]
    no_longer: tuple[Face, ...]
    """Invited, but the parents have taken their yes back; told to the holder alone."""
    holds: bool
    """The viewer may write the minutes, move the meeting and cancel it."""
    has_log: bool


def show_page(unit: Unit, viewer: Viewer, log_id: UUID, meeting_id: UUID) -> MeetingPage:
    """Return what the viewer may see; raises `NotFound` where neither call nor minutes may be read.

    A seat opens the minutes alone (L24).
    """
    row = meeting_in(unit, log_id, meeting_id, "meeting:read")
    wanted = Wanted(records=frozenset({row.id, row.minutes_id or row.id}))
    reading = read(unit, viewer, row.child_id, wanted, action="meeting:read")
    shown = {one.record_id: one for one in reading.records}
    parties = parties_of(unit, row.id)
    faces = _faces(unit, viewer, row, parties, reading)
    told = told_to(viewer, reading.facts, facts_of(row))
    agenda, language = unit.use(Catalogue).agendas[row.kind], current_language()
    reasons = Reasons(unit, viewer, row.child_id, reading.facts, faces)
    call = shown.get(row.id)
    answers = call.content.answers if call and call.content else {}
    log = log_facts(unit, log_id)
    keeps = log.holder_id == viewer.person_id and log.closed_at is None
    holds = keeps and row.state is MeetingState.CALLED
    gone = without_yes(unit, row.child_id, parties, log.holder_place) if holds else frozenset()
    return MeetingPage(
        id=row.id,
        log_id=log_id,
        child=faces.names.get(row.child_id, ""),
        kind=agenda.label.in_(language),
        about=agenda.explanation.in_(language),
        for_parents=agenda.for_parents.in_(language),
        first_time=_first_time(unit, viewer, reading.facts, row),
        at=row.at,
        held=told.state is MeetingState.HELD,
        cancelled=told.state is MeetingState.CANCELLED,
        place=_place(unit, viewer, row.child_id, answers.get("place", "")),
        purpose=call.content.text if call and call.content else "",
        call=_call(call, reasons),
        minutes=_minutes(shown.get(told.minutes_id) if told.minutes_id else None, agenda, reasons),
        agenda=agenda_of(agenda),
        guests=_guests(parties, faces, told),
        no_longer=tuple(
            faces.of(party.person_id, party.institution_id)
            for party in parties
            if party.person_id in gone
        ),
        holds=holds,
        has_log=stands_with(unit, viewer, row.child_id),
    )


def readable_meeting(unit: Unit, viewer: Viewer, log_id: UUID, meeting_id: UUID) -> MeetingFacts:
    """Return a meeting's hour and state to those who may read its call; no text is opened."""
    row = meeting_in(unit, log_id, meeting_id, "meeting:calendar")
    refuse_unreadable(unit, viewer, row.child_id, row.id, "meeting:calendar")
    return told_to(viewer, load_facts(unit, row.child_id), facts_of(row))


def agenda_of(agenda: Agenda, *, agreements: bool = False) -> tuple[Said, ...]:
    """Return the items with their prompts: all, or those that become agreements."""
    language = current_language()
    return tuple(
        Said(item.label.in_(language), item.prompt.in_(language))
        for item in agenda.items.values()
        if item.agreements or not agreements
    )


def _faces(
    unit: Unit, viewer: Viewer, row: Meeting, parties: Sequence[MeetingParty], reading: Reading
) -> Faces:
    grants = reading.facts.grants
    people = {row.child_id, *(p.person_id for p in parties), *(g.giver_id for g in grants)}
    places = {p.institution_id for p in parties} | {g.institution_id for g in grants}
    people |= {one.author_id for one in reading.records}
    places |= {one.institution_id for one in reading.records}
    return faces_for(unit, viewer, row.child_id, people, places)


def _first_time(unit: Unit, viewer: Viewer, facts: Facts, row: Meeting) -> bool:
    told = [told_to(viewer, facts, one) for one in meetings_of(unit, row.log_id)]
    return not any(one.id != row.id and one.state is MeetingState.HELD for one in told)


def _place(unit: Unit, viewer: Viewer, child_id: UUID, text: str) -> str:
    if names_betrayed(text, hidden_from(unit, viewer, child_id)):
        return _("Ask the stafetholder where the meeting is.")
    return text


def _call(shown: Shown | None, reasons: Reasons) -> Text | None:
    if shown is None:
        return None
    answers = shown.content.answers if shown.content else {}
    return Text(shown.record_id, _parts(CALLED, answers), shown.content is None, reasons.why(shown))


def _minutes(shown: Shown | None, agenda: Agenda, reasons: Reasons) -> Text | None:
    if shown is None:
        return None
    language = current_language()
    labels = {key: item.label.in_(language) for key, item in agenda.items.items()}
    headings = {**VIEWS, **{key: label for key, label in labels.items() if key not in VIEWS}}
    answers = shown.content.answers if shown.content else {}
    return Text(
        shown.record_id, _parts(headings, answers), shown.content is None, reasons.why(shown)
    )


def _parts(headings: Mapping[str, object], answers: Mapping[str, str]) -> tuple[Said, ...]:
    return tuple(
        Said(str(heading), answers[key])
        for key, heading in headings.items()
        if answers.get(key, "").strip()
    )


def _guests(parties: Sequence[MeetingParty], faces: Faces, told: MeetingFacts) -> tuple[Guest, ...]:
    held = told.state is MeetingState.HELD
    guests = [(ORDER[party.kind], _guest(party, faces, held=held)) for party in parties]
    return tuple(guest for _order, guest in sorted(guests, key=lambda g: (g[0], g[1].face.name)))


def _guest(party: MeetingParty, faces: Faces, *, held: bool) -> Guest:
    came = party.came if held else None
    if party.kind is PartyKind.CHILD:
        return Guest(Face(faces.name(party.person_id)), _("the child"), came)
    face = faces.of(party.person_id, party.institution_id)
    return Guest(face, ", ".join(p for p in (face.title, face.place) if p), came)
