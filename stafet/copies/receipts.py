"""A receipt on paper, printed anew each time it is asked for."""

from typing import Any
from uuid import UUID

from flask import Response

from stafet.catalogue import Catalogue
from stafet.catalogue.texts import parts_of
from stafet.clock import COPENHAGEN
from stafet.consent.receipts import words
from stafet.consent.receipts.loading import ReceiptPage, receipt_page
from stafet.copies.pdf import paragraphs, plain, press
from stafet.web.i18n import _, current_language
from stafet.web.unit import current_viewer, house, unit_of_work


def receipt(log_id: UUID, receipt_id: UUID) -> Response:
    with unit_of_work() as unit:
        page = receipt_page(unit, current_viewer(), log_id, receipt_id)
    told = sheet_of(page, house().catalogue)
    answer = Response(press("copy").printed(told), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="kvittering.pdf"'
    return answer


def sheet_of(page: ReceiptPage, catalogue: Catalogue) -> dict[str, Any]:
    """Return what templates/pdf/copy.typ prints; the document's date is the act's (never now)."""
    receipt = page.receipt
    facts = [*words.facts(page), (_("Proof"), receipt.digest)]
    return {
        "language": current_language(),
        "title": _("Receipt for an answer about sharing"),
        "date": list(receipt.recorded_at.astimezone(COPENHAGEN).timetuple()[:6]),
        "kommune": f"{catalogue.kommune} Kommune",
        "facts": [[label, plain(value)] for label, value in facts],
        "happened": _("What was said"),
        "lines": [plain(line) for line in words.lines(page, receipt, catalogue)],
        "written": _("The text that was answered"),
        "entries": [_text(page)] if receipt.text and receipt.text.body else [],
        "withheld": [words.spoilt()] if receipt.is_spoilt else [],
        "check": _("Receipt %(number)s", number=receipt.number),
        "page": _("Page"),
        "gaps": _("Some letters cannot be drawn here. Read them on the page."),
    }


def _text(page: ReceiptPage) -> dict[str, Any]:
    text = page.receipt.text
    assert text is not None
    title, _blank, body = text.body.partition("\n\n")
    return {
        "kind": "",
        "title": plain(title),
        "by": _("Version %(version)s of the text.", version=text.version),
        "text": [],
        "answers": [[plain(heading), paragraphs(told)] for heading, told in parts_of(body)],
        "facts": [],
        "categories": "",
        "why": "",
    }
