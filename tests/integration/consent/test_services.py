"""The parents' verbs at their edges."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import start_of_day
from stafet.consent.models import Consent, Party, Request
from stafet.consent.reading import read
from stafet.consent.services import Choice, Signing, acts_of, ask, give, withdraw
from stafet.errors import Conflict, Invalid, NotFound
from stafet.logs.services import approve_opening
from stafet.records.rules import RecordKind
from stafet.upkeep.listing import gaps
from tests.factories.world import ALL_TOPICS

AUGUST = date(2027, 8, 1)


@pytest.fixture(autouse=True)
def concern(world):
    return world.concern()


def sign(world, giver, *choices, **more):
    with world.unit() as unit:
        return give(unit, giver, world.child, Signing(uuid4(), choices, **more))


def yes(place, topics=ALL_TOPICS, **more):
    return Choice(place, yes=True, categories=frozenset(topics), **more)


def seen(world, viewer):
    with world.unit() as unit:
        records = read(unit, viewer, world.child).records
    return {s.content.text for s in records if s.kind is not RecordKind.INVOLVEMENT}


def test_asking_twice_is_asking_once(world):
    for _ in range(2):
        with world.unit() as unit:
            ask(unit, world.pedagogue, world.child, [world.ppr, world.ppr])
    with world.unit() as unit:
        assert len(unit.session.scalars(select(Request)).all()) == 1


@pytest.mark.parametrize(
    ("choices", "more", "field"),
    [
        ((), {}, "choices"),
        (("twice",), {}, "choices"),
        (("nowhere",), {}, "choices"),
        (("ppr",), {"last_day": date(2027, 2, 28)}, "last_day"),
        (("ppr",), {"from_on": date(2027, 2, 28)}, "from_on"),
        (("ppr",), {"from_on": AUGUST, "last_day": date(2027, 7, 1)}, "from_on"),
    ],
)
def test_what_cannot_be_signed_is_told_at_its_field(world, choices, more, field):
    known = {
        "ppr": [yes(world.ppr)],
        "twice": [yes(world.ppr), yes(world.ppr)],
        "nowhere": [yes(uuid4())],
    }
    made = [choice for name in choices for choice in known[name]]
    with pytest.raises(Invalid) as refused:
        sign(world, world.parent_a, *made, **more)
    assert set(refused.value.problems) == {field}
    with world.unit() as unit:
        assert unit.session.scalars(select(Consent)).all() == []


def test_a_start_in_the_past_is_told_at_the_places_own_day(world):
    early = yes(world.ppr, from_on=date(2027, 2, 28))
    with pytest.raises(Invalid) as refused:
        sign(world, world.parent_a, early)
    assert set(refused.value.problems) == {f"last_day_{world.ppr.hex}"}


def test_no_day_stands_in_the_way_of_a_no(world):
    no = Choice(world.ppr, yes=False, last_day=date(2040, 1, 1), from_on=date(2020, 1, 1))
    assert sign(world, world.parent_a, no)


def test_the_same_press_twice_is_one_consent(world):
    signing = Signing(uuid4(), (yes(world.ppr),), seen=0)
    for _ in range(2):
        with world.unit() as unit:
            assert give(unit, world.parent_a, world.child, signing) == signing.id
    with world.unit() as unit:
        assert len(unit.session.scalars(select(Party)).all()) == 1


def test_nobody_signs_under_anothers_number(world):
    signing = Signing(uuid4(), (yes(world.ppr),))
    with world.unit() as unit:
        give(unit, world.parent_a, world.child, signing)
    with pytest.raises(NotFound), world.unit() as unit:
        give(unit, world.parent_b, world.child, signing)


def test_a_page_that_is_out_of_date_is_a_conflict(world):
    sign(world, world.parent_a, yes(world.ppr))
    with pytest.raises(Conflict):
        sign(world, world.parent_a, yes(world.health), seen=0)
    with world.unit() as unit:
        now = acts_of(unit, world.parent_a.person_id, world.child)
    assert sign(world, world.parent_a, yes(world.health), seen=now)


def test_what_was_never_answered_cannot_be_taken_back(world):
    with pytest.raises(NotFound), world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)


def test_taking_everything_back_before_anything_was_given_changes_nothing(world):
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
    with world.unit() as unit:
        assert acts_of(unit, world.parent_a.person_id, world.child) == 0


def test_a_consent_given_ahead_opens_on_its_day(world, clock):
    world.log()
    world.task(world.teacher, world.school)
    for giver in (world.parent_a, world.parent_b):
        sign(world, giver, yes(world.school, from_on=AUGUST))
    assert seen(world, world.teacher) == set()
    clock.set(start_of_day(AUGUST))
    assert seen(world, world.teacher)


def test_a_consent_given_ahead_leaves_the_present_one_until_it_begins(world, clock):
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.entry(log, world.pedagogue, "Sover dårligt.", categories=frozenset({"health"}))
    world.consents(world.ppr)
    sign(world, world.parent_a, yes(world.ppr, {"health", "wellbeing"}, from_on=AUGUST))
    sign(world, world.parent_a, yes(world.ppr, {"health"}, from_on=AUGUST))
    assert seen(world, world.psychologist) == {"Anton leger mest alene.", "Sover dårligt."}
    clock.set(start_of_day(AUGUST) - timedelta(microseconds=1))
    assert len(seen(world, world.psychologist)) == 2
    clock.set(start_of_day(AUGUST))
    assert seen(world, world.psychologist) == {"Sover dårligt."}


def test_a_log_opened_without_the_parents_is_shared_once_the_leader_approves(world):
    log = world.log(reason="Kan ikke nås")
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    assert seen(world, world.psychologist) == set()
    with world.unit() as unit:
        approve_opening(unit, world.leader, log.id)
    assert seen(world, world.psychologist)


def test_a_yes_that_is_shortened_in_a_later_unit_is_listed_as_it_is_then(world):
    world.consents(world.ppr)
    with world.unit() as unit:
        for party in unit.session.scalars(select(Party)):
            party.until_at -= timedelta(days=30)
    assert list(gaps(world.database)) == []
