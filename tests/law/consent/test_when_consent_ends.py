"""Consent lapses, is taken back, is suspended (L04, L05, L07, L18)."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.clock import COPENHAGEN, start_of_day
from stafet.consent.models import Consent
from stafet.consent.reading import read
from stafet.consent.services import Choice, Signing, give, withdraw
from stafet.errors import Invalid, NotFound
from stafet.people.models import CustodyKind, PersonKind
from stafet.people.queries import custodies_over
from stafet.people.rules import Identity
from stafet.people.services import end_custody, record_custody, register_adult
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.consent import events, seen, sign, yes

MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("signed", "last_day", "lapses"),
    [
        (date(2027, 3, 10), None, date(2028, 3, 10)),
        (date(2028, 2, 29), None, date(2029, 2, 28)),
        (date(2027, 3, 10), date(2027, 3, 28), date(2027, 3, 29)),
        (date(2027, 3, 10), date(2027, 10, 31), date(2027, 11, 1)),
    ],
    ids=["a year", "leap day", "summer time begins", "summer time ends"],
)
def test_L04_a_consent_lapses_by_itself_at_its_instant(
    world, log, ppr, clock, signed, last_day, lapses
):
    clock.set(datetime.combine(signed, datetime.min.time(), COPENHAGEN) + timedelta(hours=9))
    for giver in (world.parent_a, world.parent_b):
        sign(world, giver, yes(world.ppr, last_day=last_day))
    clock.set(start_of_day(lapses) - MOMENT)
    assert seen(world, ppr)
    clock.set(start_of_day(lapses))
    assert seen(world, ppr) == set()


def test_L05_an_end_beyond_one_year_is_refused_and_an_earlier_one_is_kept(world, log, ppr):
    with pytest.raises(Invalid) as refused:
        sign(world, world.parent_a, yes(world.ppr, last_day=date(2028, 3, 1)))
    assert set(refused.value.problems) == {f"last_day_{world.ppr.hex}"}
    with pytest.raises(Invalid) as refused:
        sign(world, world.parent_a, yes(world.ppr), last_day=date(2028, 3, 1))
    assert set(refused.value.problems) == {"last_day"}
    for giver in (world.parent_a, world.parent_b):
        sign(world, giver, yes(world.ppr, last_day=date(2027, 4, 1)))
    with world.unit() as unit:
        shown = read(unit, ppr, world.child).records
    assert {one.until_at for one in shown} == {start_of_day(date(2027, 4, 2))}


def test_L05_the_clock_set_back_makes_no_consent_longer(world, log, ppr, clock):
    for giver in (world.parent_a, world.parent_b):
        sign(world, giver, yes(world.ppr, last_day=date(2027, 3, 31)))
    clock.set(start_of_day(date(2027, 4, 1)))
    assert seen(world, ppr) == set()
    clock.set(start_of_day(date(2027, 3, 15)))
    assert seen(world, ppr) == set()


@pytest.mark.parametrize("how", ["everything", "place", "category", "signed no"])
def test_L07_a_withdrawal_takes_effect_on_the_next_request(world, log, ppr, how):
    world.consents(world.ppr)
    assert seen(world, ppr)
    with world.unit() as unit:
        if how == "signed no":
            no = Choice(world.ppr, yes=False)
            give(unit, world.parent_b, world.child, Signing(uuid4(), (no,)))
        else:
            place = None if how == "everything" else world.ppr
            category = "wellbeing" if how == "category" else None
            withdraw(unit, world.parent_b, world.child, place, category)
    assert seen(world, ppr) == set()


def test_L07_a_withdrawal_is_not_retroactive(world, log, ppr):
    world.consents(world.ppr)
    world.entry(log, ppr, "Talt med Anton.")
    seen(world, ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
    assert seen(world, ppr) == {"Talt med Anton."}
    assert len(events(world, world.child, "log:read")) == 2
    with world.unit() as unit:
        assert len(unit.session.scalars(select(Consent)).all()) == 2
        assert audit.first_bad_link(unit, world.child) is None


def test_L07_a_category_taken_back_leaves_the_others_and_can_be_granted_anew(world, log, ppr):
    world.entry(log, world.pedagogue, "Sover dårligt.", categories=frozenset({"health"}))
    world.consents(world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr, "health")
    assert seen(world, ppr) == {"Anton leger mest alene."}
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr) == {"Anton leger mest alene.", "Sover dårligt."}


def test_L07_withdrawing_twice_is_withdrawing_once(world, log):
    world.consents(world.ppr)
    for _ in range(2):
        with world.unit() as unit:
            withdraw(unit, world.parent_a, world.child, world.ppr)
    assert len(events(world, world.child, "consent:withdraw")) == 1


def test_L07_the_later_of_two_acts_counts_though_the_clock_stands_still(world, log, ppr):
    world.consents(world.ppr)
    sign(world, world.parent_a, Choice(world.ppr, yes=False))
    assert seen(world, ppr) == set()
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr)
    sign(world, world.parent_a, yes(world.ppr, {"health"}))
    assert seen(world, ppr) == set()


def new_guardian(world, dated_back):
    with world.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, Identity("Cia Eksempel"), by=None)
        from_at = unit.now - dated_back
        record_custody(
            unit, world.child, person, CustodyKind.JOINT, source="cpr", from_at=from_at, by=None
        )
    return Viewer(uuid4(), person, ViewerKind.GUARDIAN)


@pytest.mark.parametrize("dated_back", [timedelta(0), timedelta(days=900)])
def test_L18_a_new_custody_holder_suspends_until_each_has_confirmed(world, log, ppr, dated_back):
    world.consents(world.ppr)
    third = new_guardian(world, dated_back)
    assert seen(world, ppr) == set()
    sign(world, third, yes(world.ppr))
    assert seen(world, ppr) == set()
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr) == set()
    sign(world, world.parent_b, yes(world.ppr))
    assert seen(world, ppr)


def test_L18_removing_a_holder_never_opens_anything(world, log, ppr):
    sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        rows = custodies_over(unit, world.child)
        (row,) = [row for row in rows if row.guardian_id == world.parent_b.person_id]
        end_custody(unit, row, by=None)
    assert seen(world, ppr) == set()
    with pytest.raises(NotFound):
        sign(world, world.parent_b, yes(world.ppr))
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr)


def test_L18_where_custody_is_unknown_nothing_is_shared(world, log, ppr):
    world.consents(world.ppr)
    with world.unit() as unit:
        record_custody(
            unit,
            world.child,
            world.parent_b.person_id,
            CustodyKind.UNKNOWN,
            source="told",
            from_at=unit.now,
            by=None,
        )
    assert seen(world, ppr) == set()
