"""What the pages for agreeing and following up show."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.facts import load_facts
from stafet.consent.reading import Wanted, read
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.knowing import near
from stafet.logs.pages.head import Head, head_of
from stafet.logs.pages.words import STATES
from stafet.logs.pages.writing import Choices, choices, near_faces
from stafet.logs.queries import agreements_of, author_in, follow_ups_of, log_for
from stafet.people.queries import custodians
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AgreePage:
    """Whom one can agree with, and the deadline the kommune proposes."""

    head: Head
    choices: Choices
    people: tuple[tuple[str, str], ...]
    deadline_on: date


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier follow-up's words."""

    on: date
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """The agreement as it stands."""

    head: Head
    text: str
    responsible: str
    deadline_on: date
    overdue: bool
    state: str
    row_version: int
    categories: frozenset[str]
    former: tuple[Former, ...]


def agree_page(unit: Unit, viewer: Viewer, log_id: UUID) -> AgreePage:
    log = log_for(unit, viewer, log_id, "log:agree")
    author_in(unit, viewer, log)
    faces = near_faces(unit, viewer, log)
    facts = load_facts(unit, log.child_id)
    staff = {person: faces.of(person, place) for person, place in near(unit, viewer, log, facts)}
    family = {person: faces.of(person, None) for person in custodians(unit, log.child_id)}
    whom = {**family, **staff}
    first = sorted(whom.items(), key=lambda pair: (pair[0] != viewer.person_id, pair[1].whole))
    days = unit.use(Catalogue).deadlines.agreement_days
    return AgreePage(
        head_of(unit, log, faces),
        choices(unit, log, faces),
        tuple((str(person), face.whole) for person, face in first),
        day_of(unit.now) + timedelta(days=days),
    )


def follow_up_page(unit: Unit, viewer: Viewer, log_id: UUID, agreement_id: UUID) -> FollowUpPage:
    """Return an agreement the viewer may read; raises `NotFound` for every other (L01)."""
    log = log_for(unit, viewer, log_id, "log:follow-up")
    author_in(unit, viewer, log)
    fact = agreements_of(unit, log_id).get(agreement_id)
    if fact is None:
        raise NotFound(Attempt("log:follow-up", agreement_id, log.child_id))
    ids = {agreement_id, *follow_ups_of(unit, log_id, about=agreement_id)}
    wanted = Wanted(records=frozenset(ids), log_id=log_id)
    reading = read(unit, viewer, log.child_id, wanted, action="log:follow-up")
    shown = next((one for one in reading.records if one.record_id == agreement_id), None)
    if shown is None:
        raise NotFound(Attempt("log:follow-up", agreement_id, log.child_id))
    faces = near_faces(
        unit, viewer, log, {fact.responsible_id, *(r.author_id for r in reading.records)}
    )
    return FollowUpPage(
        head=head_of(unit, log, faces),
        text=shown.content.text if shown.content else "",
        responsible=faces.name(fact.responsible_id),
        deadline_on=fact.deadline_on,
        overdue=fact.overdue,
        state=str(STATES[fact.state]),
        row_version=fact.row_version,
        categories=shown.categories,
        former=tuple(
            Former(one.event_on, faces.name(one.author_id), one.content.text)
            for one in reading.records
            if one.content and one.content.text and one.record_id != agreement_id
        ),
    )
