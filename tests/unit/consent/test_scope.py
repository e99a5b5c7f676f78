"""What the scope algebra says of days, at the edges of a half-open period."""

from datetime import date

import pytest

from stafet.clock import start_of_day
from stafet.consent.scope import last_day
from tests.unit.consent.worlds import MOMENT


@pytest.mark.parametrize(
    ("until_at", "day"),
    [
        (start_of_day(date(2028, 3, 10)), date(2028, 3, 9)),
        (start_of_day(date(2028, 3, 10)) + MOMENT, date(2028, 3, 10)),
        (start_of_day(date(2027, 10, 31)), date(2027, 10, 30)),
    ],
    ids=["at midnight", "just after midnight", "before the clock goes back"],
)
def test_L04_a_consent_that_ends_at_midnight_last_counts_the_day_before(until_at, day):
    assert last_day(until_at) == day
