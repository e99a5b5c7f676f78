"""Who will be able to read, told before anything is saved or signed (L20). By the same decision."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.decision import Allow, Facts, Reader, RecordFact, Standing, decide
from stafet.consent.facts import load_facts
from stafet.consent.outside import handed
from stafet.consent.record_facts import Filed, load_records
from stafet.consent.rules import family
from stafet.consent.special.models import Access
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.ids import new_id
from stafet.people.queries import outsiders_of
from stafet.records.services import Author, Writing
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Readers:
    """Persons who will be able to read, and from when the guardians can."""

    professionals: tuple[tuple[UUID, UUID], ...]
    guardians: tuple[UUID, ...]
    guardians_from: datetime
    outside: tuple[UUID, ...] = ()
    """Persons outside the kommune whom the holder may hand a copy."""


@dataclass(frozen=True, slots=True)
class WhoReads:
    """Who can read one record, each on what basis; the family from an instant to come, or now."""

    fact: RecordFact
    filed: Filed
    professionals: tuple[tuple[Standing, Allow], ...]
    family: tuple[tuple[UUID, Allow], ...]
    family_from: datetime | None
    facts: Facts
    outside: tuple[tuple[UUID, Allow], ...] = ()
    """Persons outside the kommune whom the holder may hand a copy."""


def readers_of(
    unit: Unit, child_id: UUID, author: Author, writing: Writing, guardians_from: datetime
) -> Readers:
    """Return who will be able to read a text that is not saved yet."""
    facts = load_facts(unit, child_id)
    fact = _fact(unit, author, writing, guardians_from)
    later = max(unit.now, guardians_from)
    told = replace(fact, released_at=unit.now)
    return Readers(
        tuple(
            (task.person_id, task.institution_id)
            for task in facts.tasks
            if task.person_id not in facts.custodians
            and _may(task.person_id, facts, fact, unit.now)
        ),
        tuple(person for person in facts.custodians if _may(person, facts, fact, later)),
        guardians_from,
        tuple(party for party, _ in _outside(unit, outsiders_of(unit, child_id), facts, [told])),
    )


def topics_of(
    unit: Unit, child_id: UUID, author: Author, writing: Writing, topics: Sequence[str]
) -> dict[Standing, frozenset[str]]:
    """Return which topics each professional near the child could read in a text like this one."""
    facts = load_facts(unit, child_id)
    texts = {
        topic: _fact(unit, author, replace(writing, categories=frozenset({topic})), None)
        for topic in topics
    }
    return {
        task: frozenset(t for t in topics if _may(task.person_id, facts, texts[t], unit.now))
        for task in facts.tasks
    }


def topics_outside(
    unit: Unit, child_id: UUID, author: Author, writing: Writing, topics: Sequence[str]
) -> dict[UUID, frozenset[str]]:
    """Return which topics each person outside could be handed of a text like this one."""
    outsiders = outsiders_of(unit, child_id)
    facts = load_facts(unit, child_id)
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for topic in topics if outsiders else ():
        like = replace(writing, categories=frozenset({topic}))
        for party, _ in _outside(unit, outsiders, facts, [_fact(unit, author, like, unit.now)]):
            found[party].add(topic)
    return {party: frozenset(mine) for party, mine in found.items()}


def who_reads(unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID) -> WhoReads:
    """Return who can read a record now, for somebody who can himself; the words stay sealed.

    The family is told of from its release on. A særlig adgang that the parents were not told of
    is told here to its receiver alone (L37, L46). Raises `NotFound` for a record the viewer may
    not read (L01).
    """
    facts = load_facts(unit, child_id)
    rows = load_records(unit, child_id, {record_id})
    mine = decide(Reader(viewer.person_id), facts, [fact for fact, _ in rows], unit.now)
    allowed = [row for row in rows if isinstance(mine[row[0].key], Allow)]
    if not allowed:
        raise NotFound(Attempt("record:readers", record_id, child_id))
    fact, filed = max(allowed, key=lambda row: row[0].version)
    about = {"record": str(record_id)}
    audit.append(unit, child_id, Event("record:readers", viewer.person_id, about=about))
    later = max(unit.now, fact.released_at or unit.now)
    return WhoReads(
        fact,
        filed,
        tuple(
            (standing, verdict)
            for standing, there in _professionals(unit, viewer, facts)
            if (verdict := _reads(standing.person_id, there, fact, unit.now))
        ),
        tuple(
            (person, verdict)
            for person in family(facts, unit.now)
            if (verdict := _reads(person, facts, fact, later))
        ),
        later if later > unit.now else None,
        facts,
        tuple(_outside(unit, outsiders_of(unit, child_id), facts, [one for one, _ in rows])),
    )


def _outside(
    unit: Unit, outsiders: Iterable[UUID], facts: Facts, wordings: Sequence[RecordFact]
) -> Iterable[tuple[UUID, Allow]]:
    """Yield the persons outside the kommune, of these, whom the holder may hand one text."""
    purpose = unit.use(Catalogue).default_purpose.key
    for party in outsiders:
        for allow in handed(facts, party, wordings, unit.now, purpose).values():
            yield party, allow


def _professionals(unit: Unit, viewer: Viewer, facts: Facts) -> Iterable[tuple[Standing, Facts]]:
    """Yield who may have a reason to read, each with what counts for him at that place."""
    family = set(facts.custodians)
    alone = replace(facts, tasks=(), seats=(), accesses=())
    for task in dict.fromkeys(facts.tasks):
        if task.person_id not in family:
            yield task, replace(alone, tasks=(task,))
    for seat in facts.seats:
        yield Standing(seat.person_id, seat.institution_id), replace(alone, seats=(seat,))
    for access in facts.accesses:
        row = unit.session.get_one(Access, access.access_id)
        if row.parents_told or row.receiver_id == viewer.person_id:
            place = Standing(row.receiver_id, row.institution_id)
            yield place, replace(alone, accesses=(access,))


def _reads(person: UUID, facts: Facts, fact: RecordFact, at: datetime) -> Allow | None:
    verdict = decide(Reader(person), facts, [fact], at)[fact.key]
    return verdict if isinstance(verdict, Allow) else None


def refuse_unreadable(
    unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID, action: str
) -> None:
    """Raise `NotFound` for a record the viewer may not read now (L01)."""
    rows = [fact for fact, _ in load_records(unit, child_id, {record_id})]
    verdicts = decide(Reader(viewer.person_id), load_facts(unit, child_id), rows, unit.now)
    if not any(isinstance(verdict, Allow) for verdict in verdicts.values()):
        raise NotFound(Attempt(action, record_id, child_id))


def _fact(unit: Unit, author: Author, writing: Writing, released_at: datetime | None) -> RecordFact:
    """Return the facts that a text will have once it is saved."""
    return RecordFact(
        record_id=new_id(),
        version=1,
        institution_id=author.institution_id,
        event_on=writing.event_on,
        written_on=day_of(unit.now),
        categories=writing.categories,
        subjects=writing.subjects,
        released_at=released_at,
        author_id=author.person_id,
    )


def _may(person: UUID, facts: Facts, fact: RecordFact, now: datetime) -> bool:
    return isinstance(decide(Reader(person), facts, [fact], now)[fact.key], Allow)
