"""The pure rules of meetings."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from stafet.meetings.rules import (
    Bar,
    at_line,
    bar_to,
    from_two_places,
    problems_with_call,
    problems_with_minutes,
    seat_ends,
)
from tests.factories.meetings import a_call, line, some_minutes

TODAY = date(2027, 3, 1)
SOMEBODY = uuid4()


def test_the_own_institution_needs_nobodys_leave():
    assert bar_to(SOMEBODY, SOMEBODY, (), may_be_shared=False) is None


def test_at_level_0_nobody_else_comes_even_with_a_yes():
    assert bar_to(SOMEBODY, uuid4(), {SOMEBODY}, may_be_shared=False) is Bar.LEVEL


def test_another_institution_comes_with_the_parents_yes_only():
    assert bar_to(SOMEBODY, uuid4(), {SOMEBODY}, may_be_shared=True) is None
    assert bar_to(SOMEBODY, uuid4(), set(), may_be_shared=True) is Bar.NO_YES


def call_with_parent(**other):
    return a_call(guardians=frozenset({SOMEBODY}), **other)


def test_a_whole_call_has_no_problem():
    assert problems_with_call(call_with_parent(), TODAY) == {}


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"on": None, "at": None}, {"on"}),
        ({"on": date(2027, 2, 28)}, {"on"}),
        ({"at": None}, {"hour"}),
        ({"place": " "}, {"place"}),
        ({"purpose": ""}, {"purpose"}),
        ({"categories": frozenset()}, {"categories"}),
        ({"child_perspective": " "}, {"child_perspective"}),
        ({"child_perspective": "", "child_comes": True}, set()),
        ({"others": "Farmor"}, {"others_agreed"}),
        ({"others": "Farmor", "others_agreed": True}, set()),
        ({"parents_how": ""}, {"parents_how"}),
        ({"parents_how": "", "parents_reason": "De svarer ikke."}, set()),
    ],
)
def test_each_problem_with_a_call_is_told_at_its_field(wrong, fields):
    assert set(problems_with_call(call_with_parent(**wrong), TODAY)) == fields


def test_a_meeting_with_nobody_is_none_and_one_without_parents_needs_a_reason():
    assert set(problems_with_call(a_call(), TODAY)) == {"guardians", "parents_reason"}
    chairs = frozenset({(SOMEBODY, uuid4())})
    assert set(problems_with_call(a_call(people=chairs), TODAY)) == {"parents_reason"}
    reasoned = a_call(people=chairs, parents_reason="De er ude at rejse.")
    assert problems_with_call(reasoned, TODAY) == {}


def test_nobody_comes_from_two_places_at_once():
    ppr, school = (SOMEBODY, uuid4()), (SOMEBODY, uuid4())
    other = (uuid4(), ppr[1])
    both = call_with_parent(people=frozenset({ppr, school, other}))
    assert from_two_places(both.people) == {SOMEBODY}
    assert set(problems_with_call(both, TODAY)) == {"people"}
    assert problems_with_call(call_with_parent(people=frozenset({ppr, other})), TODAY) == {}


CAME = frozenset({SOMEBODY})


def test_whole_minutes_have_no_problem_and_empty_lines_do_not_count():
    empty = (line(1, " ", None, None), line(2, "Små grupper", SOMEBODY))
    minutes = some_minutes(came=CAME, lines=empty)
    assert problems_with_minutes(minutes, TODAY) == {}
    assert minutes.decisions == empty[1:]


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"answers": {"known": " "}}, {""}),
        ({"came": frozenset()}, {"came"}),
        ({"parents": ""}, {"parents"}),
        ({"parents": "", "parents_reason": "De kom ikke."}, set()),
        ({"child_reason": " "}, {"child"}),
        ({"child": "Jeg vil lege.", "child_reason": ""}, set()),
        ({"categories": frozenset()}, {"categories"}),
    ],
)
def test_each_problem_with_minutes_is_told_at_its_field(wrong, fields):
    assert set(problems_with_minutes(some_minutes(**{"came": CAME, **wrong}), TODAY)) == fields


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (line(2, "", SOMEBODY), "what_2"),
        (line(3, "Små grupper", None), "who_3"),
        (line(4, "Små grupper", SOMEBODY, None), "on_4"),
        (line(5, "Små grupper", SOMEBODY, date(2027, 2, 1)), "on_5"),
    ],
)
def test_a_lines_problem_is_told_on_its_row(typed, field):
    assert set(problems_with_minutes(some_minutes(came=CAME, lines=(typed,)), TODAY)) == {field}


def test_any_other_problem_of_an_agreement_is_told_at_its_words():
    assert at_line(line(7, "x", None), {"categories": "No."}) == {"what_7": "No."}


def test_an_ssd_seat_ends_on_a_day_and_any_other_never_by_itself():
    closed = datetime(2027, 8, 31, 12, tzinfo=UTC)
    assert seat_ends("netvaerksmoede", closed, 6) is None
    assert seat_ends("ssd", closed, 6) == datetime(2028, 2, 28, 23, tzinfo=UTC)
