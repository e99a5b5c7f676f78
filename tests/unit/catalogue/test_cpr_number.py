import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafet.catalogue.cpr import InvalidCpr, parse_cpr

birth_days = st.dates(date(1900, 1, 1), date(2057, 12, 31))


def seventh_digits(year):
    """The digits the register gives to those born in a year, written apart from the code."""
    if year < 1937:
        return "0123"
    if year < 2000:
        return "012349"
    return "456789" if year <= 2036 else "5678"


@st.composite
def numbers(draw):
    born_on = draw(birth_days)
    substitute = draw(st.booleans())
    seventh = draw(st.sampled_from(seventh_digits(born_on.year)))
    serial = seventh + draw(st.text("0123456789", min_size=3, max_size=3))
    day = born_on.day + 60 * substitute
    return f"{day:02}{born_on:%m%y}{serial}", born_on, substitute


@given(numbers(), st.sampled_from(["", "-", " "]), st.sampled_from(["", " ", "\t"]))
def test_L56_a_number_tells_the_day_of_birth_however_it_is_written(number, between, around):
    digits, born_on, substitute = number
    cpr = parse_cpr(f"{around}{digits[:6]}{between}{digits[6:]}{around}")
    assert (cpr.digits, cpr.born_on, cpr.substitute) == (digits, born_on, substitute)
    assert cpr.written == f"{digits[:6]}-{digits[6:]}"


@pytest.mark.parametrize(
    ("digits", "year"),
    [
        ("6101000000", 1900),
        ("6101993999", 1999),
        ("6101004000", 2000),
        ("6101364999", 2036),
        ("6101374000", 1937),
        ("6101994999", 1999),
        ("6101005000", 2000),
        ("6101578999", 2057),
        ("6101585000", 1858),
        ("6101998999", 1899),
        ("6101009000", 2000),
        ("6101369999", 2036),
        ("6101379000", 1937),
        ("6101999999", 1999),
    ],
)
def test_L56_the_seventh_digit_decides_the_century_at_every_edge(digits, year):
    assert parse_cpr(digits).born_on == date(year, 1, 1)


@pytest.mark.parametrize(
    "digits",
    [
        "0001804321",  # day 0
        "3201804321",  # day 32, not yet a substitute number
        "6001804321",  # day 60: a substitute number's day 0
        "9201804321",  # day 92
        "3104804321",  # 31 April
        "0113804321",  # month 13
        "2902000321",  # 29 February 1900
        "2902014321",  # 29 February 2001
        "8902014321",  # the same as a substitute number
    ],
)
def test_L56_a_day_that_never_was_is_refused(digits):
    with pytest.raises(InvalidCpr) as refused:
        parse_cpr(digits)
    assert refused.value.reason == "date"


def test_L56_a_leap_day_of_the_right_century_is_accepted():
    assert parse_cpr("8902004321").born_on == date(2000, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "010180",
        "010180-123",
        "010180-12345",
        "010180--1234",
        "010180 - 1234",
        "010180\n-1234",
        "01-01-80-1234",
        "010180-12x4",
        "٠١٠١٨٠-١٢٣٤",
    ],
)
def test_L56_anything_else_is_no_number(text):
    with pytest.raises(InvalidCpr) as refused:
        parse_cpr(text)
    assert refused.value.reason == "shape"


def test_L56_modulus_11_only_hints():
    agreeing, others = parse_cpr("6101804001"), parse_cpr("6101804002")
    assert [agreeing.modulus_ok, others.modulus_ok] == [True, False]


@given(numbers())
def test_L56_one_digit_changed_changes_what_modulus_11_says(number):
    digits, _, _ = number
    told = {parse_cpr(digits[:9] + last).modulus_ok for last in "0123456789"}
    assert False in told


@given(st.text() | st.from_regex(r"[0-9]{6}-?[0-9]{4}", fullmatch=True))
def test_L56_whatever_is_typed_is_a_number_or_a_reason_and_never_repeated(text):
    try:
        told = repr(parse_cpr(text))
    except InvalidCpr as refused:
        told = repr(refused)
    assert re.sub("[^0-9]", "", told) == ""
