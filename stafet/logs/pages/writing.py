"""What the pages for writing show: topics, whom it can be about, and who will read (L20)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.audience import readers_of, topics_of, topics_outside
from stafet.consent.facts import load_facts
from stafet.consent.reading import Shown, Wanted, read
from stafet.consent.wording import Reasons
from stafet.db.transaction import Unit
from stafet.logs.knowing import knows_all, near
from stafet.logs.pages.entries import Doings, Entry, EntryMaker
from stafet.logs.pages.faces import Face, Faces, faces_for
from stafet.logs.pages.head import Head, head_of
from stafet.logs.pages.words import category_labels, question_labels
from stafet.logs.queries import LogFacts, author_in, log_for, refuse_foreign
from stafet.people.queries import custodians, outsiders_of, tasks_with
from stafet.records.rules import CHILD
from stafet.records.services import Author, Writing
from stafet.web.i18n import _, current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Choices:
    """What a text can be about, as a form offers it."""

    categories: tuple[tuple[str, str], ...]
    subjects: tuple[tuple[str, str], ...]
    subject_hints: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who will be able to read, and from when or about what."""

    face: Face
    topics: tuple[str, ...] = ()
    every_topic: bool = False
    from_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will be able to read; `exact` for this very text, else by topic."""

    exact: bool
    professionals: tuple[Reader, ...]
    guardians: tuple[Reader, ...]
    outside: tuple[Reader, ...] = ()
    """Persons outside the kommune, whom the holder may hand a copy."""


@dataclass(frozen=True, slots=True)
class WritePage:
    head: Head
    choices: Choices
    audience: Audience
    release_at: datetime


@dataclass(frozen=True, slots=True)
class CorrectPage:
    head: Head
    choices: Choices
    shown: Shown
    questions: dict[str, str]
    """What the entry answers besides its text: the questions' keys and labels."""


@dataclass(frozen=True, slots=True)
class VersionsPage:
    head: Head
    entries: tuple[Entry, ...]


def write_page(
    unit: Unit, viewer: Viewer, log_id: UUID, writing: Writing, *, exact: bool, at_once: bool
) -> WritePage:
    """Return the page for a text that is not saved; `exact` once it says what it is about."""
    log = log_for(unit, viewer, log_id, "log:write")
    author = author_in(unit, viewer, log)
    facts = load_facts(unit, log.child_id)
    outside = outsiders_of(unit, log.child_id) if knows_all(unit, viewer, log, facts) else ()
    faces = near_faces(unit, viewer, log, more_places=outside)
    release_at = unit.use(Catalogue).calendar.release_instant(unit.now)
    guardians_from = unit.now if at_once else release_at
    known = near(unit, viewer, log, facts)
    told = (_exact if exact else _by_topic)(unit, log, author, writing, guardians_from, faces)
    mine = {faces.of(*post) for post in known}
    audience = replace(
        told,
        professionals=tuple(reader for reader in told.professionals if reader.face in mine),
        outside=told.outside if outside else (),
    )
    return WritePage(head_of(unit, log, faces), choices(unit, log, faces), audience, release_at)


def correct_page(unit: Unit, viewer: Viewer, log_id: UUID, record_id: UUID) -> CorrectPage:
    """Return one's own entry to be worded anew; raises `NotFound` for another's."""
    log = log_for(unit, viewer, log_id, "log:correct")
    author_in(unit, viewer, log)
    refuse_foreign(unit, viewer, log, record_id)
    wanted = Wanted(records=frozenset({record_id}), log_id=log_id)
    shown = read(unit, viewer, log.child_id, wanted, action="log:correct").one()
    faces = near_faces(unit, viewer, log)
    labels = question_labels(unit, shown.kind)
    asked = {key: labels.get(key, key) for key in (shown.content.answers if shown.content else ())}
    return CorrectPage(head_of(unit, log, faces), choices(unit, log, faces), shown, asked)


def versions_page(unit: Unit, viewer: Viewer, log_id: UUID, record_id: UUID) -> VersionsPage:
    """Return the versions the viewer may read, each decided on its own facts (L33)."""
    log = log_for(unit, viewer, log_id)
    wanted = Wanted(records=frozenset({record_id}), log_id=log_id, every_version=True, size=200)
    reading = read(unit, viewer, log.child_id, wanted, action="log:versions")
    authors = [shown.author_id for shown in reading.records]
    places = [shown.institution_id for shown in reading.records]
    faces = near_faces(unit, viewer, log, authors, places)
    reasons = Reasons(unit, viewer, log.child_id, reading.facts, faces)
    maker = EntryMaker(unit, viewer, faces, reasons, Doings({}, {}))
    entries = sorted(maker.entries(reading.records), key=lambda entry: -entry.version)
    return VersionsPage(head_of(unit, log, faces), tuple(entries))


def near_faces(
    unit: Unit,
    viewer: Viewer,
    log: LogFacts,
    more_people: Iterable[UUID] = (),
    more_places: Iterable[UUID | None] = (),
) -> Faces:
    """Look up everybody near the child."""
    tasks = tasks_with(unit, log.child_id)
    people = {log.child_id, log.holder_id, *custodians(unit, log.child_id), *more_people}
    people |= {task.person_id for task in tasks}
    places = {
        log.holder_place,
        *(task.institution_id for task in tasks),
        *more_places,
    }
    return faces_for(unit, viewer, log.child_id, people, places)


def choices(unit: Unit, log: LogFacts, faces: Faces) -> Choices:
    catalogue, language = unit.use(Catalogue), current_language()
    guardians = custodians(unit, log.child_id)
    private = catalogue.subjects["guardian"]
    own = [
        (str(person), _("%(name)s's own matters", name=faces.name(person))) for person in guardians
    ]
    return Choices(
        categories=tuple((key, c.label.in_(language)) for key, c in catalogue.categories.items()),
        subjects=((CHILD, faces.name(log.child_id)), *own),
        subject_hints={str(person): private.explanation.in_(language) for person in guardians},
    )


def _exact(
    unit: Unit,
    log: LogFacts,
    author: Author,
    writing: Writing,
    guardians_from: datetime,
    faces: Faces,
) -> Audience:
    found = readers_of(unit, log.child_id, author, writing, guardians_from)
    return Audience(
        exact=True,
        professionals=_once(
            Reader(faces.of(person, place), every_topic=True)
            for person, place in found.professionals
            if person != author.person_id
        ),
        guardians=_family(found.guardians, guardians_from, faces),
        outside=tuple(
            Reader(Face(faces.place(party)), every_topic=True) for party in found.outside
        ),
    )


def _by_topic(
    unit: Unit,
    log: LogFacts,
    author: Author,
    writing: Writing,
    guardians_from: datetime,
    faces: Faces,
) -> Audience:
    topics = tuple(unit.use(Catalogue).categories)
    found = topics_of(unit, log.child_id, author, writing, topics)
    outside = topics_outside(unit, log.child_id, author, writing, topics)
    return Audience(
        exact=False,
        professionals=_once(
            Reader(
                faces.of(task.person_id, task.institution_id),
                category_labels(unit, mine),
                len(mine) == len(topics),
            )
            for task, mine in found.items()
            if mine and task.person_id != author.person_id
        ),
        guardians=_family(custodians(unit, log.child_id), guardians_from, faces),
        outside=tuple(
            Reader(Face(faces.place(party)), category_labels(unit, mine), len(mine) == len(topics))
            for party, mine in outside.items()
        ),
    )


def _family(people: Sequence[UUID], from_at: datetime, faces: Faces) -> tuple[Reader, ...]:
    return tuple(Reader(faces.of(person, None), from_at=from_at) for person in people)


def _once(readers: Iterable[Reader]) -> tuple[Reader, ...]:
    return tuple(dict.fromkeys(readers))
