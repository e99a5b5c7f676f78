"""Each thing that opens a record, or asks one more person for a yes, at the instant it begins."""

from dataclasses import replace
from datetime import date

import pytest

from stafet.clock import start_of_day
from stafet.consent.decision import (
    AccessFact,
    Allow,
    Basis,
    Facts,
    Reason,
    Refusal,
    SeatFact,
    Standing,
    Youth,
)
from stafet.consent.scope import Taken
from tests.unit.consent.worlds import (
    BOTH,
    MOMENT,
    PARENTS,
    PLACES,
    READERS,
    RECORD,
    SPRING,
    TOPICS,
    YOUNG,
    name,
    verdict,
    yes,
)

NOT_COVERED = Refusal(Reason.NOT_COVERED)
SUMMER, GROWN = start_of_day(date(2027, 7, 1)), start_of_day(date(2030, 6, 1))
ASKED = replace(BOTH, youth=Youth(YOUNG, SPRING, SPRING, SUMMER, GROWN))
RELEASED = replace(RECORD, released_at=SPRING)


def test_consent_names_every_yes_it_rests_on_and_how_long_it_lasts():
    early = yes(PARENTS[1], until_at=SUMMER)
    got = verdict(replace(BOTH, grants=(yes(PARENTS[0]), early)))
    assert got == Allow(Basis.CONSENT, (name(200), name(201)), SUMMER)


def test_a_special_access_opens_what_it_names_from_its_first_instant_to_before_its_last():
    access = AccessFact(name(51), READERS[1], frozenset({RECORD.record_id}), SPRING, SUMMER)
    facts = Facts(accesses=(access,))
    allowed = Allow(Basis.STATUTE, (name(51),), SUMMER)
    assert verdict(facts, now=SPRING - MOMENT, person=READERS[1]) == Refusal(Reason.NO_TASK)
    assert verdict(facts, now=SPRING, person=READERS[1]) == allowed
    assert verdict(facts, now=SUMMER - MOMENT, person=READERS[1]) == allowed
    assert verdict(facts, now=SUMMER, person=READERS[1]) == Refusal(Reason.NO_TASK)


def test_a_seat_without_an_end_lasts_as_long_as_the_institution_may_read_anything():
    seat = SeatFact(READERS[1], PLACES[0], RECORD.record_id, None)
    record = replace(RECORD, internal=True)
    there = replace(BOTH, seats=(seat,))
    assert verdict(there, record, person=READERS[1]) == Allow(Basis.MEETING_SEAT)
    elsewhere = replace(BOTH, seats=(replace(seat, institution_id=PLACES[1]),))
    assert verdict(elsewhere, record, person=READERS[1]) == Refusal(Reason.INTERNAL)


def test_who_works_in_two_places_reads_what_either_may_read():
    tasks = tuple(Standing(READERS[0], place) for place in PLACES)
    for place in PLACES:
        grants = tuple(yes(giver, institution_id=place) for giver in BOTH.custodians)
        assert isinstance(verdict(replace(BOTH, tasks=tasks, grants=grants)), Allow)


def test_a_parent_reads_own_texts_at_once_and_those_about_the_child_and_itself_when_released():
    own = replace(RECORD, author_id=PARENTS[0])
    assert verdict(BOTH, own, person=PARENTS[0]) == Allow(Basis.OWN_RECORD)
    both = replace(RELEASED, subjects=frozenset({"child", str(PARENTS[0])}))
    assert verdict(BOTH, both, person=PARENTS[0]) == Allow(Basis.CUSTODY)


def test_what_its_author_asks_to_keep_back_waits():
    facts = replace(BOTH, asked_back={RECORD.record_id: frozenset({PARENTS[0]})})
    assert verdict(facts, RELEASED, person=PARENTS[0]) == Refusal(Reason.NOT_RELEASED)
    assert verdict(facts, RELEASED, person=PARENTS[1]) == Allow(Basis.CUSTODY)


def test_the_young_person_reads_from_its_day_on():
    record = replace(RELEASED, released_at=SPRING - MOMENT)
    assert verdict(ASKED, record, person=YOUNG) == Allow(Basis.YOUTH)
    assert verdict(ASKED, record, SPRING - MOMENT, YOUNG) == Refusal(Reason.NO_TASK)


@pytest.mark.parametrize("fact", ["custody_known", "whole"])
def test_with_a_fact_in_doubt_no_consent_counts(fact):
    assert verdict(replace(BOTH, **{fact: False})) == NOT_COVERED


def test_L11_without_an_answer_sharing_goes_on_until_the_pause_begins():
    assert isinstance(verdict(ASKED, now=SUMMER - MOMENT), Allow)
    assert verdict(ASKED, now=SUMMER) == NOT_COVERED


@pytest.mark.parametrize(
    ("back", "answered"),
    [
        (Taken(YOUNG, SPRING, PLACES[0]), True),
        (Taken(YOUNG, SPRING), True),
        (Taken(YOUNG, SPRING, PLACES[1]), False),
        (Taken(YOUNG, SPRING, PLACES[0], None, SUMMER), False),
        (Taken(PARENTS[2], SPRING, PLACES[0]), False),
    ],
    ids=["here", "everywhere", "elsewhere", "from a later day", "by somebody else"],
)
def test_L11_a_no_of_the_young_person_here_is_an_answer(back, answered):
    got = verdict(replace(ASKED, taken=(back,)))
    assert (got == NOT_COVERED) is answered


def test_L18_a_change_of_custody_asks_its_holders_anew_and_the_young_person_not():
    given = yes(PARENTS[0]).signed_at
    assert isinstance(verdict(replace(BOTH, custody_changed_at=given)), Allow)
    assert verdict(replace(BOTH, custody_changed_at=given + MOMENT)) == NOT_COVERED
    own = yes(PARENTS[0], giver_id=YOUNG, until_at=start_of_day(date(2031, 1, 1)))
    grown = replace(ASKED, grants=(own,), custody_changed_at=given + MOMENT)
    assert isinstance(verdict(grown, now=GROWN), Allow)


def test_L10_a_parents_own_matters_are_that_parents_to_give():
    mine = str(PARENTS[0])
    grants = (yes(PARENTS[0], subjects=frozenset({mine})), yes(PARENTS[1]))
    record = replace(RECORD, subjects=frozenset({mine}))
    assert isinstance(verdict(replace(BOTH, grants=grants), record), Allow)
    grants = (yes(PARENTS[0]), yes(PARENTS[1], subjects=frozenset({"child", mine})))
    assert verdict(replace(BOTH, grants=grants), record) == NOT_COVERED


@pytest.mark.parametrize("topic", TOPICS)
def test_what_one_giver_leaves_out_does_not_close_the_rest(topic):
    grants = (yes(PARENTS[0]), yes(PARENTS[1], categories=frozenset({topic})))
    record = replace(RECORD, categories=frozenset({topic}))
    assert isinstance(verdict(replace(BOTH, grants=grants), record), Allow)
