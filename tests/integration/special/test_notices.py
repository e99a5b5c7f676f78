"""Who is mailed about an emergency, and what the worker does when nobody approved it."""

import pytest
from sqlalchemy import select

from stafet.consent.special.emergency import approve
from stafet.consent.special.incidents import deliver_expiry, expire
from stafet.consent.special.models import Incident
from stafet.consent.special.notices import EXPIRE, TELL
from stafet.outbox import Worker
from stafet.outbox.models import OutboxRow
from stafet.web.viewer import Role
from tests.factories.special import alarmed, given, with_role


@pytest.fixture
def world(world):
    world.concern()
    return world


def told(world):
    with world.unit() as unit:
        rows = unit.session.scalars(select(OutboxRow).where(OutboxRow.kind == TELL)).all()
        return {(row.key.split(":")[1], row.payload["person"]) for row in rows}


def incidents(world):
    with world.unit() as unit:
        return [row.access_id for row in unit.session.scalars(select(Incident))]


def work_through(world):
    """Let the worker see to the emergencies that are due, as the product wires it."""

    def see_to(delivery):
        with world.unit() as unit:
            deliver_expiry(unit, delivery)

    Worker(world.database, {EXPIRE: see_to, TELL: lambda _: None}).run_once()


def test_L16_the_leaders_and_the_data_protection_officer_are_told_at_once(world):
    officer = with_role(world, world.nurse, Role.DPO)
    alarmed(world, world.stranger)
    expected = {world.leader.person_id, officer.person_id}
    assert told(world) == {("emergency", str(person)) for person in expected}


def test_L16_who_opens_is_not_told_as_his_own_second_person(world):
    alarmed(world, world.leader)
    assert told(world) == set()


def test_the_receiver_is_told_of_what_a_leader_opens(world):
    written = world.concern("Et andet.")
    given(world, written)
    assert told(world) == {("opened", str(world.psychologist.person_id))}


def test_L16_without_an_answer_the_worker_opens_one_incident(world, clock):
    opened = alarmed(world, world.stranger)
    work_through(world)
    assert incidents(world) == []
    clock.advance(hours=24)
    for _ in range(2):
        work_through(world)
        with world.unit() as unit:
            expire(unit, opened)
    assert incidents(world) == [opened]
    assert ("incident", str(world.leader.person_id)) in told(world)


def test_L16_an_approved_one_ends_without_an_incident(world, clock):
    opened = alarmed(world, world.stranger)
    with world.unit() as unit:
        approve(unit, world.leader, opened)
    clock.advance(hours=25)
    work_through(world)
    assert incidents(world) == []
