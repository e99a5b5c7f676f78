"""The sentence about what is kept back, on paper and on the page of a copy."""

from stafet.copies.words import with_reason


def test_the_reason_and_its_rule_make_a_sentence_of_their_own():
    assert with_reason("Left out.", "the child", "§ 1") == "Left out. Reason: the child (§ 1)."
    assert with_reason("Left out.", "the child", "") == "Left out. Reason: the child."


def test_without_a_reason_to_tell_there_is_none():
    assert with_reason("Left out.", "", "") == "Left out."
