"""The holder hands a copy over to a person outside the kommune, as the parents have said yes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.facts import load_facts
from stafet.consent.outside import handed
from stafet.consent.pages.rows import Row
from stafet.consent.pages.staff import staff_page
from stafet.consent.reading import Wanted, read
from stafet.consent.record_facts import load_records
from stafet.consent.special.pages.copying import without_homes
from stafet.consent.special.pages.receiving import Entry, texts_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.web.viewer import Viewer

HAND_OVER = "consent:hand-over"


@dataclass(frozen=True, slots=True)
class HandingPage:
    """Who gets the copy, what the parents have said of him, and how many texts it holds now."""

    child_id: UUID
    child: str
    outsider_id: UUID
    name: str
    row: Row
    texts: int


@dataclass(frozen=True, slots=True)
class HandedCopy:
    """A copy as it is handed over."""

    child: str
    name: str
    at: datetime
    entries: tuple[Entry, ...]


def handing_page(unit: Unit, viewer: Viewer, log_id: UUID, outsider_id: UUID) -> HandingPage:
    """Return the page to the present holder; raises `NotFound` for all others (L01)."""
    page = staff_page(unit, viewer, log_id)
    row = next((row for row in page.rows if row.institution_id == outsider_id), None)
    if row is None or not page.is_holder or outsider_id not in page.outsiders:
        raise NotFound(Attempt(HAND_OVER, outsider_id, page.child_id))
    texts = _count(unit, page.child_id, log_id, outsider_id)
    return HandingPage(page.child_id, page.child, outsider_id, page.places[outsider_id], row, texts)


def handed_copy(unit: Unit, viewer: Viewer, log_id: UUID, outsider_id: UUID) -> HandedCopy:
    """Return what is handed over now, decided anew; one block tells whom, and by which consents.

    Raises `NotFound` as the page does, and where nothing may be handed over any more (L07).
    """
    page = handing_page(unit, viewer, log_id, outsider_id)
    if not page.texts:
        raise NotFound(Attempt(HAND_OVER, outsider_id, page.child_id))
    wanted = Wanted(log_id=log_id, size=page.texts, outsider_id=outsider_id)
    purpose = _purpose(unit)
    reading = read(unit, viewer, page.child_id, wanted, action=HAND_OVER, purpose=purpose)
    entries = texts_of(unit, viewer, reading.records)
    return HandedCopy(page.child, page.name, unit.now, _oldest_first(unit, page, entries))


def _oldest_first(unit: Unit, page: HandingPage, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return without_homes(unit, page.child_id, reversed(entries))


def _count(unit: Unit, child_id: UUID, log_id: UUID, outsider_id: UUID) -> int:
    rows = load_records(unit, child_id)
    records = [fact for fact, filed in rows if filed.log_id == log_id]
    facts = load_facts(unit, child_id)
    found = handed(facts, outsider_id, records, unit.now, _purpose(unit))
    return len({record for record, _version in found})


def _purpose(unit: Unit) -> str:
    return unit.use(Catalogue).default_purpose.key
