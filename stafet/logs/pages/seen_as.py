"""The log as somebody near the child can read it: only what the holder may read himself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.answers import asked_about
from stafet.consent.decision import (
    CHILD,
    Allow,
    Facts,
    Key,
    Reader,
    RecordFact,
    Standing,
    decide,
)
from stafet.consent.facts import load_facts
from stafet.consent.outside import handed
from stafet.consent.reading import Reading, Wanted, read
from stafet.consent.record_facts import load_records
from stafet.consent.rules import family
from stafet.consent.wording import Reasons
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.ids import new_id
from stafet.logs.pages.entries import Doings, Entry, EntryMaker
from stafet.logs.pages.faces import Face, faces_for
from stafet.logs.pages.head import Head, short_head
from stafet.logs.queries import LogFacts, agreements_of, follow_ups_of, held_log
from stafet.people.queries import outsiders_of
from stafet.web.viewer import Viewer

ACTION = "log:read-as"
MOST = 200


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose eyes: a person near the child, or an institution: anybody with a task there."""

    person_id: UUID | None
    institution_id: UUID | None
    face: Face


@dataclass(frozen=True, slots=True)
class SeenAsPage:
    """What somebody else can read, and how many entries the holder can read himself."""

    head: Head
    eyes: Eyes
    others: tuple[Eyes, ...]
    entries: tuple[Entry, ...]
    of: int


def seen_as_page(
    unit: Unit, viewer: Viewer, log_id: UUID, person_id: UUID | None, place_id: UUID | None
) -> SeenAsPage:
    """Return what another could read, of what the holder may; it is the holder's own read.

    Raises `NotFound` for anybody but the holder, and for eyes that are not near the child.
    """
    log = held_log(unit, viewer, log_id, ACTION)
    facts = load_facts(unit, log.child_id)
    near = _near(unit, viewer, log, facts)
    wanted = (person_id, None if person_id else place_id)
    eyes = next((one for one in near if _whose(one) == wanted), None)
    if eyes is None:
        raise NotFound(Attempt(ACTION, log_id, log.child_id, person_id))
    rows = [row for row, filed in load_records(unit, log.child_id) if filed.log_id == log_id]
    theirs = Wanted(exactly=_readable(unit, log.child_id, facts, eyes, rows), size=MOST)
    reading = read(unit, viewer, log.child_id, theirs, action=ACTION)
    mine = decide(Reader(viewer.person_id), facts, rows, unit.now)
    return SeenAsPage(
        head=short_head(unit, viewer, log),
        eyes=eyes,
        others=tuple(one for one in near if one != eyes),
        entries=_entries(unit, viewer, log, reading),
        of=len({key[0] for key, verdict in mine.items() if isinstance(verdict, Allow)}),
    )


def _near(unit: Unit, viewer: Viewer, log: LogFacts, facts: Facts) -> tuple[Eyes, ...]:
    """Return whose eyes can be lent: the family's, each professional's, each place's."""
    staff = [task for task in facts.tasks if task.person_id != viewer.person_id]
    relatives = family(facts, unit.now)
    asked = [*asked_about(unit, log.child_id), *(grant.institution_id for grant in facts.grants)]
    places = dict.fromkeys([*(task.institution_id for task in staff), *asked])
    people = [*relatives, *(task.person_id for task in staff)]
    faces = faces_for(unit, viewer, log.child_id, people, places)
    persons = {task.person_id: task.institution_id for task in reversed(staff)}
    return (
        *(Eyes(one, None, Face(faces.name(one))) for one in relatives),
        *(Eyes(one, place, faces.of(one, place)) for one, place in persons.items()),
        *(Eyes(None, place, Face(faces.place(place))) for place in places),
    )


def _whose(eyes: Eyes) -> tuple[UUID | None, UUID | None]:
    return eyes.person_id, None if eyes.person_id else eyes.institution_id


def _readable(
    unit: Unit, child_id: UUID, facts: Facts, eyes: Eyes, rows: Sequence[RecordFact]
) -> frozenset[Key]:
    """Return the versions these eyes could read now, by the same decision.

    Or could be handed, where they are a person's outside the kommune.
    """
    party = None if eyes.person_id else eyes.institution_id
    if party is not None and party in outsiders_of(unit, child_id):
        purpose = unit.use(Catalogue).default_purpose.key
        return frozenset(handed(facts, party, rows, unit.now, purpose))
    reader = Reader(eyes.person_id or new_id())
    if eyes.person_id is None and eyes.institution_id is not None:
        facts = replace(facts, tasks=(Standing(reader.person_id, eyes.institution_id),))
    verdicts = decide(reader, facts, rows, unit.now)
    return frozenset(key for key, verdict in verdicts.items() if isinstance(verdict, Allow))


def _entries(unit: Unit, viewer: Viewer, log: LogFacts, reading: Reading) -> tuple[Entry, ...]:
    people = {shown.author_id for shown in reading.records} | {log.child_id}
    people |= {grant.giver_id for grant in reading.facts.grants}
    people |= {UUID(one) for shown in reading.records for one in shown.subjects - {CHILD}}
    places = {shown.institution_id for shown in reading.records}
    places |= {task.institution_id for task in reading.facts.tasks}
    doings = Doings(agreements_of(unit, log.id), follow_ups_of(unit, log.id))
    people |= {fact.responsible_id for fact in doings.agreements.values()}
    faces = faces_for(unit, viewer, log.child_id, people, places)
    reasons = Reasons(unit, viewer, log.child_id, reading.facts, faces)
    return tuple(EntryMaker(unit, viewer, faces, reasons, doings).entries(reading.records))
