"""L32: an agreement past its deadline is told to who is responsible, the holder and the leader."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from stafet.clock import day_of
from stafet.consent.special.notices import TELL
from stafet.insight.overdue import overdue_for, tell_of_overdue
from stafet.logs.rules import AgreementState
from stafet.logs.services import accept_relay, agree, close_log, follow_up, offer_relay
from stafet.logs.services.agreements import Outcome, Promise
from stafet.outbox.models import OutboxRow
from stafet.people.services.employing import employ
from tests.factories.ending import close
from tests.factories.special import school_leader

TOPICS = frozenset({"wellbeing"})
CARD = "Aftaler over fristen"


@pytest.fixture
def log(world):
    world.task(world.teacher, world.school)
    return world.log()


@pytest.fixture
def agreed(world, log):
    """The teacher is responsible; the deadline is today."""
    with world.unit() as unit:
        told = Promise("Læs højt.", world.teacher.person_id, day_of(unit.now), TOPICS)
        return agree(unit, world.pedagogue, log.id, told)


def mailed(world):
    """Queue today's and return how often each has been told."""
    with world.unit() as unit:
        tell_of_overdue(unit)
    with world.unit() as unit:
        rows = unit.session.scalars(select(OutboxRow).where(OutboxRow.kind == TELL))
        return Counter(UUID(row.payload["person"]) for row in rows if "overdue" in row.key)


def followed_up(world, log, agreed, outcome, seen):
    with world.unit() as unit:
        follow_up(unit, world.pedagogue, log.id, agreed.record_id, outcome, TOPICS, seen)


@pytest.mark.usefixtures("agreed")
def test_L32_the_responsible_the_holder_and_the_leader_are_told_once(world, clock):
    assert mailed(world) == Counter()
    for _ in range(3):
        clock.advance(days=1)
        people = (world.teacher, world.pedagogue, world.leader)
        assert mailed(world) == Counter(one.person_id for one in people)


def test_L32_what_is_kept_or_agreed_anew_is_not_told_until_it_is_overdue_again(
    world, log, agreed, clock
):
    with world.unit() as unit:
        later = day_of(unit.now) + timedelta(days=7)
    partly = Outcome("Næsten.", AgreementState.PARTLY, next_on=later)
    followed_up(world, log, agreed, partly, 1)
    clock.advance(days=7)
    assert mailed(world) == Counter()
    clock.advance(days=1)
    assert mailed(world)[world.teacher.person_id] == 1
    followed_up(world, log, agreed, Outcome("Læst.", AgreementState.KEPT), 2)
    clock.advance(days=30)
    assert mailed(world)[world.teacher.person_id] == 1


def test_L32_what_was_kept_in_time_is_never_told(world, log, agreed, clock):
    followed_up(world, log, agreed, Outcome("Læst.", AgreementState.KEPT), 1)
    clock.advance(days=1)
    assert mailed(world) == Counter()


@pytest.mark.usefixtures("agreed")
def test_L32_who_has_handed_the_relay_on_is_not_told(world, log, clock):
    world.task(world.nurse, world.daycare)
    with world.unit() as unit:
        employ(unit, world.nurse.person_id, world.daycare, "paedagog", by=None)
    clock.advance(seconds=1)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.nurse.person_id, world.daycare)
    clock.advance(seconds=1)
    with world.unit() as unit:
        accept_relay(unit, world.nurse, log.id)
    clock.advance(days=1)
    people = (world.teacher, world.nurse, world.leader)
    assert mailed(world) == Counter(one.person_id for one in people)


@pytest.mark.usefixtures("agreed")
def test_L32_nothing_is_told_of_a_log_that_is_closed(world, log, clock):
    with world.unit() as unit:
        close_log(unit, world.pedagogue, log.id, "Det går godt.")
    clock.advance(days=1)
    assert mailed(world) == Counter()


@pytest.mark.usefixtures("agreed")
def test_L32_nothing_is_told_once_all_access_has_ended(world, clock):
    close(world)
    clock.advance(days=1)
    assert mailed(world) == Counter()


@pytest.mark.usefixtures("agreed")
def test_L32_the_leader_sees_at_whose_log_something_is_overdue(web, clock):
    assert CARD not in web.as_("leader").get("/").text
    clock.advance(days=1)
    page = web.as_("leader").get("/").text
    assert CARD in page
    assert "Læs højt" not in page
    assert "Spørg Pia Pedersen" in page
    assert CARD not in web.as_("pedagogue").get("/").text
    other = school_leader(web.world)
    with web.world.unit() as unit:
        assert overdue_for(unit, other, ()) == ()
