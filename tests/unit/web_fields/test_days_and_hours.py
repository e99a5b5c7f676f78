from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafet.web import i18n
from stafet.web.dates import FIRST_YEAR, LAST_YEAR, read_day, read_hour
from stafet.web.fields import BirthDateField, DayField, HourField, Needed


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
def test_a_day_reads_the_same_typed_and_sent_by_the_calendar(day):
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day.day:02}/{day.month:02}/{day.year:04}") == day


@given(st.text(max_size=12))
def test_any_other_text_is_no_day_and_no_fault(text):
    assert read_day(text) is None or any(sign.isdigit() for sign in text)


@pytest.mark.parametrize("text", ["31/02/2026", "2026-13-01", "1/1/26", "i morgen", "٠٢/٠٣/٢٠٢٦"])
def test_what_is_no_day_is_refused_in_plain_words_and_shown_again(fill, text):
    form = fill(DayField("It", [Needed()]), text)
    assert form.it.errors == ["Write the date as day/month/year, for example 02/03/2026."]
    assert form.it.typed == text


def test_a_day_sent_as_iso_is_shown_as_people_write_it(fill):
    form = fill(DayField("It"), "2026-03-02")
    assert (form.it.data, form.it.typed) == (date(2026, 3, 2), "02/03/2026")


def test_a_day_before_the_earliest_or_after_the_latest_is_refused(fill):
    field = DayField("It", earliest=date(2026, 3, 2), latest=date(2026, 3, 9))
    assert fill(field, "1/3/2026").it.errors == ["The date can be 2 March 2026 at the earliest."]
    assert fill(field, "10/3/2026").it.errors == ["The date can be 9 March 2026 at the latest."]
    assert not fill(field, "2/3/2026").errors
    assert not fill(field, "9/3/2026").errors
    assert not fill(field, "").errors


def test_a_birth_date_is_read_from_three_boxes_and_kept_when_wrong(fill):
    assert fill(BirthDateField("It"), "2", "3", "2019").it.data == date(2019, 3, 2)
    assert fill(BirthDateField("It"), "", "", "").it.data is None
    wrong = fill(BirthDateField("It"), "31", "2", "2019").it
    assert wrong.errors == ["Write day, month and year in numbers, for example 2 3 2019."]
    assert wrong.parts == ("31", "2", "2019")


@pytest.mark.parametrize("text", ["14.05", "14:05", "1405"])
def test_an_hour_is_read_as_people_write_it(fill, text):
    form = fill(HourField("It"), text)
    assert (form.it.data, form.it.typed) == (time(14, 5), "14.05")


@pytest.mark.parametrize("text", ["25.00", "14.60", "kl. to", "3"])
def test_what_is_no_hour_is_refused(fill, text):
    assert read_hour(text) is None
    assert fill(HourField("It"), text).it.errors


def test_days_and_times_are_said_in_danish_and_copenhagen_time(app):
    instant = datetime(2026, 3, 2, 23, 5, tzinfo=UTC)
    with app.test_request_context("/"):
        assert i18n.day(instant) == "tirsdag den 3. marts 2026"
        assert i18n.day(date(2026, 3, 3)) == "tirsdag den 3. marts 2026"
        assert i18n.short_day(instant) == "3. marts 2026"
        assert i18n.hour(instant) == "kl. 00.05"
        assert i18n.moment(instant) == "tirsdag den 3. marts 2026 kl. 00.05"


def test_english_is_for_those_who_ask(english):
    assert i18n.moment(datetime(2026, 3, 3, 13, 5, tzinfo=UTC)) == "Tuesday 3 March 2026, 14:05"
