"""L29: who leaves is out at once; the relay he held goes to the leader, and the parents know."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from stafet.accounts.services import leave
from stafet.app import make_worker, open_house
from stafet.consent.reading import read
from stafet.errors import NotFound
from stafet.logs.models import HolderSpell
from stafet.logs.queries import log_facts
from stafet.logs.services import accept_relay, offer_relay
from stafet.logs.services.leaving import pass_to_leader
from stafet.outbox.demo import demo_mail
from stafet.people.models import EmploymentRole
from stafet.people.queries import employments_of, my_tasks, tasks_with
from stafet.people.rules import TaskWhy
from stafet.people.services.employing import employ, end_employment
from stafet.records.happenings import timeline
from stafet.records.rules import HappeningKind

pytestmark = pytest.mark.opens_by_hand  # the worker's vault is not the test's


@pytest.fixture
def worker(database, settings, clock, catalogue):
    house = open_house(replace(settings, demo=True), clock, catalogue)
    yield make_worker(house)
    house.close()


@pytest.fixture
def log(world):
    world.concern()
    return world.log()


def leaves(world, viewer, *, by=None):
    with world.unit() as unit:
        (work,) = employments_of(unit, viewer.person_id)
        leave(unit, viewer.person_id, work.id, by=by)


def holder(world, log):
    with world.unit() as unit:
        facts = log_facts(unit, log.id)
    return facts.holder_id, facts.holder_place


def told(world, log):
    with world.unit() as unit:
        return [line.person_id for line in timeline(unit, log.id) if _is_left(line)]


def _is_left(line):
    return line.kind is HappeningKind.HOLDER_LEFT


def test_L29_the_leader_holds_the_relay_of_who_left_and_hands_it_on(world, log, worker, clock):
    world.task(world.teacher, world.daycare)
    with world.unit() as unit:
        employ(unit, world.teacher.person_id, world.daycare, "paedagog", by=None)
    leaves(world, world.pedagogue)
    clock.advance(seconds=1)
    worker.run_once()
    assert holder(world, log) == (world.leader.person_id, world.daycare)
    with pytest.raises(NotFound), world.unit() as unit:
        read(unit, world.pedagogue, world.child)
    with world.unit() as unit:
        assert read(unit, world.leader, world.child).records
        holders = [task for task in tasks_with(unit, world.child) if task.why == TaskWhy.HOLDER]
        assert [task.person_id for task in holders] == [world.leader.person_id]
    with world.unit() as unit:
        offer_relay(unit, world.leader, log.id, world.teacher.person_id, world.daycare)
    clock.advance(seconds=1)
    with world.unit() as unit:
        accept_relay(unit, world.teacher, log.id)
    worker.run_once()
    assert holder(world, log) == (world.teacher.person_id, world.daycare)
    assert told(world, log) == [world.leader.person_id]


def test_L29_the_parents_and_the_leader_are_told_once(web, log, worker, clock):
    leaves(web.world, web.world.pedagogue)
    for _ in range(3):
        worker.run_once()
        clock.advance(days=1)
    assert told(web.world, log) == [web.world.leader.person_id]
    with web.world.unit() as unit:
        spells = unit.session.scalars(select(HolderSpell).where(HolderSpell.log_id == log.id)).all()
        mails = [mail.to for mail in demo_mail(unit)]
    assert len(spells) == 2
    assert mails.count("leader@eksempelby.example") == 1
    page = web.as_("parent_a").get(f"/log/{log.id}").text
    assert "Lone Lund (Solsikken) er stafetholder, til en anden tager over." in page


def test_L29_without_a_leader_it_waits_for_the_next_one(world, log, worker, clock):
    leaves(world, world.leader)
    leaves(world, world.pedagogue)
    clock.advance(seconds=1)
    worker.run_once()
    assert holder(world, log) == (world.pedagogue.person_id, world.daycare)
    with world.unit() as unit:
        role = EmploymentRole.LEADER
        employ(unit, world.teacher.person_id, world.daycare, "leder", role=role, by=None)
    clock.advance(days=1)
    worker.run_once()
    assert holder(world, log) == (world.teacher.person_id, world.daycare)


def test_L29_who_works_on_at_the_place_keeps_the_relay(world, log, worker, clock):
    with world.unit() as unit:
        employ(unit, world.pedagogue.person_id, world.daycare, "leder", by=None)
        first = employments_of(unit, world.pedagogue.person_id)[0]
        end_employment(unit, first, by=None)
    clock.advance(seconds=1)
    worker.run_once()
    assert holder(world, log) == (world.pedagogue.person_id, world.daycare)
    assert told(world, log) == []


def test_L29_who_comes_back_finds_neither_the_relay_nor_its_task(world, log, worker, clock):
    leaves(world, world.pedagogue)
    clock.advance(seconds=1)
    worker.run_once()
    with world.unit() as unit:
        employ(unit, world.pedagogue.person_id, world.daycare, "paedagog", by=None)
    clock.advance(seconds=1)
    worker.run_once()
    assert holder(world, log) == (world.leader.person_id, world.daycare)
    with world.unit() as unit:
        assert list(my_tasks(unit, world.pedagogue, world.child)) == []


def test_L29_who_has_come_back_before_it_is_passed_on_keeps_it(world, log, clock):
    clock.advance(seconds=1)
    with world.unit() as unit:
        pass_to_leader(unit, log.id)
    assert holder(world, log) == (world.pedagogue.person_id, world.daycare)
