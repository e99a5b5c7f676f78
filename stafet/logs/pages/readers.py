"""Who can read one record now, by name and role, each with the reason why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet.consent.audience import WhoReads, who_reads
from stafet.consent.wording import Grounds
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.knowing import knows_all, places_of
from stafet.logs.pages.faces import Face, Faces, faces_for
from stafet.logs.pages.head import Head, head_of
from stafet.logs.pages.words import KINDS, category_labels
from stafet.logs.queries import LogFacts, log_for
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """Somebody who can read, why, and from when where it is not yet so."""

    face: Face
    why: str
    from_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadersPage:
    """One record by its facts alone, and its readers."""

    head: Head
    record_id: UUID
    kind: str
    author: Face
    on: date
    categories: tuple[str, ...]
    professionals: tuple[ReaderLine, ...]
    family: tuple[ReaderLine, ...]
    outside: tuple[ReaderLine, ...]
    """Who can be handed it as a copy: persons outside the kommune."""


def readers_page(unit: Unit, viewer: Viewer, log_id: UUID, record_id: UUID) -> ReadersPage:
    """Return who can read a record, as far as the viewer may know who is near the child."""
    log = log_for(unit, viewer, log_id, "record:readers")
    told = who_reads(unit, viewer, log.child_id, record_id)
    if told.filed.log_id != log_id:
        raise NotFound(Attempt("record:readers", record_id, log.child_id))
    everybody = knows_all(unit, viewer, log, told.facts)
    outside = told.outside if everybody else ()
    faces = _faces(unit, viewer, log, told, [party for party, _ in outside])
    fact = told.fact
    grounds = Grounds(unit, told.facts, faces, fact.author_id)
    mine = places_of(viewer, told.facts)
    return ReadersPage(
        head=head_of(unit, log, faces),
        record_id=record_id,
        kind=str(KINDS[told.filed.kind]),
        author=faces.of(fact.author_id, fact.institution_id),
        on=fact.event_on,
        categories=category_labels(unit, fact.categories),
        professionals=tuple(
            ReaderLine(
                faces.of(one.person_id, one.institution_id),
                grounds.of(one.person_id, one.institution_id, verdict),
            )
            for one, verdict in told.professionals
            if everybody or one.institution_id in mine or one.person_id == viewer.person_id
        ),
        family=tuple(
            ReaderLine(
                faces.of(person, None) if person != log.child_id else Face(faces.name(person)),
                grounds.of(person, None, verdict),
                told.family_from,
            )
            for person, verdict in told.family
        ),
        outside=tuple(
            ReaderLine(Face(faces.place(party)), grounds.by_consent(party, verdict))
            for party, verdict in outside
        ),
    )


def _faces(
    unit: Unit, viewer: Viewer, log: LogFacts, told: WhoReads, outside: Iterable[UUID]
) -> Faces:
    people = {log.child_id, log.holder_id, told.fact.author_id}
    people |= {one.person_id for one, _ in told.professionals}
    people |= {person for person, _ in told.family}
    people |= {grant.giver_id for grant in told.facts.grants}
    places = {log.holder_place, told.fact.institution_id}
    places |= {one.institution_id for one, _ in told.professionals}
    places |= set(outside)
    return faces_for(unit, viewer, log.child_id, people, places)
