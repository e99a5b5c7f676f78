"""The answer as one ZIP that needs no program of ours: a page, a PDF, a data file, the files."""

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import render_template

from stafet.access_requests.gathering import Bundle, Told
from stafet.access_requests.saying import Teller
from stafet.clock import COPENHAGEN
from stafet.copies.pdf import paragraphs, plain, press
from stafet.web.i18n import _, current_language

PAGE, DATA, PAPER = "laes-mig.html", "data.json", "samling.pdf"


def packed(bundle: Bundle, kommune: str) -> bytes:
    """Return the ZIP; the page is the way in, and says what the rest is."""
    page = render_template(
        "access_requests/bundle.html",
        told=bundle.told,
        told_by=Teller(bundle.told),
        kommune=kommune,
    )
    parts: dict[str, bytes] = {
        PAGE: page.encode(),
        PAPER: press("copy").printed(sheet_of(bundle, kommune)),
        DATA: json.dumps(bundle.told, ensure_ascii=False, indent=1).encode(),
        **bundle.files,
    }
    kept = BytesIO()
    made = bundle.at.astimezone(COPENHAGEN).timetuple()[:6]
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, made), data, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def sheet_of(bundle: Bundle, kommune: str) -> dict[str, Any]:
    """Return what templates/pdf/copy.typ prints: the decision, and every wording of every text."""
    told, teller = bundle.told, Teller(bundle.told)
    request = told["request"]
    return {
        "language": current_language(),
        "title": _("Answer to a request for access"),
        "date": list(bundle.at.astimezone(COPENHAGEN).timetuple()[:6]),
        "kommune": kommune,
        "facts": [
            [_("Child"), plain(told["child"]["name"])],
            [_("Received"), teller.day(request["received_on"])],
            [_("Decided"), teller.moment(request["decided_at"])],
            [_("Legal reference"), request["law"]],
            [_("Answered by"), plain(request["answered_by"])],
        ],
        "happened": _("What is decided"),
        "lines": [],
        "prose": paragraphs(request["decision"]),
        "written": _("What is written"),
        "entries": [
            _entry(record, wording, teller)
            for record in told["records"]
            for wording in record["wordings"]
        ],
        "withheld": [left_out(one) for one in told["left_out"]],
        "check": _("The whole answer is in %(file)s", file=PAGE),
        "page": _("Page"),
        "gaps": _("Some letters cannot be drawn here. Read them on the page."),
    }


def left_out(one: Mapping[str, str]) -> str:
    """Return the sentence that says why a text is missing."""
    told = _("A text is left out: %(reason)s.", reason=one["reason"])
    return f"{told} ({one['law']})" if one["law"] else told


def _entry(record: Told, wording: Told, teller: Teller) -> dict[str, Any]:
    version = wording["version"]
    kind = record["kind_in_words"]
    by = [
        teller.name(wording["author"]),
        teller.place(wording["place"]),
        teller.day(wording["happened_on"]),
    ]
    facts = [[_("Blacked out"), left_out(record["blacked_out"])]] if record["blacked_out"] else []
    damaged = _("This text is damaged and cannot be shown.")
    return {
        "kind": f"{kind} · {_('wording %(number)d', number=version)}" if version > 1 else kind,
        "title": plain(wording["title"]),
        "by": plain(", ".join(part for part in by if part)),
        "text": paragraphs(damaged if wording["damaged"] else wording["text"]),
        "answers": [[plain(a["question"]), paragraphs(a["answer"])] for a in wording["answers"]],
        "facts": facts,
        "categories": ", ".join(wording["topics"]),
        "why": "",
    }
