"""The user guide names only buttons and links that are there, in the very words of the pages."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
PRESS = re.compile(r"\b[Tt]ryk(?:ke|ker)?\b")
BOLD = re.compile(r"\*\*([^*]+)\*\*")


def named() -> set[str]:
    """Return what the guide says to press: the bold words after that word in its sentence."""
    guide = " ".join((ROOT / "docs/brugervejledning.md").read_text("utf-8").split())
    halves = (PRESS.split(sentence, maxsplit=1) for sentence in guide.split(". "))
    return {text for half in halves if len(half) > 1 for text in BOLD.findall(half[1])}


def test_what_is_to_be_pressed_is_said_on_a_page():
    with (ROOT / "stafet/translations/da/LC_MESSAGES/messages.po").open("rb") as file:
        said = {str(message.string).rstrip("?.") for message in read_po(file) if message.id}
    assert len(named()) > 40
    assert {text for text in named() if text.rstrip("?.") not in said} == set()
