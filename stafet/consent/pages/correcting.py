"""The page where the holder corrects the name of a person outside the kommune."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stafet.consent.answers import why_asked
from stafet.consent.pages.staff import staff_page
from stafet.consent.reading import read_questions
from stafet.consent.services.correcting import CORRECT
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.rules import Outsider
from stafet.people.telling import outsiders_named
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CorrectingPage:
    """Who the parents were asked about, in which words, and whether somebody has answered."""

    child_id: UUID
    who: Outsider
    why: str
    from_on: date | None
    answered: bool


def correcting_page(unit: Unit, viewer: Viewer, log_id: UUID, outsider_id: UUID) -> CorrectingPage:
    """Return the page to the present holder; raises `NotFound` for all others (L01)."""
    page = staff_page(unit, viewer, log_id)
    who = outsiders_named(unit, viewer, page.child_id).get(outsider_id)
    row = next((row for row in page.rows if row.institution_id == outsider_id), None)
    if row is None or who is None or not page.is_holder or outsider_id in page.renamed:
        raise NotFound(Attempt(CORRECT, outsider_id, page.child_id))
    why = _why(unit, viewer, page.child_id, outsider_id)
    return CorrectingPage(page.child_id, who, why, row.from_on, bool(row.answered))


def _why(unit: Unit, viewer: Viewer, child_id: UUID, outsider_id: UUID) -> str:
    """Return the viewer's own sentence to the parents; another holder's is not his to read."""
    for place, context, sealed in why_asked(unit, child_id):
        if place == outsider_id and context.author == viewer.person_id:
            return read_questions(unit, viewer, child_id, [(context, sealed)])[0] or ""
    return ""
