"""What a parent reads on screen is plain: LIX 35 at most, text by text and file by file."""

import re
from collections import defaultdict

import pytest

from stafet.cli.translations import HOME, _from_code, _from_templates, merged
from stafet.settings import data_dir
from tests.unit.catalogue.test_consent_wording import lix

PAGES = (
    "consent/access_mine.html",
    "consent/access_told.html",
    "consent/effects.html",
    "consent/guardian.html",
    "consent/receipt.html",
    "consent/receipts.html",
    "consent/timeline.html",
    "consent/withdraw.html",
    "copies/inbox_item.html",
    "oversight/ask.html",
    "oversight/asked.html",
    "oversight/readings.html",
    "insight/guardian.html",
    "insight/young.html",
    "logs/cards.html",
    "logs/readers.html",
    "logs/show.html",
    "logs/versions.html",
    "web/security.html",
)
CODE = (
    "consent/forms.py",
    "consent/pages/words.py",
    "consent/services/giving.py",
    "consent/services/signing.py",
    "consent/views/giving.py",
    "consent/views/withdrawing.py",
    "consent/wording.py",
    "oversight/pages/readings.py",
    "copies/words.py",
    "logs/pages/lines.py",
)
"""Where a parent's words stand; what only staff read there is plain too."""
FEW_WORDS = 8
"""Fewer words tell nothing alone: one long word would decide; they count in their file."""


def danish():
    said = {}
    for message in merged():
        if message.id:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            said[message.id if isinstance(message.id, str) else message.id[0]] = forms
    return said


def texts():
    """Return by file what a parent can read there, names and days filled in by short words."""
    said, found = danish(), defaultdict(list)
    for told, files in (
        (_from_templates(data_dir("templates")), PAGES),
        (_from_code(HOME), CODE),
    ):
        for text, place in told:
            file = next((one for one in files if place.partition(":")[0].endswith(one)), None)
            if file is not None:
                key = text if isinstance(text, str) else text[0]
                found[file] += [re.sub(r"%\(\w+\)[sd]", "Ida", form) for form in said.get(key, ())]
    return found


TEXTS = texts()


def test_every_file_of_the_parents_pages_is_looked_at():
    here = {page for page in PAGES if (data_dir("templates") / page).exists()}
    assert here <= TEXTS.keys()
    assert len(TEXTS) > len(PAGES)


@pytest.mark.parametrize("file", sorted(file for file, said in TEXTS.items() if said))
def test_all_that_a_page_says_is_plain(file):
    whole = "\n".join(TEXTS[file])
    assert lix(whole) <= 35


@pytest.mark.parametrize(
    "text",
    sorted(
        {
            text
            for file in TEXTS.values()
            for text in file
            if re.search(r"[.!?]$", text.strip()) and len(text.split()) >= FEW_WORDS
        }
    ),
    ids=lambda text: text[:40],
)
def test_each_text_of_a_sentence_or_more_is_plain(text):
    assert lix(text) <= 35
