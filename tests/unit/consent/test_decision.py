"""The laws of the decision's algebra, and what each of its rules says by example."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stafet.clock import start_of_day
from stafet.consent.decision import (
    Allow,
    Basis,
    Facts,
    Reader,
    Reason,
    Refusal,
    SeatFact,
    Youth,
    decide,
)
from stafet.consent.scope import Taken
from tests.unit.consent import worlds
from tests.unit.consent.worlds import (
    BOTH,
    GIVERS,
    PARENTS,
    PLACES,
    READERS,
    RECORD,
    SPRING,
    YOUNG,
    name,
    verdict,
    yes,
)

MORE = settings(max_examples=settings.default.max_examples * 3 // 2)
people = worlds.mostly(READERS[0], st.sampled_from([*GIVERS, *READERS]))


def allowed(facts, record, now, person):
    return isinstance(verdict(facts, record, now, person), Allow)


@MORE
@given(worlds.facts, worlds.records, worlds.instants, people, st.randoms())
def test_order_and_repetition_of_consents_do_not_matter(facts, record, now, person, chance):
    grants, taken = [*facts.grants, *facts.grants], [*facts.taken, *facts.taken]
    chance.shuffle(grants)
    chance.shuffle(taken)
    shuffled = replace(facts, grants=tuple(grants), taken=tuple(taken))
    assert allowed(shuffled, record, now, person) == allowed(facts, record, now, person)


@MORE
@given(worlds.facts, worlds.records, worlds.instants, people, worlds.taken)
def test_a_withdrawal_never_opens_anything(facts, record, now, person, back):
    after = replace(facts, taken=(*facts.taken, back))
    assert allowed(after, record, now, person) <= allowed(facts, record, now, person)


@MORE
@given(worlds.facts, worlds.records, worlds.instants, st.sampled_from(READERS))
def test_a_further_required_giver_never_opens_anything(facts, record, now, person):
    grown = replace(facts, custodians=(*facts.custodians, name(9)))
    subjects = record.subjects == frozenset({"child"})
    if facts.custodians and subjects:
        assert allowed(grown, record, now, person) <= allowed(facts, record, now, person)


@MORE
@given(worlds.facts, worlds.records, worlds.instants, st.sampled_from(READERS), st.data())
def test_L18_removing_a_custody_holder_never_opens_anything(facts, record, now, person, data):
    if not facts.custodians:
        return
    before = tuple(grant for grant in facts.grants if grant.signed_at < now)
    gone = data.draw(st.sampled_from(facts.custodians))
    left = tuple(holder for holder in facts.custodians if holder != gone)
    facts = replace(facts, grants=before)
    after = replace(facts, custodians=left, custody_changed_at=now)
    assert allowed(after, record, now, person) <= allowed(facts, record, now, person)


@MORE
@given(worlds.facts, worlds.records, worlds.instants, people, st.data())
def test_a_narrower_period_never_opens_anything(facts, record, now, person, data):
    if not facts.grants:
        return
    index = data.draw(st.integers(0, len(facts.grants) - 1))
    grant = facts.grants[index]
    from_at = max(grant.from_at, data.draw(worlds.instants))
    until_at = min(grant.until_at, data.draw(worlds.instants))
    narrow = replace(grant, from_at=from_at, until_at=until_at)
    grants = (*facts.grants[:index], narrow, *facts.grants[index + 1 :])
    after = replace(facts, grants=grants)
    assert allowed(after, record, now, person) <= allowed(facts, record, now, person)


@MORE
@given(worlds.facts, worlds.records, worlds.instants, people)
def test_every_consent_named_is_one_that_counts(facts, record, now, person):
    got = verdict(facts, record, now, person)
    if isinstance(got, Allow) and got.basis is Basis.CONSENT:
        used = {g.consent_id for g in facts.grants if g.from_at <= now < g.until_at}
        assert got.consents
        assert set(got.consents) <= used
        assert got.until_at is not None
        assert got.until_at > now


@given(worlds.facts, worlds.records, worlds.instants, people)
def test_L60_once_ended_nothing_but_a_special_access_opens_anything(facts, record, now, person):
    (verdict,) = decide(Reader(person), replace(facts, ended=True), [record], now).values()
    chosen = any(
        access.person_id == person
        and record.record_id in access.records
        and access.from_at <= now < access.until_at
        for access in facts.accesses
    )
    assert isinstance(verdict, Allow) == chosen
    if chosen:
        assert verdict.basis is Basis.STATUTE


def test_L60_the_reason_says_that_it_has_ended():
    ended = Facts(custodians=(PARENTS[0],), ended=True)
    told = decide(Reader(PARENTS[0]), ended, [RECORD], SPRING)
    assert told[RECORD.key] == Refusal(Reason.ENDED)


def test_two_consents_of_one_giver_cover_a_record_together():
    parts = [
        yes(PARENTS[1], consent_id=name(301), categories=frozenset({"wellbeing"})),
        yes(PARENTS[1], consent_id=name(302), categories=frozenset({"health"})),
    ]
    record = replace(RECORD, categories=frozenset({"wellbeing", "health"}))
    got = verdict(replace(BOTH, grants=(yes(PARENTS[0]), *parts)), record)
    assert isinstance(got, Allow)
    assert set(got.consents) == {name(200), name(301), name(302)}
    assert verdict(replace(BOTH, grants=(yes(PARENTS[0]), parts[0])), record) == Refusal(
        Reason.NOT_COVERED
    )


def test_from_today_needs_both_the_event_and_the_first_written_day():
    since = date(2027, 3, 10)
    facts = replace(BOTH, grants=(yes(PARENTS[0]), yes(PARENTS[1], since_on=since)))
    before = since - timedelta(days=1)
    for event_on, written_on, open_ in (
        (since, since, True),
        (before, since, False),
        (since, before, False),
    ):
        record = replace(RECORD, event_on=event_on, written_on=written_on)
        assert isinstance(verdict(facts, record), Allow) is open_


def test_a_period_begins_with_its_first_instant_and_ends_before_its_last():
    grant = yes(PARENTS[0])
    facts = replace(BOTH, custodians=(PARENTS[0],), grants=(grant,))
    moment = timedelta(microseconds=1)
    assert isinstance(verdict(facts, now=grant.from_at), Allow)
    assert isinstance(verdict(facts, now=grant.until_at - moment), Allow)
    assert verdict(facts, now=grant.until_at) == Refusal(Reason.NOT_COVERED)
    assert verdict(facts, now=grant.from_at - moment) == Refusal(Reason.NOT_COVERED)


def test_the_reason_says_what_stands_against_it():
    assert verdict(replace(BOTH, tasks=())) == Refusal(Reason.NO_TASK)
    assert verdict(replace(BOTH, held=True)) == Refusal(Reason.SHARING_HELD)
    assert verdict(BOTH, person=PARENTS[0]) == Refusal(Reason.NOT_RELEASED)
    released = replace(RECORD, released_at=SPRING)
    others = replace(released, subjects=frozenset({"child", str(PARENTS[1])}))
    assert verdict(BOTH, others, person=PARENTS[0]) == Refusal(Reason.OTHERS_PRIVATE)
    hidden = replace(BOTH, hidden={RECORD.record_id: frozenset({None})})
    assert verdict(hidden, released, person=PARENTS[0]) == Refusal(Reason.HIDDEN)
    redacted = replace(BOTH, redacted={RECORD.record_id: frozenset({PARENTS[0]})})
    assert verdict(redacted, released, person=PARENTS[0]) == Refusal(Reason.WITHHELD)
    assert verdict(redacted, released, person=PARENTS[1]) == Allow(Basis.CUSTODY)


def test_a_seat_opens_its_minutes_for_its_time_and_nothing_else():
    seat = SeatFact(READERS[1], PLACES[1], RECORD.record_id, SPRING)
    facts = Facts(seats=(seat,))
    moment = timedelta(microseconds=1)
    assert verdict(facts, now=SPRING - moment, person=READERS[1]) == Allow(
        Basis.MEETING_SEAT, until_at=SPRING
    )
    assert verdict(facts, now=SPRING, person=READERS[1]) == Refusal(Reason.NO_TASK)
    other = replace(RECORD, record_id=name(32))
    assert verdict(facts, other, SPRING - moment, READERS[1]) == Refusal(Reason.NO_TASK)


def test_a_replaced_consent_ends_when_the_new_one_begins():
    ahead = start_of_day(date(2027, 8, 1))
    back = Taken(PARENTS[0], start_of_day(date(2027, 4, 1)), PLACES[0], None, ahead)
    facts = replace(BOTH, taken=(back,))
    assert isinstance(verdict(facts, now=ahead - timedelta(microseconds=1)), Allow)
    assert verdict(facts, now=ahead) == Refusal(Reason.NOT_COVERED)


def test_a_text_about_nothing_or_nobody_is_not_opened_by_consent():
    for bare in ({"categories": frozenset()}, {"subjects": frozenset()}):
        assert verdict(BOTH, replace(RECORD, **bare)) == Refusal(Reason.NOT_COVERED)


def test_private_matters_of_somebody_without_custody_are_nobodys_to_give():
    former = str(PARENTS[2])
    grants = tuple(
        yes(giver, subjects=frozenset({"child", former})) for giver in (PARENTS[0], PARENTS[1])
    )
    record = replace(RECORD, subjects=frozenset({former}))
    assert verdict(replace(BOTH, grants=grants), record) == Refusal(Reason.NOT_COVERED)


def test_of_two_consents_of_one_giver_the_one_that_reaches_further_back_counts():
    late = yes(PARENTS[1], consent_id=name(302), since_on=date(2027, 3, 10))
    for grants in ((yes(PARENTS[1]), late), (late, yes(PARENTS[1]))):
        assert isinstance(verdict(replace(BOTH, grants=(yes(PARENTS[0]), *grants))), Allow)


def test_a_withdrawal_in_the_instant_of_signing_counts():
    back = Taken(PARENTS[0], yes(PARENTS[0]).signed_at, PLACES[0])
    assert verdict(replace(BOTH, taken=(back,))) == Refusal(Reason.NOT_COVERED)


def test_what_lies_in_no_log_stays_in_its_institution():
    record = replace(RECORD, internal=True)
    assert verdict(BOTH, record) == Refusal(Reason.INTERNAL)
    at_home = replace(record, institution_id=PLACES[0])
    assert verdict(BOTH, at_home) == Allow(Basis.OWN_RECORD)


def test_L18_the_young_person_never_stands_in_for_custody_nobody_is_known_to_hold():
    young = Youth(YOUNG, SPRING, SPRING, SPRING, start_of_day(date(2030, 6, 1)))
    said = yes(PARENTS[0], giver_id=YOUNG, signed_at=SPRING, from_at=SPRING)
    alone = replace(BOTH, custodians=(), youth=young, grants=(said,))
    assert verdict(alone) == Refusal(Reason.NOT_COVERED)
    grown = replace(alone, youth=replace(young, of_age_at=SPRING))
    assert isinstance(verdict(grown), Allow)


def test_L11_a_yes_from_a_later_day_is_an_answer_at_once():
    later = start_of_day(date(2027, 6, 20))
    pauses = start_of_day(date(2027, 7, 1))
    young = Youth(YOUNG, SPRING, SPRING, pauses, start_of_day(date(2030, 6, 1)))
    facts = replace(BOTH, youth=young)
    assert isinstance(verdict(facts), Allow)
    ahead = yes(PARENTS[0], giver_id=YOUNG, signed_at=SPRING, from_at=later)
    facts = replace(facts, grants=(*facts.grants, ahead))
    assert verdict(facts) == Refusal(Reason.NOT_COVERED)
    assert isinstance(verdict(facts, now=later), Allow)


def test_L24_a_seat_opens_its_minutes_also_where_they_lie_in_no_log():
    record = replace(RECORD, internal=True)
    facts = replace(BOTH, seats=(SeatFact(READERS[1], PLACES[1], RECORD.record_id, SPRING),))
    moment = timedelta(microseconds=1)
    assert verdict(facts, record, SPRING - moment, READERS[1]) == Allow(
        Basis.MEETING_SEAT, until_at=SPRING
    )
    assert verdict(facts, record, SPRING, READERS[1]) == Refusal(Reason.INTERNAL)
