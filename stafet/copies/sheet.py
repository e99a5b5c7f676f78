"""A copy's page as the data its printed sheet is made of; every text already in its language."""

from typing import Any

from stafet.clock import COPENHAGEN
from stafet.copies.pages import CopyPage, Withheld
from stafet.copies.pdf import paragraphs, plain
from stafet.copies.words import with_reason
from stafet.logs.pages.entries import Entry
from stafet.web.i18n import _, current_language, moment, short_day


def sheet_of(page: CopyPage, kommune: str) -> dict[str, Any]:
    """Return what templates/pdf/copy.typ prints; the document's date is the change's (never now).

    The title, which programs show in their window, says nothing of anybody (L50).
    """
    return {
        "language": current_language(),
        "title": _("Copy of a change in the stafetlog"),
        "date": list(page.at.astimezone(COPENHAGEN).timetuple()[:6]),
        "kommune": kommune,
        "facts": [
            [_("Child"), plain(page.child)],
            [_("Changed"), moment(page.at)],
            [_("For"), plain(page.receiver)],
        ],
        "happened": _("What happened"),
        "lines": [plain(line.text) for line in page.lines],
        "written": _("What is written"),
        "entries": [_entry(entry) for entry in page.entries],
        "withheld": [withheld_text(one) for one in page.withheld],
        "check": _("Check number: %(check)s", check=page.check),
        "page": _("Page"),
        "gaps": _("Some letters cannot be drawn here. Read them on the page."),
    }


def withheld_text(one: Withheld) -> str:
    """Return the sentence that marks what is redacted."""
    told = _("Something from %(day)s is withheld from you.", day=short_day(one.on))
    return with_reason(told, one.reason, one.law)


def _entry(entry: Entry) -> dict[str, Any]:
    by = ", ".join(part for part in (entry.author.whole, short_day(entry.on)) if part)
    text = _("This text is damaged and cannot be shown.") if entry.damaged else entry.text
    return {
        "kind": f"{entry.kind} · {_('corrected')}" if entry.corrected else entry.kind,
        "title": plain(entry.title),
        "by": plain(by),
        "text": paragraphs(text),
        "answers": [[plain(asked), paragraphs(told)] for asked, told in entry.answers],
        "facts": [[plain(label), plain(value)] for label, value in entry.facts],
        "categories": ", ".join(entry.categories),
        "why": plain(entry.why),
    }
