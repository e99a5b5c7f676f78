"""Who could read a record at a past instant, why, and who did (L62). By the same decision."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet.audit.models import Block
from stafet.catalogue import Catalogue
from stafet.consent.decision import Allow, Basis, Facts, Reader, RecordFact, decide
from stafet.consent.facts import load_facts
from stafet.consent.outside import handed
from stafet.consent.reading import OUTSIDER
from stafet.consent.record_facts import load_records
from stafet.consent.special.models import Access
from stafet.db.transaction import Unit
from stafet.people.queries import outsiders_of
from stafet.vault import Kind

MOST = 200
"""How many of the reads are listed, the newest first."""


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody who could read: the newest wording open to him, and at which place."""

    person_id: UUID | None
    """None for a person outside the kommune, whom `institution_id` names."""
    institution_id: UUID | None
    fact: RecordFact
    allow: Allow


@dataclass(frozen=True, slots=True)
class Did:
    """One read of the record; `person_id` None is the system itself."""

    at: datetime
    person_id: UUID | None
    version: int
    basis: str
    outsider_id: UUID | None = None


def who_could(
    unit: Unit, child_id: UUID, record_id: UUID, at: datetime
) -> tuple[Facts, tuple[Could, ...]]:
    """Return what decided about a child at an instant, and who could read the record then."""
    facts = load_facts(unit, child_id, at=at)
    rows = [fact for fact, _ in load_records(unit, child_id, {record_id}, at=at)]
    rows.sort(key=lambda fact: -fact.version)
    found = (_could(unit, person, facts, rows, at) for person in _near(facts))
    return facts, (*(one for one in found if one), *_outside(unit, child_id, facts, rows, at))


def _outside(
    unit: Unit, child_id: UUID, facts: Facts, rows: list[RecordFact], at: datetime
) -> Iterable[Could]:
    """Yield the persons outside the kommune whom the holder of then could hand it."""
    purpose = unit.use(Catalogue).default_purpose.key
    for party in outsiders_of(unit, child_id):
        found = handed(facts, party, rows, at, purpose)
        first = next((fact for fact in rows if fact.key in found), None)
        if first is not None:
            yield Could(None, party, first, found[first.key])


def _near(facts: Facts) -> Iterable[UUID]:
    """Return everybody who can have had a basis: nobody else can come to the child at all."""
    youth = (facts.youth.person_id,) if facts.youth else ()
    tasks = (task.person_id for task in facts.tasks)
    seats = (seat.person_id for seat in facts.seats)
    accesses = (access.person_id for access in facts.accesses)
    return dict.fromkeys([*facts.custodians, *youth, *tasks, *seats, *accesses])


def _could(
    unit: Unit, person: UUID, facts: Facts, rows: list[RecordFact], at: datetime
) -> Could | None:
    verdicts = decide(Reader(person), facts, rows, at)
    for fact in rows:
        allow = verdicts[fact.key]
        if isinstance(allow, Allow):
            return Could(person, _place(unit, person, facts, fact, allow), fact, allow)
    return None


def _place(unit: Unit, person: UUID, facts: Facts, fact: RecordFact, allow: Allow) -> UUID | None:
    """Return in which institution's name he could read; the family reads in nobody's."""
    mine = [task.institution_id for task in facts.tasks if task.person_id == person]
    match allow.basis:
        case Basis.CUSTODY | Basis.YOUTH:
            return None
        case Basis.OWN_RECORD:
            return fact.institution_id if fact.institution_id in mine else None
        case Basis.CONSENT:
            used = {g.institution_id for g in facts.grants if g.consent_id in allow.consents}
            return next(place for place in mine if place in used)
        case Basis.MEETING_SEAT:
            seats = (seat for seat in facts.seats if seat.person_id == person)
            return next(s.institution_id for s in seats if s.record_id == fact.record_id)
        case Basis.STATUTE:
            return unit.session.get_one(Access, allow.consents[0]).institution_id


def who_did(unit: Unit, child_id: UUID, record_id: UUID) -> tuple[tuple[Did, ...], bool]:
    """Return who read the record, from the witness, the newest first; and whether that is all."""
    named = Block.body.contains(f'["{record_id}",', autoescape=True)
    opened = Block.body.contains('"opened":[{', autoescape=True)
    query = select(Block.body).where(Block.chain == child_id, named, opened)
    found: list[Did] = []
    for body in unit.session.scalars(query.order_by(Block.sequence.desc())):
        found += _reads(body, record_id)
        if len(found) > MOST:
            return tuple(found[:MOST]), False
    return tuple(found), True


def _reads(body: str, record_id: UUID) -> Iterable[Did]:
    told = json.loads(body)
    for sight in told["opened"]:
        if sight["kind"] != Kind.CONTENT:
            continue
        for name, version in sight["objects"]:
            if name == str(record_id):
                actor = UUID(told["actor"]) if told["actor"] else None
                outsider = told["about"].get(OUTSIDER)
                yield Did(
                    datetime.fromisoformat(told["at"]),
                    actor,
                    version,
                    sight["basis"],
                    UUID(outsider) if outsider else None,
                )
