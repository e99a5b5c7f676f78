"""The pure rules of the log."""

from datetime import date

import pytest

from stafet.logs.rules import (
    AgreementState,
    Involvement,
    is_overdue,
    problems_with_agreement,
    problems_with_involvement,
    problems_with_outcome,
)

TODAY = date(2027, 3, 1)
TOMORROW = date(2027, 3, 2)
YESTERDAY = date(2027, 2, 28)


@pytest.mark.parametrize(
    ("involvement", "field"),
    [
        (Involvement("Talt i telefon", TODAY), None),
        (Involvement("Talt i telefon", None), "involved_on"),
        (Involvement("Talt i telefon", TOMORROW), "involved_on"),
        (Involvement(reason="Akut"), None),
        (Involvement("   ", None, "   "), "how"),
        (Involvement(), "how"),
    ],
)
def test_opening_tells_how_and_when_the_parents_were_involved_or_why_not(involvement, field):
    assert list(problems_with_involvement(involvement, TODAY)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("text", "responsible", "deadline", "fields"),
    [
        ("Læs højt", True, TODAY, set()),
        ("", True, TOMORROW, {"text"}),
        ("Læs højt", False, TOMORROW, {"responsible"}),
        ("Læs højt", True, None, {"deadline_on"}),
        ("Læs højt", True, YESTERDAY, {"deadline_on"}),
        (" ", False, None, {"text", "responsible", "deadline_on"}),
    ],
)
def test_an_agreement_says_what_who_and_by_when(text, responsible, deadline, fields):
    found = problems_with_agreement(text, responsible, deadline, TODAY)
    assert set(found) == fields


@pytest.mark.parametrize(
    ("wellbeing", "next_on", "fields"),
    [
        (None, None, set()),
        (0, TODAY, set()),
        (10, TOMORROW, set()),
        (-1, None, {"wellbeing"}),
        (11, YESTERDAY, {"wellbeing", "next_on"}),
    ],
)
def test_a_follow_up_has_wellbeing_from_0_to_10_and_goes_on_in_the_future(
    wellbeing, next_on, fields
):
    assert set(problems_with_outcome(wellbeing, next_on, TODAY)) == fields


@pytest.mark.parametrize(
    ("state", "deadline", "overdue"),
    [
        (AgreementState.OPEN, YESTERDAY, True),
        (AgreementState.PARTLY, YESTERDAY, True),
        (AgreementState.OPEN, TODAY, False),
        (AgreementState.KEPT, YESTERDAY, False),
        (AgreementState.DROPPED, YESTERDAY, False),
    ],
)
def test_an_agreement_is_overdue_the_day_after_its_deadline_until_it_ends(state, deadline, overdue):
    assert is_overdue(state, deadline, TODAY) is overdue
