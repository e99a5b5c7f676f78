"""What stands against saving a record, field by field."""

import pytest

from stafet.records.rules import CHILD, MAX_BODY, MAX_TITLE, Content, RecordKind, problems_with

TOPICS, ABOUT = frozenset({"wellbeing"}), frozenset({CHILD})


@pytest.mark.parametrize(
    ("content", "topics", "about", "field"),
    [
        (Content(text="  \n"), TOPICS, ABOUT, "text"),
        (Content(title="x" * (MAX_TITLE + 1), text="x"), TOPICS, ABOUT, "title"),
        (Content(text="x" * (MAX_BODY + 1)), TOPICS, ABOUT, "text"),
        (Content(text="x", answers={"a": "x" * (MAX_BODY + 1)}), TOPICS, ABOUT, "text"),
        (Content(text="x"), frozenset(), ABOUT, "categories"),
        (Content(text="x"), TOPICS, frozenset(), "subjects"),
    ],
)
def test_each_problem_is_told_at_its_own_field(content, topics, about, field):
    assert list(problems_with(RecordKind.NOTE, content, topics, about)) == [field]


def test_the_longest_text_and_heading_are_fine():
    content = Content(title="x" * MAX_TITLE, text="x" * MAX_BODY)
    assert problems_with(RecordKind.NOTE, content, TOPICS, ABOUT) == {}


def test_a_follow_up_may_be_a_state_without_words():
    assert problems_with(RecordKind.FOLLOW_UP, Content(), TOPICS, ABOUT) == {}
