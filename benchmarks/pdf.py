"""Printing a copy of 24 entries, tagged and to standard, against reportlab's plain pages."""

import io
import json
import subprocess
from itertools import count
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from benchmarks.paired import paired
from stafet.copies.pdf import FONTS, press

ENTRIES = 24
ROUNDS = 31
SENTENCE = "Øjvind går gladere i børnehave, når han får æblegrød først på dagen. "
Told = dict[str, object]


def pdf_vs_reportlab() -> dict[str, object]:
    """Return medians in ms per document, and the median of the rounds' own ratios."""
    plex = _styles()

    turns = {"ours": count(), "theirs": count()}

    def ours() -> bytes:
        return press("copy").printed(_told(next(turns["ours"])))

    def theirs() -> bytes:
        return _reportlab(_told(next(turns["theirs"])), plex)

    assert _words(ours()) == _words(theirs())
    told = {"name": "pdf-vs-reportlab", "peer": "reportlab, untagged", "unit": "ms"}
    return told | paired(ours, theirs, ROUNDS)


def _told(turn: int) -> Told:
    """Return a document no contestant has seen before: nothing comes from a cache."""
    sentence = SENTENCE.replace("Øjvind", f"Øjvind{turn}")
    entries = [
        {
            "kind": "Notat",
            "title": f"Notat {number}",
            "by": "Pia Pedersen, Pædagog, Solsikken, 2. marts 2027",
            "text": [f"{number} {sentence * 7}", f"{number} {sentence * 7}"],
            "answers": [["Hvad går godt?", [f"{number} {sentence}"]]],
            "facts": [["Ansvarlig", "Anna Eksempel"], ["Frist", "16. marts 2027"]],
            "categories": "Trivsel, Sprog",
            "why": "Du har forældremyndighed over Anton Eksempel.",
        }
        for number in range(ENTRIES)
    ]
    return {
        "language": "da",
        "title": "Kopi af en ændring i stafetloggen",
        "date": [2027, 3, 2, 13, 30, 0],
        "kommune": "Eksempelby Kommune",
        "facts": [["Barn", "Anton Eksempel"], ["Til", "Anna Eksempel"]],
        "happened": "Det er sket",
        "lines": ["Niveauet er ændret."],
        "written": "Det er skrevet",
        "entries": entries,
        "withheld": [],
        "check": "",
        "page": "",
        "gaps": "",
    }


def _styles() -> dict[str, ParagraphStyle]:
    for name in ("Regular", "SemiBold"):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"IBMPlexSans-{name}.ttf")))
    return {
        "h1": ParagraphStyle("h1", fontName="SemiBold", fontSize=19, leading=24),
        "h2": ParagraphStyle("h2", fontName="SemiBold", fontSize=13, leading=20, spaceBefore=12),
        "h3": ParagraphStyle("h3", fontName="SemiBold", fontSize=11, leading=15, leftIndent=10),
        "body": ParagraphStyle(
            "body", fontName="Regular", fontSize=10.5, leading=15, leftIndent=10
        ),
        "quiet": ParagraphStyle("quiet", fontName="Regular", fontSize=9, leading=13, leftIndent=10),
    }


def _reportlab(told: Told, look: dict[str, ParagraphStyle]) -> bytes:
    paper = io.BytesIO()
    SimpleDocTemplate(paper, pagesize=A4).build(
        [Paragraph(escape(words), look[style]) for style, words in _flow(told)]
    )
    return paper.getvalue()


def _flow(told: Told) -> list[tuple[str, str]]:
    flow = [("quiet", f"Stafet · {told['kommune']}"), ("h1", str(told["title"]))]
    facts, entries = told["facts"], told["entries"]
    assert isinstance(facts, list)
    assert isinstance(entries, list)
    flow += [("body", f"{label}: {value}") for label, value in facts]
    flow += [("h2", str(told["happened"])), ("body", "• Niveauet er ændret.")]
    flow += [("h2", str(told["written"]))]
    for entry in entries:
        flow += [("quiet", entry["kind"]), ("h3", entry["title"]), ("quiet", entry["by"])]
        flow += [("body", words) for words in entry["text"]]
        for asked, answer in entry["answers"]:
            flow += [("h3", asked), *(("body", words) for words in answer)]
        flow += [("body", f"{label}: {value}") for label, value in entry["facts"]]
        flow += [("quiet", entry["categories"]), ("quiet", entry["why"])]
    return flow


def _words(document: bytes) -> list[str]:
    """Return the words of a document in reading order, page numbers left out."""
    told = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],  # noqa: S607
        input=document,
        capture_output=True,
        check=True,
    ).stdout.decode()
    words = told.replace("-\n", "-").split()
    return sorted(word for word in words if not word.isdigit() and word != "/")


if __name__ == "__main__":
    print(json.dumps(pdf_vs_reportlab()))
