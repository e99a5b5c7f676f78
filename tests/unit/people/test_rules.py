"""Custody, agreements and betraying words, without any database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from stafet.people.rules import (
    CustodyKind,
    CustodySource,
    Held,
    Identity,
    Ownership,
    clashes,
    has_agreement,
    lacks_agreement,
    lasts,
    names_betrayed,
    sure_kind,
)

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


class Fact:
    def __init__(self, from_at, to_at):
        self.from_at, self.to_at = from_at, to_at


@pytest.mark.parametrize(
    ("kind", "others", "clash"),
    [
        ("joint", [], False),
        ("joint", ["joint"], False),
        ("joint", ["sole"], True),
        ("sole", [], False),
        ("sole", ["joint"], True),
        ("unknown", ["sole"], False),
        ("appointed", ["sole"], True),
    ],
)
def test_sole_custody_stands_alone(kind, others, clash):
    assert clashes(CustodyKind(kind), [CustodyKind(other) for other in others]) is clash


@pytest.mark.parametrize(
    ("ownership", "controller", "agreement_on", "may"),
    [
        ("municipal", "", None, True),
        ("private", "Fonden", TODAY, True),
        ("regional", "Regionen", TODAY - timedelta(days=1), True),
        ("private", "Fonden", TODAY + timedelta(days=1), False),
        ("private", "Fonden", None, False),
        ("regional", "", TODAY, False),
    ],
)
def test_L19_others_have_accounts_by_an_agreement_in_force(
    ownership, controller, agreement_on, may
):
    assert has_agreement(Ownership(ownership), controller, agreement_on, TODAY) is may


def test_L19_only_the_kommunes_own_needs_no_agreement():
    assert not lacks_agreement(Ownership.MUNICIPAL, None)
    assert lacks_agreement(Ownership.PRIVATE, None)
    assert not lacks_agreement(Ownership.PRIVATE, TODAY)


def test_a_fact_counts_from_its_first_instant_until_before_its_last():
    hour = timedelta(hours=1)
    assert lasts(Fact(NOW, None), NOW)
    assert lasts(Fact(NOW, NOW + hour), NOW)
    assert not lasts(Fact(NOW - hour, NOW), NOW)
    assert not lasts(Fact(NOW + hour, None), NOW)


def test_words_that_betray_a_home_are_found_however_they_are_spaced():
    home = Identity("Bo", address="Skjulestien 7, 9998 Fjernby", phone="11 22 33 44")
    words = home.betraying_words
    assert names_betrayed("Han bor på SKJULE STIEN7.", words)
    assert names_betrayed("Ring 11223344", words)
    assert not names_betrayed("Han bor et godt sted.", words)


@pytest.mark.parametrize("text", ["Bo leger på Stuen.", "Der er en kælder under gården.", "En by."])
def test_a_floor_or_a_short_name_is_a_word_like_others_and_betrays_nothing(text):
    words = Identity("Bo", address="Å 7, stuen, kælder 3, 9998 By, - - - -").betraying_words
    assert not names_betrayed(text, words)


def test_a_floor_with_its_number_betrays_as_it_stands():
    words = Identity("Bo", address="Skjulestien 7, kælder 3").betraying_words
    assert names_betrayed("Gå ned i Kælder 3", words)


def test_custody_that_is_only_told_is_as_good_as_unknown():
    def told(source):
        return sure_kind(Held(CustodyKind.SOLE, CustodySource(source), TODAY, TODAY))

    assert (told("told"), told("cpr")) == (CustodyKind.UNKNOWN, CustodyKind.SOLE)
