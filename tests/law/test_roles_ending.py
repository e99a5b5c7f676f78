"""L53: a role nobody confirms ends, and before that its holder and the administrators know."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from stafet.accounts.services import grant_role
from stafet.app import make_worker, open_house
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of, start_of_day
from stafet.consent.special.notices import TELL
from stafet.insight.roles import tell_of_ending_roles
from stafet.outbox.demo import demo_mail
from stafet.outbox.models import OutboxRow
from stafet.people.models import PersonKind
from stafet.people.rules import Identity
from stafet.people.services import register_adult
from stafet.web.viewer import Role


@pytest.fixture
def world(world):
    """The stranger is made an administrator, on the day on which the leader's work began."""
    with world.unit() as unit:
        grant_role(unit, world.stranger.person_id, Role.ADMIN, None)
    return world


@pytest.fixture
def ends(clock):
    return start_of_day(months_after(day_of(clock.now()), 6))


def mails(world):
    """Return how often each is mailed about the leader's role, once today's are queued."""
    with world.unit() as unit:
        tell_of_ending_roles(unit)
    leader = f"role:{Role.LEADER}:"
    with world.unit() as unit:
        rows = unit.session.scalars(select(OutboxRow).where(OutboxRow.kind == TELL))
        told = [UUID(row.payload["person"]) for row in rows if leader in row.key]
    return {person: told.count(person) for person in told}


def test_L53_before_a_role_ends_its_holder_and_the_administrators_are_told(world, clock, ends):
    for before, times in ((31, 0), (30, 1), (29, 1), (14, 2), (1, 3), (0, 3)):
        clock.set(ends - timedelta(days=before))
        both = {world.leader.person_id: times, world.stranger.person_id: times}
        assert mails(world) == (both if times else {})


def test_L53_who_is_confirmed_in_time_is_told_of_the_next_end(world, clock, ends):
    clock.set(ends - timedelta(days=20))
    assert mails(world)[world.leader.person_id] == 1
    with world.unit() as unit:
        grant_role(unit, world.leader.person_id, Role.LEADER, world.stranger.person_id)
    clock.set(ends - timedelta(days=1))
    assert mails(world)[world.leader.person_id] == 1
    clock.set(start_of_day(months_after(day_of(ends - timedelta(days=20)), 6)) - timedelta(days=20))
    assert mails(world)[world.leader.person_id] == 2


def test_L53_a_role_that_ends_soon_stands_on_the_overview(web, world, clock, ends):
    for name in ("leader", "stranger"):
        assert "Roller, der snart slutter" not in web.as_(name).get("/").text
    clock.set(ends - timedelta(days=20))
    assert "Din rolle slutter" in web.as_("leader").get("/").text
    assert "2 roller slutter fra" in web.as_("stranger").get("/").text
    assert "Roller, der snart slutter" not in web.as_("pedagogue").get("/").text


@pytest.mark.opens_by_hand  # the worker's vault is not the test's
@pytest.mark.parametrize(("late", "mailed"), [(0, True), (20, False)])
def test_L53_an_administrator_who_works_nowhere_is_mailed_while_the_role_lasts(
    world, settings, catalogue, clock, ends, late, mailed
):
    with world.unit() as unit:
        name = Identity("Ane Admin", email="ane@eksempelby.example")
        person = register_adult(unit, PersonKind.PROFESSIONAL, name, by=None)
        grant_role(unit, person, Role.ADMIN, None)
    clock.set(ends - timedelta(days=20))
    assert mails(world)[person] == 1
    clock.advance(days=late)
    house = open_house(replace(settings, demo=True), clock, catalogue)
    make_worker(house).run_once()
    with house.database.unit() as unit:
        told = {mail.to for mail in demo_mail(unit)}
    assert ("ane@eksempelby.example" in told) is mailed
    house.close()
