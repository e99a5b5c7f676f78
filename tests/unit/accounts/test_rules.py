"""Logins, waits and passwords, without any database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafet.accounts.passwords import common_words, hash_password, verify
from stafet.accounts.rules import (
    LONGEST_WAIT,
    Bucket,
    guessable,
    is_forgiven,
    spelled,
    wait_until,
)
from stafet.errors import Invalid

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


def easy(password):
    return guessable(password, "mette.holm@eksempelby.example", common_words())


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "Sommer2026!!!",
        "velkommen1234",
        "fodboldfodbold1",
        "jegelskerdig1234",
        "Eksempelby2027!",
        "sommer24121985!",
        "qwertyuiop12",
        "aaaaaaaaaaaaaa",
        "abababababab",
        "abcdefghijklmn",
        "123456789012",
        "mette.holm2026!",
        "Mette-Holm-1234",
    ],
)
def test_what_everybody_thinks_of_is_easy_to_guess(password):
    assert easy(password)


@pytest.mark.parametrize(
    "password",
    [
        "gyldne regnorme danser",
        "hest korrekt batteri klamme",
        "lilletrommeslager",
        "en helt anden sommerfugl",
        "xkcd9-wq!Rzt7p",
        "839201847561",
    ],
)
def test_words_that_only_one_combines_are_not(password):
    assert not easy(password)


def test_one_password_typed_on_two_keyboards_is_one_password():
    stored = hash_password("gyldne blåbær danser")
    assert verify(stored, "gyldne bla\u030abær danser")
    assert not verify(stored, "gyldne blaabaer danser")


def test_nobodys_password_and_a_broken_hash_never_fit():
    assert not verify(None, "nobody signs in with this")
    assert not verify("not a hash", "gyldne regnorme danser")


@pytest.mark.parametrize("password", ["elleve tegn", "regnorm " * 26])
def test_a_password_has_twelve_to_two_hundred_characters(password):
    with pytest.raises(Invalid):
        hash_password(password)


@pytest.mark.parametrize(
    "login", [" Mette@Example.DK ", "ｍｅｔｔｅ@example.dk", "METTE@EXAMPLE.DK"]
)
def test_a_login_has_one_spelling(login):
    assert spelled(login) == "mette@example.dk"


@given(st.sampled_from(Bucket), st.integers(0, 500))
def test_waits_never_shrink_and_end_within_a_quarter(bucket, count):
    wait, longer = (wait_until(bucket, count + more, NOW) for more in (0, 1))
    assert NOW <= wait <= longer <= NOW + LONGEST_WAIT


def test_free_tries_cost_no_wait_and_each_further_one_doubles_it():
    waits = [wait_until(Bucket.LOGIN, count, NOW) - NOW for count in (4, 5, 6, 7)]
    assert waits == [timedelta(seconds=seconds) for seconds in (0, 30, 60, 120)]


def test_old_tries_are_forgiven():
    assert is_forgiven(NOW, NOW + timedelta(hours=12))
    assert not is_forgiven(NOW, NOW + timedelta(hours=11))
