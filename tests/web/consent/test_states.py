"""What a parent reads of each place, through its life."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from stafet.clock import start_of_day
from stafet.consent.services import Choice, Signing, ask, give
from stafet.people.models import CustodyKind, PersonKind
from stafet.people.rules import Identity
from stafet.people.services import record_custody, register_adult
from tests.factories.world import ALL_TOPICS


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    return log


def sign(world, name, **more):
    choice = Choice(world.ppr, yes=True, categories=ALL_TOPICS, **more)
    with world.unit() as unit:
        give(unit, world.people[name], world.child, Signing(uuid4(), (choice,)))


def page(web, log, name="parent_a"):
    return web.as_(name).get(f"/log/{log.id}/samtykke").get_data(as_text=True)


def third_holder(world):
    with world.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, Identity("Cia Eksempel"), by=None)
        record_custody(
            unit, world.child, person, CustodyKind.JOINT, source="cpr", from_at=unit.now, by=None
        )


def test_a_yes_that_has_run_out_is_asked_about_again(web, log, clock):
    for name in ("parent_a", "parent_b"):
        sign(web.world, name, last_day=date(2027, 3, 31))
    clock.set(start_of_day(date(2027, 4, 1)))
    told = page(web, log)
    assert "Dit ja er udløbet" in told
    assert f"answer_{web.world.ppr.hex}" in told


def test_after_a_change_of_custody_each_is_asked_again(web, log):
    for name in ("parent_a", "parent_b"):
        sign(web.world, name)
    third_holder(web.world)
    told = page(web, log)
    assert "Mangler dit svar igen" in told
    sign(web.world, "parent_a")
    assert "Mangler svar fra Bo Eksempel og Cia Eksempel" in page(web, log)


def test_a_yes_from_today_and_own_matters_are_said_in_words(web, log):
    sign(web.world, "parent_a", own_matters=True, everything=False)
    sign(web.world, "parent_b")
    told = page(web, log)
    assert "kun fra den 1. marts 2027" in told
    assert "PPR Eksempelby kan også læse om dine egne private forhold" in told
    other = page(web, log, "parent_b")
    assert "dine egne private forhold" not in other
    assert "fra den 1. marts 2027" in page(web, log, "pedagogue")


def test_what_was_given_ahead_says_when_it_opens(web, log):
    for name in ("parent_a", "parent_b"):
        sign(web.world, name, from_on=date(2027, 8, 1))
    assert "Det åbner den 1. august 2027" in page(web, log)


def test_where_custody_is_unknown_it_is_said_why_nothing_is_shared(web, log):
    world = web.world
    with world.unit() as unit:
        record_custody(
            unit,
            world.child,
            world.parent_b.person_id,
            CustodyKind.UNKNOWN,
            source="told",
            from_at=unit.now - timedelta(days=1),
            by=None,
        )
    assert "Vi ved ikke helt, hvem der har forældremyndighed" in page(web, log)
    assert "Det er ikke helt klart, hvem der har forældremyndighed" in page(web, log, "pedagogue")


@pytest.mark.parametrize(
    "how", [{"reason": "Kan ikke nås"}, {"level": 0}], ids=["a reason", "level 0"]
)
def test_where_the_log_may_not_be_shared_yet_it_is_said(web, how):
    world = web.world
    world.concern()
    log = world.log(**how)
    assert "Dit ja åbner først, når loggen må deles med andre" in page(web, log)
    assert "Forældrene er ikke spurgt om nogen steder endnu" in page(web, log, "pedagogue")
