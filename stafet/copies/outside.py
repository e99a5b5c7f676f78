"""Copies handed over to somebody outside: who has asked (L17), and whom the parents said yes to."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from stafet.clock import COPENHAGEN
from stafet.consent.pages.handing import HandedCopy, handed_copy
from stafet.consent.special.pages.copying import LeftOut, OutsideCopy, outside_copy
from stafet.consent.special.pages.receiving import Entry
from stafet.copies.pdf import paragraphs, plain, press
from stafet.copies.words import with_reason
from stafet.web.i18n import _, current_language, short_day
from stafet.web.unit import current_viewer, house, unit_of_work

pages = Blueprint("handed", __name__)


@pages.get("/saerlig-adgang/<uuid:access_id>/kopi.pdf")
def copy(access_id: UUID) -> Response:
    with unit_of_work() as unit:
        page = outside_copy(unit, current_viewer(), access_id)
    return _answer(sheet_of(page, _kommune()))


def handed(log_id: UUID, outsider_id: UUID) -> Response:
    """Print what the parents have said yes to for a person outside the kommune, decided anew."""
    with unit_of_work() as unit:
        page = handed_copy(unit, current_viewer(), log_id, outsider_id)
    return _answer(handed_sheet(page, _kommune()))


def sheet_of(page: OutsideCopy, kommune: str) -> dict[str, Any]:
    """Return what templates/pdf/copy.typ prints; the document's date is the decision's."""
    return {
        "language": current_language(),
        "title": _("Copy for the one who has asked"),
        "date": list(page.from_at.astimezone(COPENHAGEN).timetuple()[:6]),
        "kommune": kommune,
        "facts": [
            [_("Child"), plain(page.child)],
            [_("Legal reference"), page.law],
            [_("Decided on"), short_day(page.from_at)],
        ],
        "happened": "",
        "lines": [],
        "written": _("What is written"),
        "entries": [_entry(one) for one in page.entries],
        "withheld": [_left_out(one) for one in page.left_out],
        "check": _("Decision %(number)s", number=page.access_id.hex[:8]),
        "page": _("Page"),
        "gaps": _("Some letters cannot be drawn here. Read them on the page."),
    }


def handed_sheet(page: HandedCopy, kommune: str) -> dict[str, Any]:
    """Return the same sheet for who gets it by consent; its date is when it is handed over."""
    return {
        "language": current_language(),
        "title": _("Copy for a person outside the kommune"),
        "date": list(page.at.astimezone(COPENHAGEN).timetuple()[:6]),
        "kommune": kommune,
        "facts": [
            [_("Child"), plain(page.child)],
            [_("For"), plain(page.name)],
            [_("Handed over on"), short_day(page.at)],
        ],
        "happened": _("Why you get this"),
        "lines": [
            _("The family has said yes to your reading it, and can take that back for later."),
            _("Show it to nobody else, and destroy it when you no longer need it."),
        ],
        "written": _("What is written"),
        "entries": [_entry(one) for one in page.entries],
        "withheld": [],
        "check": "",
        "page": _("Page"),
        "gaps": _("Some letters cannot be drawn here. Read them on the page."),
    }


def _answer(told: dict[str, Any]) -> Response:
    answer = Response(press("copy").printed(told), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="kopi.pdf"'
    return answer


def _kommune() -> str:
    return f"{house().settings.kommune_name} Kommune"


def _left_out(one: LeftOut) -> str:
    told = _("Something from %(day)s is left out.", day=short_day(one.on))
    return with_reason(told, one.reason, one.law)


def _entry(entry: Entry) -> dict[str, Any]:
    by = (entry.author, entry.institution, short_day(entry.on))
    text = _("This text is damaged and cannot be shown.") if entry.damaged else entry.text
    return {
        "kind": entry.kind,
        "title": plain(entry.title),
        "by": plain(", ".join(part for part in by if part)),
        "text": paragraphs(text),
        "answers": [[plain(asked), paragraphs(told)] for asked, told in entry.answers],
        "facts": [],
        "categories": ", ".join(entry.categories),
        "why": "",
    }
