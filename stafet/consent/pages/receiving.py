"""The office's page: forms that were printed, givers and places for an answer received."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.answers import asked_about
from stafet.consent.models import Paper, SignedText
from stafet.consent.office import office_for
from stafet.consent.receipts.receipt import number_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_for
from stafet.people.queries import givers_of, institutions, my_tasks
from stafet.people.telling import place_names
from stafet.records.queries import telling_places
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer

READ = "consent:receiving"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed form."""

    id: UUID
    number: str
    made_on: date
    language: str
    young: bool
    """Whether it speaks to the young person, and only that one signs it."""
    body: str
    places: tuple[tuple[UUID, str], ...]
    kinds: tuple[tuple[UUID, str], ...]
    """Of the places that betray a protected home: the paper says their kind, never their name."""
    file_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReceivingPage:
    """What the office needs to receive an answer."""

    child_id: UUID
    child: str
    givers: tuple[tuple[UUID, str], ...]
    places: tuple[tuple[UUID, str], ...]
    sheets: tuple[Sheet, ...]
    languages: tuple[str, ...]
    sees_scans: bool
    """Whether the viewer may open the scans: by a task with the child, not by leading."""

    @property
    def asks_young(self) -> bool:
        """Whether the child is old enough to be asked itself."""
        return any(giver == self.child_id for giver, _name in self.givers)

    def givers_on(self, sheet: Sheet | None) -> tuple[tuple[UUID, str], ...]:
        """Return who signs a form: the young person, or the parents; aloud, any of them."""
        return tuple(
            (giver, name)
            for giver, name in self.givers
            if sheet is None or sheet.young == (giver == self.child_id)
        )

    def sheet(self, paper_id: UUID) -> Sheet:
        """Return one form; raises `NotFound` for another child's and for none."""
        for sheet in self.sheets:
            if sheet.id == paper_id:
                return sheet
        raise NotFound(Attempt(READ, paper_id, self.child_id))


def receiving_page(unit: Unit, viewer: Viewer, log_id: UUID) -> ReceivingPage:
    """Return the page of the office; raises `NotFound` for everybody else."""
    child_id = office_for(unit, viewer, log_id, READ)
    audit.append(unit, child_id, Event(READ, viewer.person_id))
    asked = list(asked_about(unit, child_id))
    givers = givers_of(unit, child_id)
    names = names_for(unit, viewer, {child_id, *givers})
    query = (
        select(Paper, SignedText)
        .join(SignedText, SignedText.digest == Paper.text_digest)
        .where(Paper.child_id == child_id)
        .order_by(Paper.made_at.desc())
    )
    papers = [(paper, text) for paper, text in unit.session.execute(query)]
    on_papers = {UUID(place) for paper, _ in papers for place in paper.places}
    found = institutions(unit, {*asked, *on_papers})
    named = place_names(unit, viewer, child_id, found, current_language())
    places = {place: named[place] for place in [*asked, *sorted(on_papers - set(asked))]}
    kinds = {place: found[place].kind for place in telling_places(unit, child_id) if place in found}
    return ReceivingPage(
        child_id=child_id,
        child=names.get(child_id, ""),
        givers=tuple((giver, names.get(giver, "")) for giver in givers),
        places=tuple((place, places[place]) for place in asked),
        sheets=tuple(_sheet(paper, text, places, kinds) for paper, text in papers),
        languages=tuple(unit.use(Catalogue).consent_texts),
        sees_scans=bool(my_tasks(unit, viewer, child_id)),
    )


def _sheet(
    paper: Paper, text: SignedText, places: Mapping[UUID, str], kinds: Mapping[UUID, str]
) -> Sheet:
    return Sheet(
        id=paper.id,
        number=number_of(paper.id),
        made_on=day_of(paper.made_at),
        language=text.language,
        young=text.young,
        body=text.body,
        places=tuple((place, name) for place, name in places.items() if str(place) in paper.places),
        kinds=tuple(kinds.items()),
        file_id=paper.file_id,
    )
