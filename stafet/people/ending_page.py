"""What a leader sees of the end of all access to a child."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.model import Ending as EndingKind
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.endings import endings_of, standing_endings
from stafet.people.identity import names_for
from stafet.people.models import Ending
from stafet.people.queries import institutions, leads
from stafet.people.services import may_end
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class EndingRow:
    """An ending as it was told, and whether it was a mistake."""

    why: str
    source: str
    happened_on: date
    set_at: datetime
    place: str
    undone_at: datetime | None
    mistake: str


@dataclass(frozen=True, slots=True)
class EndingPage:
    child_id: UUID
    name: str
    """"" where the viewer has no name of the child."""
    kinds: Mapping[str, EndingKind]
    has_ended: bool
    rows: tuple[EndingRow, ...]
    leads: bool
    """Whether the child is at a place of the viewer's, and so has a page of its own."""


def ending_page(unit: Unit, viewer: Viewer, child_id: UUID) -> EndingPage:
    """Return what has been told; raises `NotFound` for who does not decide about the child."""
    kinds = may_end(unit, viewer, child_id)
    if not kinds:
        raise NotFound(Attempt("child:end", child_id=child_id))
    return EndingPage(
        child_id,
        names_for(unit, viewer, [child_id], "names:child").get(child_id, ""),
        kinds,
        bool(standing_endings(unit, [child_id])),
        ending_rows(unit, endings_of(unit, child_id)),
        leads(unit, viewer, child_id),
    )


def ending_rows(unit: Unit, endings: list[Ending]) -> tuple[EndingRow, ...]:
    """Return endings as they are read, in the order given: of no child the name."""
    catalogue, language = unit.use(Catalogue), current_language()
    places = institutions(unit, {row.institution_id for row in endings})
    kinds, mistakes = catalogue.endings, catalogue.ending_mistakes

    def mistake(key: str | None) -> str:
        return mistakes[key].label.in_(language) if key and key in mistakes else key or ""

    return tuple(
        EndingRow(
            kinds[row.why].label.in_(language) if row.why in kinds else row.why,
            row.source,
            row.happened_on,
            row.set_at,
            places[row.institution_id].name,
            row.undone_at,
            mistake(row.mistake),
        )
        for row in endings
    )
