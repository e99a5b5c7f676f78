"""Pure rules of særlig adgang, at their edges."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from stafet.clock import day_of, start_of_day
from stafet.consent.special.rules import State, Wish, end_of, last_days, problems_with, state_of
from tests.fixtures.clock import MORNING

HOUR = timedelta(hours=1)


def spell(*, until=HOUR, approved=None, ended=None):
    return SimpleNamespace(until_at=MORNING + until, approved_at=approved, ended_at=ended)


@pytest.mark.parametrize(
    ("kind", "access", "state"),
    [
        ("emergency", spell(), State.WAITING),
        ("emergency", spell(approved=MORNING), State.OPEN),
        ("emergency", spell(ended=MORNING), State.UNAPPROVED),
        ("emergency", spell(until=timedelta(0)), State.UNAPPROVED),
        ("emergency", spell(until=timedelta(0), approved=MORNING), State.ENDED),
        ("complaint", spell(), State.OPEN),
        ("complaint", spell(until=timedelta(0)), State.ENDED),
        ("complaint", spell(ended=MORNING), State.ENDED),
    ],
)
def test_an_access_stands_as_its_approval_and_its_end_say(catalogue, kind, access, state):
    assert state_of(access, catalogue.access_kinds[kind], MORNING) is state


@pytest.mark.parametrize("key", ["silent_giver", "case_officer", "partshoering", "complaint"])
def test_no_last_day_goes_beyond_the_longest(catalogue, key):
    kind = catalogue.access_kinds[key]
    proposed, longest = last_days(kind, MORNING)
    assert proposed <= longest
    assert end_of(longest) - start_of_day(day_of(MORNING)) <= kind.longest + HOUR


def test_everything_that_is_missing_is_told_at_once(catalogue):
    wish = Wish(uuid4(), "access_request", uuid4(), uuid4(), frozenset(), "", tell_parents=False)
    told = problems_with(wish, catalogue.access_kinds["access_request"], (), MORNING)
    assert set(told) == {"reason", "records", "asker", "not_told"}


def test_a_kind_whose_parents_must_be_told_cannot_be_silent(catalogue):
    record = uuid4()
    wish = Wish(
        uuid4(), "silent_giver", uuid4(), uuid4(), frozenset({record}), "x", tell_parents=False
    )
    told = problems_with(wish, catalogue.access_kinds["silent_giver"], {record}, MORNING)
    assert set(told) == {"tell_parents"}
