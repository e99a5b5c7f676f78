"""The parents' page: what is asked, what is open, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import last_day_of_consent
from stafet.catalogue.deadlines import Deadlines
from stafet.catalogue.texts import ConsentText
from stafet.clock import day_of
from stafet.consent.answers import Answered, Stand, why_asked
from stafet.consent.pages.rows import Opening, Row, Table
from stafet.consent.pages.table import child_for, holder_of, load_table
from stafet.consent.reading import read_questions
from stafet.consent.scope import last_day, left_of
from stafet.consent.services import acts_of
from stafet.db.transaction import Unit
from stafet.people.identity import names_for
from stafet.people.models import Guardian
from stafet.people.telling import place_names
from stafet.web.i18n import LANGUAGES
from stafet.web.viewer import Viewer


class State(StrEnum):
    """What a parent is told of an institution, in one word."""

    OPEN = "open"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    APART = "apart"
    AHEAD = "ahead"
    NO = "no"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"


GIVEN = frozenset({State.OPEN, State.WAITING, State.APART, State.AHEAD, State.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Mine:
    """A row as one giver sees it; `topics` are those his own yes still covers.

    `said` is what he last said yes to, to stand beside the new choice (L06).
    """

    row: Row
    name: str
    state: State
    topics: tuple[str, ...]
    begins_on: date | None
    said: Opening | None = None
    runs_out: bool = False
    why: str = ""
    """Why the holder asks, in his own words."""
    is_outside: bool = False
    """Whether it is a person outside the kommune, who gets a copy on paper."""
    corrects: str = ""
    """The name he had before it was corrected."""

    @property
    def id(self) -> UUID:
        return self.row.institution_id

    @property
    def is_given(self) -> bool:
        """Whether the viewer has something to take back."""
        return self.state in GIVEN

    @property
    def is_asked(self) -> bool:
        """Whether an answer of the viewer is waited for."""
        return self.state in {State.UNANSWERED, State.LAPSED, State.SUSPENDED}

    @property
    def is_suspended(self) -> bool:
        """Whether it waits to be said again after a change of custody (L18)."""
        return self.state is State.SUSPENDED

    @property
    def is_due(self) -> bool:
        """Whether there is something to decide now: asked, or soon at its end."""
        return self.is_asked or self.runs_out


@dataclass(frozen=True, slots=True)
class GuardianPage:
    """Everything the page says; names by person."""

    child_id: UUID
    viewer_id: UUID
    rows: tuple[Mine, ...]
    names: Mapping[UUID, str]
    holder: str
    holder_place: str
    text: ConsentText
    longest: date
    acts: int
    held: bool
    custody_known: bool
    whole: bool

    @property
    def child(self) -> str:
        return self.names.get(self.child_id, "")

    def waited_for(self, row: Mine) -> tuple[str, ...]:
        """Return who has not answered about a place, the viewer left out."""
        return self._named(row.row.missing)

    def others(self, row: Mine) -> tuple[str, ...]:
        """Return who else has a say about a place."""
        return self._named((*row.row.answered, *row.row.missing))

    def _named(self, people: tuple[UUID, ...]) -> tuple[str, ...]:
        return tuple(self.names.get(one, "") for one in people if one != self.viewer_id)

    def row(self, place: UUID) -> Mine | None:
        return next((row for row in self.rows if row.id == place), None)


def guardian_page(
    unit: Unit, viewer: Viewer, log_id: UUID, language: str, *, words: bool = True
) -> GuardianPage:
    """Return the page of a giver; a place that betrays a home has no name there.

    Without `words` no key is needed: no name and no asker's sentence is opened (R18).
    """
    child_id = child_for(unit, viewer, log_id, "consent:read")
    table = load_table(unit, viewer, child_id, "consent:read")
    rows, holder = table.rows(viewer.person_id), holder_of(unit, child_id)
    givers = {giver for row in rows for giver in (*row.answered, *row.missing)}
    people = {child_id, *givers} | ({holder.person_id} if holder else set())
    names = names_for(unit, viewer, people) if words else {}
    ids = {row.institution_id for row in rows} | ({holder.institution_id} if holder else set())
    wrong = {place: old[0] for place in ids if (old := table.earlier(place))}
    ids |= set(wrong.values())
    catalogue, today = unit.use(Catalogue), day_of(unit.now)
    deadlines = catalogue.deadlines
    places = place_names(unit, viewer, child_id, ids, language)
    whys = _reasons(unit, viewer, child_id) if words else {}
    return GuardianPage(
        child_id=child_id,
        viewer_id=viewer.person_id,
        rows=tuple(
            replace(
                _mine(table, row, viewer, places[row.institution_id], deadlines),
                why=whys.get(row.institution_id, ""),
                is_outside=row.institution_id in table.outsiders,
                corrects=places[wrong[row.institution_id]] if row.institution_id in wrong else "",
            )
            for row in rows
        ),
        names=names,
        holder=names.get(holder.person_id, "") if holder else "",
        holder_place=places[holder.institution_id] if holder else "",
        text=catalogue.consent_text(language, None, today, young=viewer.person_id == child_id),
        longest=last_day_of_consent(today, deadlines.consent_months),
        acts=acts_of(unit, viewer.person_id, child_id),
        held=table.facts.held,
        custody_known=table.facts.custody_known,
        whole=table.facts.whole,
    )


def language_of(unit: Unit, viewer: Viewer) -> str | None:
    """Return the guardian's own language, where the pages are on offer in it."""
    guardian = unit.session.get(Guardian, viewer.person_id)
    return guardian.language if guardian and guardian.language in LANGUAGES else None


def _reasons(unit: Unit, viewer: Viewer, child_id: UUID) -> dict[UUID, str]:
    asked = why_asked(unit, child_id)
    if not asked:
        return {}
    items = [(context, sealed) for _place, context, sealed in asked]
    words = read_questions(unit, viewer, child_id, items)
    return {place: text or "" for (place, *_), text in zip(asked, words, strict=True)}


def _mine(table: Table, row: Row, viewer: Viewer, name: str, deadlines: Deadlines) -> Mine:
    at = table.stand(viewer.person_id, row.institution_id)
    names = (row.institution_id, *table.earlier(row.institution_id))
    said = [table.newest.get((viewer.person_id, name)) for name in names]
    answered, before = said[0], next(filter(None, said), None)
    grant = answered.grant if answered and at is Stand.YES else None
    begins_on = table.later(day_of(grant.from_at)) if grant else None
    left = left_of(grant, table.facts.taken) if grant else frozenset()
    topics = tuple(topic for topic in table.topics if topic in left)
    soon = table.now + timedelta(days=max(deadlines.consent_reminder_days))
    return Mine(
        row,
        name,
        _state(row, at, begins_on),
        topics,
        begins_on,
        said=_said(table, before, viewer),
        runs_out=grant is not None and grant.until_at <= soon,
    )


def _said(table: Table, answered: Answered | None, viewer: Viewer) -> Opening | None:
    """Return what somebody last said yes to, less what he has taken back since."""
    if answered is None or answered.grant is None:
        return None
    grant = answered.grant
    covered = left_of(grant, table.facts.taken) or grant.categories
    return Opening(
        tuple(topic for topic in table.topics if topic in covered),
        grant.since_on,
        last_day(grant.until_at),
        private=str(viewer.person_id) in grant.subjects,
    )


def _state(row: Row, at: Stand, begins_on: date | None) -> State:
    if at is Stand.YES:
        if row.is_open:
            return State.OPEN
        if row.missing:
            return State.WAITING
        return State.AHEAD if begins_on else State.APART
    return State.UNANSWERED if at is Stand.NONE else State(at.value)
