"""What somebody will be able to read as holder, shown before the relay changes hands (L28)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.consent.decision import Allow, Facts, Reader, RecordFact, Standing, decide, permission
from stafet.consent.facts import load_facts
from stafet.consent.record_facts import Filed, load_records
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.pages.faces import Face, Faces
from stafet.logs.pages.head import Head, head_of
from stafet.logs.pages.words import KINDS, category_labels
from stafet.logs.pages.writing import near_faces
from stafet.logs.queries import LogFacts, held_log, log_for, open_offer, was_offered
from stafet.people.queries import tasks_with
from stafet.records.rules import RecordKind
from stafet.web.viewer import Viewer

Row = tuple[RecordFact, Filed]
Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """How much somebody can read: in all, by kind, by topic and by who wrote it."""

    total: int
    of: int
    kinds: Counted
    topics: Counted
    places: Counted


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take the relay, or why not yet."""

    value: str
    face: Face
    reach: Reach
    open: bool


@dataclass(frozen=True, slots=True)
class OfferPage:
    head: Head
    candidates: tuple[Candidate, ...]
    waiting: Face | None
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerPage:
    head: Head
    place: str
    reach: Reach
    mine_already: bool


def offer_page(unit: Unit, viewer: Viewer, log_id: UUID) -> OfferPage:
    """Return whom the holder can offer the relay, counted over what the holder may read."""
    log = held_log(unit, viewer, log_id, "relay:offer")
    facts, rows = load_facts(unit, log.child_id), load_records(unit, log.child_id)
    mine = _readable(viewer.person_id, facts, rows, unit.now)
    faces = near_faces(unit, viewer, log, (), (fact.institution_id for fact, _ in mine))
    near = {(t.person_id, t.institution_id): None for t in tasks_with(unit, log.child_id)}
    found = [
        _candidate(unit, log, facts, mine, faces, person, place)
        for person, place in near
        if person != viewer.person_id
    ]
    offer = open_offer(unit, log_id)
    _tell(unit, viewer, log)
    return OfferPage(
        head_of(unit, log, faces),
        tuple(sorted(found, key=lambda c: (not c.open, c.face.whole))),
        faces.of(offer.offered_to, offer.institution_id) if offer else None,
        offer.offered_at if offer else None,
    )


def answer_page(unit: Unit, viewer: Viewer, log_id: UUID) -> AnswerPage | None:
    """Return what the receiver will be able to read, None where his offer waits no longer.

    Raises `NotFound` for anybody else.
    """
    log = log_for(unit, viewer, log_id, "relay:answer")
    offer, already = open_offer(unit, log_id), log.holder_id == viewer.person_id
    if not already and (offer is None or offer.offered_to != viewer.person_id):
        if was_offered(unit, viewer, log_id):
            return None
        raise NotFound(Attempt("relay:answer", log_id, log.child_id))
    place = offer.institution_id if offer and not already else log.holder_place
    facts, rows = load_facts(unit, log.child_id), load_records(unit, log.child_id)
    held = replace(facts, tasks=(*facts.tasks, Standing(viewer.person_id, place)))
    mine = _readable(viewer.person_id, held, rows, unit.now)
    faces = near_faces(unit, viewer, log, (), [place, *(fact.institution_id for fact, _ in mine)])
    _tell(unit, viewer, log)
    reach = _reach(unit, mine, len(mine), faces)
    return AnswerPage(head_of(unit, log, faces), faces.place(place), reach, already)


def _candidate(
    unit: Unit,
    log: LogFacts,
    facts: Facts,
    mine: Sequence[Row],
    faces: Faces,
    person: UUID,
    place: UUID,
) -> Candidate:
    as_holder = replace(facts, tasks=(*facts.tasks, Standing(person, place)))
    theirs = _readable(person, as_holder, mine, unit.now)
    return Candidate(
        f"{person}|{place}",
        faces.of(person, place),
        _reach(unit, theirs, len(mine), faces),
        place == log.holder_place or _may_join(unit, log, facts, place),
    )


def _may_join(unit: Unit, log: LogFacts, facts: Facts, place: UUID) -> bool:
    catalogue = unit.use(Catalogue)
    leaves = catalogue.levels[log.level].needs_consent
    return leaves and bool(permission(facts, place, unit.now, catalogue.default_purpose.key))


def _readable(person: UUID, facts: Facts, rows: Sequence[Row], now: datetime) -> list[Row]:
    """Return the records somebody may read some version of, the newest such version."""
    verdicts = decide(Reader(person), facts, [fact for fact, _ in rows], now)
    newest: dict[UUID, Row] = {}
    for row in rows:
        best = newest.get(row[0].record_id)
        later = best is None or row[0].version > best[0].version
        if later and isinstance(verdicts[row[0].key], Allow):
            newest[row[0].record_id] = row
    return list(newest.values())


def _reach(unit: Unit, rows: Sequence[Row], of: int, faces: Faces) -> Reach:
    kinds = Counter(record.kind for _, record in rows)
    topics = Counter(key for fact, _ in rows for key in fact.categories)
    places = Counter(fact.institution_id for fact, _ in rows if fact.institution_id)
    return Reach(
        len(rows),
        of,
        tuple((str(KINDS[kind]), kinds[kind]) for kind in RecordKind if kind in kinds),
        _in_order(unit, topics),
        tuple(sorted((faces.place(place), count) for place, count in places.items())),
    )


def _in_order(unit: Unit, topics: Counter[str]) -> Counted:
    def labels() -> Iterable[tuple[str, int]]:
        for key in unit.use(Catalogue).categories:
            if key in topics:
                yield category_labels(unit, [key])[0], topics[key]

    return tuple(labels())


def _tell(unit: Unit, viewer: Viewer, log: LogFacts) -> None:
    """Record that somebody counted what he or another can read (L44)."""
    audit.append(unit, log.child_id, Event("relay:preview", viewer.person_id))
