"""What may be handed to a person outside: the same decision twice, and never more than either."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings

from stafet.clock import start_of_day
from stafet.consent.decision import Allow, Basis, Facts, Reader, Standing, decide
from stafet.consent.outside import SOMEBODY, handed, holder_in
from stafet.people.rules import TaskWhy
from tests.unit.consent import worlds
from tests.unit.consent.test_decision import RECORD as UNRELEASED
from tests.unit.consent.worlds import PARENTS, PLACES, READERS, name, yes

NOW = start_of_day(date(2027, 6, 1))
PURPOSE = "early_support"
HOLDER, OUTSIDER = READERS[0], PLACES[0]
RECORD = replace(UNRELEASED, released_at=NOW)
HELD = Standing(HOLDER, name(13), TaskWhy.HOLDER)
FACTS = Facts(
    tasks=(HELD,),
    custodians=(PARENTS[0], PARENTS[1]),
    grants=(yes(PARENTS[0]), yes(PARENTS[1])),
)


def keys(facts, record=RECORD):
    return set(handed(facts, OUTSIDER, [record], NOW, PURPOSE))


def test_L02_what_both_gave_is_handed_over_with_every_consent_used():
    found = handed(FACTS, OUTSIDER, [RECORD], NOW, PURPOSE)
    assert found[RECORD.key].basis is Basis.CONSENT
    assert set(found[RECORD.key].consents) == {grant.consent_id for grant in FACTS.grants}
    assert found[RECORD.key].until_at == min(grant.until_at for grant in FACTS.grants)


def test_what_the_family_cannot_read_yet_is_handed_to_nobody():
    later = replace(UNRELEASED, released_at=NOW + timedelta(microseconds=1))
    assert keys(FACTS, UNRELEASED) == keys(FACTS, later) == set()


def test_of_a_text_the_newest_wording_alone_is_handed_over():
    new = replace(RECORD, version=2)
    private = replace(new, subjects=frozenset({str(PARENTS[0])}))
    for wordings in ([RECORD, new], [new, RECORD]):
        assert set(handed(FACTS, OUTSIDER, wordings, NOW, PURPOSE)) == {new.key}
    assert handed(FACTS, OUTSIDER, [RECORD, private], NOW, PURPOSE) == {}


def test_nobody_hands_over_where_nobody_holds_the_relay():
    other = replace(FACTS, tasks=(Standing(HOLDER, name(13), TaskWhy.CONTACT),))
    assert holder_in(other) is None
    assert keys(other) == set()


def test_while_it_is_not_known_what_is_kept_back_nothing_is_handed_over():
    assert keys(FACTS) == {RECORD.key}
    assert keys(replace(FACTS, kept_known=False)) == set()


def test_nothing_but_consent_opens_to_who_is_outside():
    his_own = replace(RECORD, institution_id=OUTSIDER)
    both = replace(FACTS, tasks=(HELD, Standing(HOLDER, OUTSIDER, TaskWhy.CONTACT)))
    assert keys(both, his_own) == set()


@settings(max_examples=150)
@given(worlds.facts, worlds.records, worlds.instants)
def test_L01_it_is_never_more_than_holder_and_consent_open_each(facts, record, now):
    facts = replace(facts, tasks=(*facts.tasks, HELD))
    there = replace(facts, tasks=(Standing(SOMEBODY, OUTSIDER),))
    found = handed(facts, OUTSIDER, [record], now, PURPOSE)
    mine = decide(Reader(HOLDER, PURPOSE), facts, [record], now)[record.key]
    theirs = decide(Reader(SOMEBODY, PURPOSE), there, [record], now)[record.key]
    if found:
        assert isinstance(mine, Allow)
        assert isinstance(theirs, Allow)
        assert set(found[record.key].consents) == {*mine.consents, *theirs.consents}
        assert record.released_at is not None
        assert record.released_at <= now
        assert record.record_id not in {*facts.hidden, *facts.redacted, *facts.asked_back}
