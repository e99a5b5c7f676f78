"""The list of requests for access, a page at a time: a professional's, and the family's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from stafet.access_requests.models import AccessRequest, Decision
from stafet.access_requests.queries import decisions_of, how_many_requests, requests_of
from stafet.access_requests.rules import AskerKind
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.people.identity import names_for, names_overseen
from stafet.people.telling import place_names
from stafet.web.i18n import _, current_language
from stafet.web.paging import pages_in
from stafet.web.viewer import Viewer

PAGE = 25
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """A request on a list."""

    id: UUID
    child: str
    place: str
    asker: AskerKind
    received_on: date
    due_on: date
    answered: bool
    overdue: bool
    soon: bool
    mine: bool
    named: bool


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """A page of the list."""

    lines: list[Line]
    page: int
    pages: int


def requests_page(unit: Unit, viewer: Viewer, number: int = 1) -> RequestsPage:
    """Return a page of the requests a professional sees to, or of the family's own."""
    pages = pages_in(how_many_requests(unit, viewer), PAGE)
    number = min(number, pages)
    rows = requests_of(unit, viewer, slice((number - 1) * PAGE, number * PAGE))
    return RequestsPage(lines_of(unit, viewer, rows), number, pages)


def lines_of(unit: Unit, viewer: Viewer, rows: Sequence[AccessRequest]) -> list[Line]:
    """Return requests as they stand on a list."""
    children = {row.child_id for row in rows}
    named = names_for if viewer.is_family else names_overseen
    names, decisions = named(unit, viewer, children), decisions_of(unit, rows)
    places = _places(unit, viewer, rows)
    return [
        _line(unit, viewer, row, names, places[row.child_id], decisions.get(row.id)) for row in rows
    ]


def _places(
    unit: Unit, viewer: Viewer, rows: Sequence[AccessRequest]
) -> dict[UUID, dict[UUID, str]]:
    """Return by child what the places are called: to the family none that betrays a home."""
    children, places = {row.child_id for row in rows}, {row.institution_id for row in rows}
    language = current_language()
    if viewer.is_family:
        return {child: place_names(unit, viewer, child, places, language) for child in children}
    return dict.fromkeys(children, place_names(unit, viewer, None, places, language))


def _line(
    unit: Unit,
    viewer: Viewer,
    row: AccessRequest,
    names: Mapping[UUID, str],
    places: Mapping[UUID, str],
    decision: Decision | None,
) -> Line:
    today = day_of(unit.now)
    return Line(
        row.id,
        names.get(row.child_id) or _("A child"),
        places.get(row.institution_id, ""),
        row.asker_kind,
        row.received_on,
        row.due_on,
        decision is not None,
        _is_late(row, decision, today),
        decision is None and today + SOON >= row.due_on,
        row.handler_id == viewer.person_id,
        row.handler_id is not None,
    )


def _is_late(row: AccessRequest, decision: Decision | None, today: date) -> bool:
    return (day_of(decision.decided_at) if decision else today) > row.due_on
