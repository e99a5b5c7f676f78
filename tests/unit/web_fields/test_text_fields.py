import pytest

from stafet.web.fields import BodyField, LineField, Needed, NumberField


def test_a_line_is_trimmed_and_composed(fill):
    form = fill(LineField("It"), "  A\u030angst  ")
    assert form.it.data == "\u00c5ngst"
    assert not form.errors


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\x00", "\x0b", "\n", "\u2028"])
def test_a_line_with_a_hidden_character_is_refused_and_kept(fill, sign):
    form = fill(LineField("It"), f"An{sign}ton")
    assert f"U+{ord(sign):04X}" in form.it.errors[0]
    assert form.it.data == f"An{sign}ton"


def test_a_body_keeps_lines_tabs_and_hidden_characters(fill):
    form = fill(BodyField("It"), "one\r\n\r\n\ttwo\u202e")
    assert form.it.data == "one\n\n\ttwo\u202e"
    assert not form.errors


@pytest.mark.parametrize(
    ("field", "limit"), [(LineField("It"), 200), (BodyField("It"), 20_000)], ids=["line", "body"]
)
def test_a_text_may_fill_its_limit_and_is_told_how_many_are_too_many(fill, field, limit):
    assert not fill(field, "x" * limit).errors
    assert fill(field, "x" * (limit + 1)).it.errors == ["The text is 1 character too long."]
    assert fill(field, "x" * (limit + 7)).it.errors == ["The text is 7 characters too long."]


def test_length_counts_composed_characters(fill):
    assert not fill(LineField("It"), "a\u030a" * 200).errors


def test_what_is_needed_says_so_and_white_space_is_nothing(fill):
    assert fill(LineField("It", [Needed()]), "   ").it.errors == ["Fill this in."]
    assert fill(LineField("It", [Needed("Write a title.")]), "").it.errors == ["Write a title."]


def test_one_fault_is_told_once(fill):
    assert len(fill(NumberField("It", [Needed()]), "ten").it.errors) == 1


def test_a_number_may_be_left_out_but_not_be_a_word(fill):
    assert not fill(NumberField("It"), "").errors
    assert fill(NumberField("It"), "7").it.data == 7
    assert fill(NumberField("It"), "seven").it.errors == ["Not a valid integer value."]
