"""The page "who could read it then": for the data-protection officer and leaders; no text on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.decision import Facts, RecordFact
from stafet.consent.record_facts import Filed, load_records
from stafet.consent.scope import last_day
from stafet.consent.wording import Grounds
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.insight.who_could import Could, Did, who_could, who_did
from stafet.logs.models import Stafetlog
from stafet.logs.pages.faces import Face, Faces, faces_for
from stafet.logs.pages.words import KINDS
from stafet.logs.queries import log_facts
from stafet.oversight.pages.readings import BASES, handed_to
from stafet.people.identity import names_overseen
from stafet.people.queries import institutions, placements_of, tasks_with
from stafet.people.services import find_child
from stafet.records.queries import child_of, telling_places
from stafet.vault import Vault
from stafet.web.i18n import _, current_language, short_day
from stafet.web.viewer import Role, Viewer

ACTION = "record:who-could"
FIND = "record:who-could-find"


@dataclass(frozen=True, slots=True)
class CouldLine:
    """Somebody who could read: which wording, why, and by whose signings."""

    face: Face
    version: int
    why: str
    consents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DidLine:
    at: datetime
    face: Face
    version: int
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who could read one record at one instant, and who has read it at all."""

    record: str
    at: datetime
    written: bool
    could: tuple[CouldLine, ...]
    did: tuple[DidLine, ...]
    all_reads: bool


@dataclass(frozen=True, slots=True)
class WhoCouldPage:
    log_id: UUID
    child: str
    records: tuple[tuple[str, str], ...]
    """Each record that may be asked about: its kind, day and place, no words."""
    answer: Answer | None


def who_could_page(
    unit: Unit,
    viewer: Viewer,
    log_id: UUID,
    record_id: UUID | None,
    at: datetime | None,
    *,
    on_paper: bool = False,
) -> WhoCouldPage:
    """Return who could read, to the data-protection officer and to leaders near the child.

    A leader may ask about what was written where he leads (L01). `NotFound` for everybody else.
    Paper is handed on: a place that betrays a protected home has no name on it.
    """
    child_id = child_of(unit, log_id)
    if child_id is None or not audit.lock(unit, child_id):
        raise NotFound(Attempt(ACTION, log_id))
    if not may_ask(unit, viewer, log_id, child_id):
        raise NotFound(Attempt(ACTION, log_id, child_id))
    rows = _rows(unit, viewer, log_id, child_id)
    look = _Look(unit, viewer, child_id, on_paper)
    faces = look.faces([], [fact.institution_id for fact, _ in rows])
    answer = None
    if record_id is not None:
        if all(fact.record_id != record_id for fact, _ in rows):
            raise NotFound(Attempt(ACTION, record_id, child_id))
        answer = _answer(look, record_id, min(at or unit.now, unit.now))
    labels = {str(row[0].record_id): _label(row, faces) for row in rows}
    return WhoCouldPage(log_id, faces.names.get(child_id, ""), tuple(labels.items()), answer)


def log_to_ask_about(unit: Unit, viewer: Viewer, cpr: str) -> UUID | None:
    """Return the newest log about the child with this number, to the data-protection officer.

    None alike where there is no such child and where nothing is written about it. The question is
    recorded, the number only as a keyed digest (L44). `Invalid` at `cpr`, `NotFound` for others.
    """
    if Role.DPO not in viewer.roles:
        raise NotFound(Attempt(FIND))
    child_id = find_child(unit, cpr=cpr)
    digits = "".join(sign for sign in cpr if sign.isdigit())
    about = {"criterion": unit.use(Vault).blind_index("search", digits).hex()}
    audit.append(unit, audit.KOMMUNE, Event(FIND, viewer.person_id, about=about))
    query = select(Stafetlog.id).where(Stafetlog.child_id == child_id)
    return unit.session.scalars(query.order_by(Stafetlog.opened_at.desc())).first()


def may_ask(unit: Unit, viewer: Viewer, log_id: UUID, child_id: UUID) -> bool:
    """Return whether the viewer answers for a place that the child or its log is at."""
    if Role.DPO in viewer.roles:
        return True
    places = {row.institution_id for row in placements_of(unit, child_id)}
    places |= {task.institution_id for task in tasks_with(unit, child_id)}
    return bool(viewer.led & (places | {log_facts(unit, log_id).institution_id}))


def _rows(
    unit: Unit, viewer: Viewer, log_id: UUID, child_id: UUID
) -> list[tuple[RecordFact, Filed]]:
    """Return the first wording of each record of the log that the viewer may ask about."""
    overseer = Role.DPO in viewer.roles
    return [
        (fact, filed)
        for fact, filed in load_records(unit, child_id, releases=False)
        if filed.log_id == log_id
        and fact.version == 1
        and (overseer or fact.institution_id in viewer.led)
    ]


def _answer(look: "_Look", record_id: UUID, at: datetime) -> Answer:
    unit, viewer, child_id = look.unit, look.viewer, look.child_id
    about = {"record": str(record_id), "at": at.isoformat()}
    audit.append(unit, child_id, Event(ACTION, viewer.person_id, about=about))
    facts, could = who_could(unit, child_id, record_id, at)
    did, all_reads = who_did(unit, child_id, record_id)
    rows = load_records(unit, child_id, {record_id}, releases=False)
    people = {one.person_id for one in could} | {one.person_id for one in did}
    people |= {grant.giver_id for grant in facts.grants}
    places = {one.institution_id for one in could} | {one.outsider_id for one in did}
    places |= {fact.institution_id for fact, _ in rows}
    faces = look.faces(people, places)
    first = min(rows, key=lambda row: row[0].version)
    grounds = Grounds(unit, facts, faces, first[0].author_id)
    return Answer(
        _label(first, faces),
        at,
        bool(load_records(unit, child_id, {record_id}, releases=False, at=at)),
        tuple(_could_line(one, facts, faces, grounds, child_id) for one in could),
        tuple(_did_line(one, faces, child_id) for one in did),
        all_reads,
    )


def _could_line(
    one: Could, facts: Facts, faces: Faces, grounds: Grounds, child_id: UUID
) -> CouldLine:
    signed, party = tuple(_signings(facts, faces, one)), one.institution_id
    if one.person_id is None and party is not None:
        why = grounds.by_consent(party, one.allow)
        copied = _("could be handed a copy")
        return CouldLine(Face(faces.place(party), copied), one.fact.version, why, signed)
    assert one.person_id is not None
    face = _face(faces, one.person_id, party, child_id)
    return CouldLine(face, one.fact.version, grounds.of(one.person_id, party, one.allow), signed)


def _signings(facts: Facts, faces: Faces, one: Could) -> Iterable[str]:
    """Say each signing that opened it: by whom, when, until when."""
    used = [
        grant
        for grant in facts.grants
        if grant.consent_id in one.allow.consents and grant.institution_id == one.institution_id
    ]
    for grant in sorted(used, key=lambda grant: grant.signed_at):
        yield _(
            "%(giver)s, signed %(day)s, the last day is %(until)s",
            giver=faces.name(grant.giver_id),
            day=short_day(day_of(grant.signed_at)),
            until=short_day(last_day(grant.until_at)),
        )


def _did_line(one: Did, faces: Faces, child_id: UUID) -> DidLine:
    why = {str(basis): str(said) for basis, said in BASES.items()}
    why |= {"consent": _("By a consent."), "statute": _("By special access.")}
    place = next((place for person, place in faces.titles if person == one.person_id), None)
    if one.person_id is None:
        face = Face(_("The system itself"))
    else:
        face = _face(faces, one.person_id, place, child_id)
    told = why.get(one.basis, one.basis)
    if one.outsider_id is not None:
        told = f"{told} {handed_to(faces.place(one.outsider_id))}"
    return DidLine(one.at, face, one.version, told)


def _face(faces: Faces, person: UUID, place: UUID | None, child_id: UUID) -> Face:
    if person == child_id:
        return Face(faces.name(person), _("the child itself"))
    return faces.of(person, place)


def _label(row: tuple[RecordFact, Filed], faces: Faces) -> str:
    fact, filed = row
    parts = (str(KINDS[filed.kind]), short_day(fact.event_on), faces.place(fact.institution_id))
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Look:
    """Who asks about whom, on screen or on paper."""

    unit: Unit
    viewer: Viewer
    child_id: UUID
    on_paper: bool

    def faces(self, people: Iterable[UUID | None], places: Iterable[UUID | None]) -> Faces:
        """Look names up; the data-protection officer, who answers for all, may know everybody's."""
        wanted = {self.child_id, *(person for person in people if person)}
        faces = faces_for(self.unit, self.viewer, self.child_id, wanted, places)
        if self.on_paper:
            faces = replace(faces, places={**faces.places, **self._withheld()})
        if Role.DPO not in self.viewer.roles:
            return faces
        rest = wanted - faces.names.keys()
        overseen = names_overseen(self.unit, self.viewer, rest)
        return replace(faces, names={**faces.names, **overseen})

    def _withheld(self) -> dict[UUID, str]:
        """Return what is said of the places that betray a home: their kind."""
        kinds = self.unit.use(Catalogue).institution_kinds
        found = institutions(self.unit, telling_places(self.unit, self.child_id))
        language = current_language()
        return {row.id: kinds[row.kind].withheld.in_(language) for row in found.values()}
