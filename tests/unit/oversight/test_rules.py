"""The pure rules of the oversight, over many made-up readings."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from stafet.catalogue.oversight import Thresholds, Weights
from stafet.oversight.rules import (
    Involved,
    OddKind,
    Read,
    answerers,
    behind,
    draw,
    is_night,
    oddities,
    reviewers,
    stage_of,
    weight_of,
)

NOON = datetime(2027, 3, 1, 11, tzinfo=UTC)
PEOPLE = [UUID(int=n) for n in range(1, 7)]
TOLD = Thresholds(
    days=30, children=3, night_from=22, night_to=6, night_reads=2, alone_reads=2, accesses=2
)
WEIGHTS = Weights(common=1, alone=10)


def read(n=1, *, reader=PEOPLE[0], child=1, at=NOON, common=True, by_statute=False):
    where = {"chain": UUID(int=100 + child), "child_id": UUID(int=100 + child)}
    return Read(
        sequence=n,
        at=at,
        reader_id=reader,
        institution_id=None,
        texts=1,
        common=common,
        by_statute=by_statute,
        **where,
    )


READS = st.lists(
    st.builds(
        read,
        st.integers(1, 50),
        reader=st.sampled_from(PEOPLE),
        child=st.integers(1, 5),
        at=st.integers(0, 47).map(lambda hours: NOON + timedelta(hours=hours)),
        common=st.booleans(),
        by_statute=st.booleans(),
    ),
    unique_by=lambda one: one.key,
)
SOME = st.frozensets(st.sampled_from(PEOPLE))


@given(SOME, SOME, st.sampled_from(PEOPLE))
def test_nobody_answers_for_himself_and_the_officer_only_where_no_other_leads(
    leaders, officers, reader
):
    found = answerers(leaders, officers, reader)
    assert reader not in found
    assert found <= (leaders if leaders - {reader} else officers)


@given(SOME, SOME, SOME, SOME, st.sampled_from(PEOPLE))
def test_L48_a_reviewer_is_never_involved_and_of_the_first_group_that_has_one(
    officers, leaders, colleagues, near, reader
):
    involved = Involved(reader, colleagues, near)
    fit = reviewers((officers, leaders), involved)
    assert not set(fit) & ({reader} | colleagues | near)
    if officers - {reader} - colleagues - near:
        assert set(fit) <= officers
    elif leaders - {reader} - colleagues - near:
        assert set(fit) <= leaders
    else:
        assert fit == ()


@given(READS, st.integers(0, 60), st.randoms(use_true_random=False))
def test_L48_a_draw_takes_different_readings_and_as_many_as_there_are(reads, count, dice):
    drawn = draw(reads, count, WEIGHTS, dice)
    assert len({one.key for one in drawn}) == len(drawn) == min(count, len(reads))
    assert set(drawn) <= set(reads)


def test_L48_a_reading_without_group_or_meeting_is_drawn_ten_times_as_often():
    pot, dice = [read(1), read(2, common=False)], Random(7)
    drawn = Counter(draw(pot, 1, WEIGHTS, dice)[0].sequence for _ in range(2200))
    assert 8 < drawn[2] / drawn[1] < 12


def test_L48_each_reading_can_be_drawn_and_none_is_foreseen():
    pot = [read(n) for n in range(1, 6)]
    drawn = {draw(pot, 1, WEIGHTS, Random(n))[0].sequence for n in range(60)}
    assert drawn == {1, 2, 3, 4, 5}


def test_what_is_read_by_statute_weighs_as_what_is_read_alone():
    assert weight_of(read(), WEIGHTS) == 1
    assert weight_of(read(by_statute=True), WEIGHTS) == 10
    assert weight_of(read(common=False), WEIGHTS) == 10


def test_reminders_come_before_the_deadline_and_each_week_after():
    due = date(2027, 3, 15)
    stages = [stage_of(due, due + timedelta(days=n), (3, 1)) for n in range(-5, 17)]
    days = [stage and (stage - due).days for stage in stages]
    assert days == [None] * 2 + [-3] * 2 + [-1] * 2 + [1] * 7 + [8] * 7 + [15] * 2


def test_the_night_is_counted_by_copenhagens_clock_and_may_lie_within_a_day():
    midnight = datetime(2027, 3, 1, 22, 30, tzinfo=UTC)
    assert is_night(midnight, TOLD)
    assert not is_night(NOON, TOLD)
    early = Thresholds(
        days=30, children=3, night_from=0, night_to=5, night_reads=2, alone_reads=2, accesses=2
    )
    assert not is_night(midnight, early)
    assert is_night(datetime(2027, 3, 1, 3, tzinfo=UTC), early)


@given(READS, st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 4)))
def test_each_line_counts_what_is_behind_it_and_reaches_its_threshold(reads, accesses):
    for odd in oddities(reads, accesses, TOLD):
        mine = [one for one in behind(odd.kind, reads, TOLD) if one.reader_id == odd.reader_id]
        match odd.kind:
            case OddKind.MANY_CHILDREN:
                assert odd.count == len({one.child_id for one in mine}) >= TOLD.children
            case OddKind.NIGHT:
                assert odd.count == len(mine) >= TOLD.night_reads
            case OddKind.ALONE:
                assert odd.count == len(mine) >= TOLD.alone_reads
            case OddKind.ACCESSES:
                assert odd.count == accesses[odd.reader_id] >= TOLD.accesses


def test_what_stays_below_every_threshold_is_no_oddity():
    assert oddities([read(1), read(2, common=False)], {PEOPLE[0]: 1}, TOLD) == ()
    assert behind(OddKind.ACCESSES, [read(1), read(2, by_statute=True)], TOLD)[0].sequence == 2
