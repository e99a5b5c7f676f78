"""What may stand on paper."""

import pytest

from stafet.copies.pdf import GAP, Press, paragraphs, plain, press
from tests.web.copies.reading import words_of

SHEET = """
#set document(title: "x", date: datetime(year: 2027, month: 3, day: 1))
#set text(font: "IBM Plex Sans", lang: "da")
#json(bytes(sys.inputs.told)).words
"""


def test_hidden_characters_show_as_codes():
    assert plain("a\u202eb\x00c\ue000") == "a[U+202E]b[U+0000]c[U+E000]"


def test_paragraphs_keep_their_line_breaks():
    assert paragraphs("En\nto\n\n\n tre \n") == ["En\nto", " tre"]


def test_a_sheet_is_kept_warm():
    assert press("copy") is press("copy")


def test_a_sheet_that_is_wrong_says_so(tmp_path):
    sheet = tmp_path / "bad.typ"
    sheet.write_text("#nothing.such", encoding="utf-8")
    with pytest.raises(RuntimeError, match="does not print"):
        Press(sheet).printed({})


def test_a_letter_without_a_font_leaves_a_gap_and_so_does_the_rest_of_its_script(tmp_path):
    sheet = tmp_path / "one.typ"
    sheet.write_text(SHEET, encoding="utf-8")
    printed = words_of(Press(sheet).printed({"words": "æ ሀሁሂ 漢 \\ue000"}))
    assert printed.split() == ["æ", GAP * 3, GAP, "\\ue000"]
