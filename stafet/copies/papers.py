"""A numbered form to sign on paper: the text, the places, a line for each giver."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import force_locale  # type: ignore[import-untyped]

from stafet.catalogue import Catalogue
from stafet.catalogue.texts import parts_of
from stafet.clock import COPENHAGEN, start_of_day
from stafet.consent.pages.receiving import ReceivingPage, Sheet, receiving_page
from stafet.copies.pdf import paragraphs, plain, press
from stafet.web.i18n import LANGUAGES, _, current_language
from stafet.web.unit import current_viewer, house, unit_of_work


def paper(log_id: UUID, paper_id: UUID) -> Response:
    with unit_of_work() as unit:
        page = receiving_page(unit, current_viewer(), log_id)
    sheet = page.sheet(paper_id)
    spoken = sheet.language if sheet.language in LANGUAGES else current_language()
    with force_locale(spoken):
        told = form_of(page, sheet, house().catalogue, spoken)
    answer = Response(press("paper").printed(told), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="skema.pdf"'
    return answer


def form_of(
    page: ReceivingPage, sheet: Sheet, catalogue: Catalogue, language: str
) -> dict[str, Any]:
    """Return what templates/pdf/paper.typ prints, in the language of the form."""
    title, _blank, body = sheet.body.partition("\n\n")
    topics = [topic.label.in_(language) for topic in catalogue.categories.values()]
    return {
        "language": language,
        "title": plain(title),
        "date": list(start_of_day(sheet.made_on).astimezone(COPENHAGEN).timetuple()[:6]),
        "kommune": f"{catalogue.kommune} Kommune",
        "facts": [
            [_("Form"), sheet.number],
            [_("Name") if sheet.young else _("Child"), plain(page.child)],
        ],
        "text": [[plain(heading), paragraphs(told)] for heading, told in parts_of(body)],
        "asked": _("What do you say?"),
        "how": _("Put a cross at yes or no. At yes, put a cross at what they may read about."),
        "places": [
            {"question": _("May %(place)s read?", place=plain(name)), "topics": topics}
            for name in _printed(sheet, catalogue, language)
        ],
        "yes": _("Yes"),
        "no": _("No"),
        "since": _("Only what happens and is written from the day I sign"),
        "until": _("Until this day (at most one year):"),
        "own": "" if sheet.young else _("They may also read about my own private matters"),
        "signatures": _("Signatures"),
        "givers": [plain(name) for _giver, name in page.givers_on(sheet)],
        "day": _("Day"),
        "signature": _("Signature"),
        "check": _("Form %(number)s", number=sheet.number),
        "page": _("Page"),
        "gaps": _("Some letters cannot be drawn here. Read them on the page."),
    }


def _printed(sheet: Sheet, catalogue: Catalogue, language: str) -> list[str]:
    """Return the places' names as everybody may read them."""
    kinds = dict(sheet.kinds)
    return [
        catalogue.institution_kinds[kinds[place]].withheld.in_(language) if place in kinds else name
        for place, name in sheet.places
    ]
