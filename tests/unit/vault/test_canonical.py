"""One value, one spelling (docs/record-format.md, the bytes under a row's MAC)."""

import time
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafet.vault.canonical import canonical


class Colour(StrEnum):
    RED = "red"


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.uuids(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.binary(),
    st.frozensets(st.text("ab,", max_size=3)),
)


@given(one=st.lists(values), other=st.lists(values))
def test_two_rows_never_spell_alike(one, other):
    same = list(map(_typed, one)) == list(map(_typed, other))
    assert (canonical(one) == canonical(other)) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        ([True], [1]),
        ([1], ["1"]),
        ([None], [""]),
        ([None], []),
        (["a"], [b"a"]),
        ([frozenset({"a", "b"})], ["a", "b"]),
        ([frozenset({"ab"})], [frozenset({"a", "b"})]),
        ([date(2026, 1, 1)], ["2026-01-01"]),
        ([date(2026, 1, 1)], [datetime(2026, 1, 1, tzinfo=UTC)]),
        ([UUID(int=0)], [bytes(16)]),
    ],
)
def test_values_of_different_kinds_are_spelt_apart(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        (None, b"n\0\0\0\0"),
        (True, b"b\0\0\0\x011"),
        (False, b"b\0\0\0\x010"),
        (-12, b"i\0\0\0\x03-12"),
        ("æ", b"s\0\0\0\x02\xc3\xa6"),
        (Colour.RED, b"s\0\0\0\x03red"),
        (UUID(int=5), b"u\0\0\0\x10" + bytes(15) + b"\5"),
        (date(2026, 3, 1), b"d\0\0\0\x0a2026-03-01"),
        (
            datetime(2026, 3, 1, 8, 30, tzinfo=ZoneInfo("Europe/Copenhagen")),
            b"t\0\0\0\x202026-03-01T07:30:00.000000+00:00",
        ),
        (b"\0\xff", b"y\0\0\0\x02\0\xff"),
        (frozenset(), b"f\0\0\0\0"),
        (frozenset({"b", "a"}), b"f\0\0\0\x0cs\0\0\0\x01as\0\0\0\x01b"),
    ],
    ids=lambda told: type(told).__name__,
)
def test_every_kind_of_value_is_spelt_as_the_page_says(value, spelling):
    assert canonical([value]) == spelling
    assert canonical([value, None]) == spelling + canonical([None])


def test_a_value_is_spelt_the_same_from_code_and_from_the_database():
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert canonical([Colour.RED]) == canonical(["red"])
    assert canonical([at]) == canonical([at.astimezone(ZoneInfo("Europe/Copenhagen"))])
    assert canonical([at]) != canonical([at + timedelta(microseconds=1)])


@pytest.fixture(params=["Europe/Copenhagen", "Atlantic/Faroe"])
def place(request, monkeypatch):
    """Let the server stand somewhere, and back again."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def test_an_instant_is_spelt_the_same_wherever_the_server_stands(place):
    at = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo(place))
    assert canonical([at]) == canonical([at.astimezone(UTC)])
    assert canonical([at]).endswith(b":00:00.000000+00:00")


@pytest.mark.parametrize("value", [1.5, ["a"], {"a"}, datetime(2026, 1, 1)])  # noqa: DTZ001
def test_a_value_without_one_spelling_is_refused(value):
    with pytest.raises(TypeError, match="row MAC"):
        canonical([value])


def _typed(value):
    return type(value), value
