from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafet.catalogue import load
from stafet.catalogue.calendar import Calendar, lapse_instant, last_day_of_consent, months_after
from stafet.clock import COPENHAGEN, day_of
from stafet.settings import data_dir

CALENDAR = load(data_dir("config"), "2024").calendar
YEARS = range(2024, 2031)
days = st.dates(date(2024, 1, 1), date(2030, 11, 30))
signing_days = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def easter(year):
    """Gauss's reckoning, apart from the data it proves."""
    a, b, c = year % 19, year % 4, year % 7
    century = year // 100
    m = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    d = (19 * a + m) % 30
    e = (2 * b + 4 * c + 6 * d + (4 + century - century // 4) % 7) % 7
    late = d + e == 35 or (d == 28 and e == 6 and a > 10)
    return date(year, 3, 22) + timedelta(days=d + e - 7 * late)


def legal_holidays(year):
    movable = {easter(year) + timedelta(days=days) for days in (-3, -2, 0, 1, 39, 49, 50)}
    return movable | {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}


@pytest.mark.parametrize("year", YEARS)
def test_the_holidays_of_a_year_are_those_the_calendar_of_the_church_gives(year):
    assert {day for day in CALENDAR.holidays if day.year == year} == legal_holidays(year)


def test_no_other_years_are_listed_and_the_last_known_day_is_told():
    assert {day.year for day in CALENDAR.holidays} == set(YEARS)
    assert CALENDAR.known_until == date(2030, 12, 31)
    assert Calendar(frozenset()).known_until == date(1, 12, 31)


def test_saturday_counts_and_sunday_does_not():
    assert CALENDAR.is_working_day(date(2026, 11, 21))
    assert not CALENDAR.is_working_day(date(2026, 11, 22))


@pytest.mark.parametrize("day", ["2024-04-26", "2025-06-05", "2026-12-24", "2027-12-31"])
def test_store_bededag_grundlovsdag_and_the_eves_are_working_days(day):
    assert CALENDAR.is_working_day(date.fromisoformat(day))


def test_the_day_after_receipt_is_day_one():
    friday = date(2026, 11, 20)
    assert CALENDAR.add_working_days(friday, 0) == friday
    assert CALENDAR.add_working_days(friday, 1) == date(2026, 11, 21)
    assert CALENDAR.add_working_days(friday, 6) == date(2026, 11, 27)


def test_easter_is_stepped_over():
    wednesday = date(2027, 3, 24)
    assert CALENDAR.add_working_days(wednesday, 1) == date(2027, 3, 27)
    assert CALENDAR.add_working_days(wednesday, 2) == date(2027, 3, 30)


@given(days, st.integers(0, 30))
def test_between_receipt_and_deadline_lie_just_that_many_working_days(received_on, number):
    deadline = CALENDAR.add_working_days(received_on, number)
    between = range(1, (deadline - received_on).days + 1)
    counted = [received_on + timedelta(days=step) for step in between]
    assert sum(CALENDAR.is_working_day(day) for day in counted) == number


@given(days)
def test_the_next_working_day_is_later_and_nothing_counts_in_between(day):
    following = CALENDAR.next_working_day(day)
    skipped = [day + timedelta(days=step) for step in range(1, (following - day).days)]
    assert following > day
    assert CALENDAR.is_working_day(following)
    assert not any(map(CALENDAR.is_working_day, skipped))


@pytest.mark.parametrize(
    ("written_at", "released_at"),
    [
        ("2026-11-20T15:00:00+01:00", "2026-11-21T08:00:00+01:00"),
        ("2026-11-21T15:00:00+01:00", "2026-11-23T08:00:00+01:00"),
        ("2026-11-23T06:00:00+01:00", "2026-11-24T08:00:00+01:00"),
        ("2027-03-27T23:30:00+01:00", "2027-03-30T08:00:00+02:00"),
        ("2026-10-24T12:00:00+02:00", "2026-10-26T08:00:00+01:00"),
    ],
)
def test_text_is_released_the_next_working_day_at_eight_also_across_summer_time(
    written_at, released_at
):
    assert CALENDAR.release_instant(datetime.fromisoformat(written_at)) == datetime.fromisoformat(
        released_at
    )


def test_the_day_of_writing_is_copenhagens_not_that_of_utc():
    just_past_midnight = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert day_of(CALENDAR.release_instant(just_past_midnight)) == date(2026, 11, 25)


def test_the_kommune_chooses_the_hour_of_release():
    early = Calendar(CALENDAR.holidays, release_hour=6)
    released = early.release_instant(datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert released.astimezone(COPENHAGEN).hour == 6


@pytest.mark.parametrize(
    ("signed_on", "last_day", "lapses_at"),
    [
        ("2027-03-10", "2028-03-09", "2028-03-10T00:00:00+01:00"),
        ("2028-02-29", "2029-02-27", "2029-02-28T00:00:00+01:00"),
        ("2027-02-28", "2028-02-27", "2028-02-28T00:00:00+01:00"),
        ("2027-03-01", "2028-02-29", "2028-03-01T00:00:00+01:00"),
        ("2026-01-01", "2026-12-31", "2027-01-01T00:00:00+01:00"),
        ("2026-03-29", "2027-03-28", "2027-03-29T00:00:00+02:00"),
    ],
)
def test_L04_a_consent_lapses_at_midnight_in_copenhagen_after_one_year(
    signed_on, last_day, lapses_at
):
    last = last_day_of_consent(date.fromisoformat(signed_on))
    assert last == date.fromisoformat(last_day)
    assert lapse_instant(last) == datetime.fromisoformat(lapses_at)


@given(signing_days)
def test_L05_no_consent_reaches_its_signing_days_return(signed_on):
    first_day_without = last_day_of_consent(signed_on) + timedelta(days=1)
    assert (first_day_without.year, first_day_without.month) == (
        signed_on.year + 1,
        signed_on.month,
    )
    assert first_day_without.day == signed_on.day or (signed_on.month, signed_on.day) == (2, 29)


@given(signing_days, st.integers(1, 12))
def test_L05_a_kommune_that_allows_less_never_allows_more(signed_on, months):
    assert last_day_of_consent(signed_on, months) <= last_day_of_consent(signed_on)
    assert last_day_of_consent(signed_on, months) > signed_on


@given(signing_days)
def test_L04_the_last_instant_of_the_last_day_still_belongs_to_it(last_day):
    lapses_at = lapse_instant(last_day)
    assert day_of(lapses_at - timedelta(microseconds=1)) == last_day
    assert day_of(lapses_at) == last_day + timedelta(days=1)


@given(signing_days, st.integers(1, 24))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
