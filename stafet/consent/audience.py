"""Who will be able to read, told before anything is saved or signed (L20). By the same decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from stafet.clock import day_of
from stafet.consent.decision import Allow, Facts, Reader, RecordFact, Standing, decide
from stafet.consent.facts import load_facts
from stafet.consent.record_facts import load_records
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.ids import new_id
from stafet.records.services import Author, Writing
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Readers:
    """Persons who will be able to read, and from when the guardians can."""

    professionals: tuple[tuple[UUID, UUID], ...]
    guardians: tuple[UUID, ...]
    guardians_from: datetime


def readers_of(
    unit: Unit, child_id: UUID, author: Author, writing: Writing, guardians_from: datetime
) -> Readers:
    """Return who will be able to read a text that is not saved yet."""
    facts = load_facts(unit, child_id)
    fact = _fact(unit, author, writing, guardians_from)
    later = max(unit.now, guardians_from)
    return Readers(
        tuple(
            (task.person_id, task.institution_id)
            for task in facts.tasks
            if task.person_id not in facts.custodians
            and _may(task.person_id, facts, fact, unit.now)
        ),
        tuple(person for person in facts.custodians if _may(person, facts, fact, later)),
        guardians_from,
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
