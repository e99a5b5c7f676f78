"""Who has read, as the data its printed sheet is made of."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from stafet.clock import COPENHAGEN
from stafet.copies.pdf import paragraphs, plain
from stafet.oversight.pages.asked import Asked
from stafet.oversight.pages.readings import Line, ReadingsPage
from stafet.web.i18n import _, current_language, hour, short_day

MOST = 300
"""How many readings one paper holds, the newest first."""


def sheet_of(page: ReadingsPage, kommune: str, now: datetime) -> dict[str, Any]:
    """Return what templates/pdf/copy.typ prints; its date is when it was asked for."""
    entries = [_entry(line) for line in page.lines]
    only = _("Only the newest readings are here.")
    return {
        "language": current_language(),
        "title": _("Who has read?"),
        "date": list(now.astimezone(COPENHAGEN).timetuple()[:6]),
        "kommune": kommune,
        "facts": [[_("Child"), plain(page.child)], [_("Printed"), short_day(now)]],
        "happened": "",
        "lines": [],
        "written": _("Who has read, when, and why they could"),
        "entries": entries,
        "withheld": [
            *([] if entries else [_("Nobody else has read")]),
            *([only] if page.older else []),
        ],
        "check": _("Stafetlog %(number)s", number=page.log_id.hex[:8]),
        "page": _("Page"),
        "gaps": _("Some letters cannot be drawn here. Read them on the page."),
    }


def _entry(line: Line) -> dict[str, Any]:
    times = ", ".join(hour(at) for at in line.at)
    return {
        "kind": short_day(line.on),
        "title": plain(line.who),
        "by": " · ".join(part for part in (times, line.task) if part),
        "text": [" · ".join(plain(text.label) for text in line.texts), *line.why],
        "answers": [[asked, told] for asked, told in _asked(line.asked)],
        "facts": [],
        "categories": "",
        "why": "",
    }


def _asked(asked: Asked | None) -> Iterator[tuple[str, list[str]]]:
    if asked is None:
        return
    on = short_day(asked.asked_on)
    yield _("You asked why on %(day)s.", day=on), paragraphs(asked.words or "")
    if asked.answered_on:
        told = [asked.outcome, *paragraphs(asked.reply or "")]
        yield _("The leader answered on %(day)s.", day=short_day(asked.answered_on)), told
