"""When mail goes, and what a copy's check sum covers."""

from datetime import date, datetime
from uuid import UUID

import pytest

from stafet.clock import COPENHAGEN
from stafet.copies.rules import digest, mailed_at_once, next_round, round_of, spelled
from stafet.records.rules import HappeningKind

AT_ONCE = frozenset({"agreement", "level"})
ONE, TWO = UUID(int=1), UUID(int=2)


def at(*parts):
    return datetime(*parts, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("kind", "value", "now"),
    [
        (HappeningKind.LEVEL, "2", True),
        (HappeningKind.PARTICIPANT, None, True),
        (HappeningKind.RECORD, "agreement", True),
        (HappeningKind.RECORD, "note", False),
        (HappeningKind.CORRECTION, "note", False),
    ],
)
def test_what_hurries_is_mailed_at_once(kind, value, now):
    assert mailed_at_once(kind, value, AT_ONCE) is now


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (at(2027, 3, 1, 8), at(2027, 3, 1, 16)),
        (at(2027, 3, 1, 15, 59), at(2027, 3, 1, 16)),
        (at(2027, 3, 1, 16), at(2027, 3, 2, 16)),
        (at(2027, 3, 27, 20), at(2027, 3, 28, 16)),
        (at(2027, 10, 31, 1), at(2027, 10, 31, 16)),
    ],
)
def test_the_daily_mail_goes_at_four_in_copenhagen_also_when_the_clocks_change(now, goes):
    assert next_round(now) == goes


@pytest.mark.parametrize("now", [at(2027, 3, 28, 1), at(2027, 3, 28, 16), at(2027, 10, 30, 23, 59)])
def test_what_waits_for_a_round_is_gathered_by_it(now):
    goes = next_round(now)
    since, until = round_of(goes.astimezone(COPENHAGEN).date())
    assert since <= now < until == goes


def test_rounds_leave_no_instant_out():
    assert round_of(date(2027, 3, 28))[1] == round_of(date(2027, 3, 29))[0]


def test_a_manifest_has_one_spelling():
    assert spelled([(TWO, 1), (ONE, 2), (TWO, 1)]) == [[str(ONE), 2], [str(TWO), 1]]


def test_the_check_sum_covers_child_change_instant_and_versions():
    base = (ONE, TWO, at(2027, 3, 1, 8), [[str(ONE), 1]])
    others = [
        (TWO, *base[1:]),
        (ONE, ONE, *base[2:]),
        (*base[:2], at(2027, 3, 1, 9), base[3]),
        (*base[:3], [[str(ONE), 2]]),
        (*base[:3], []),
    ]
    assert len({digest(*told) for told in (base, *others)}) == 6
