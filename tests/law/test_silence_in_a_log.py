"""A log in which nobody writes, and a concern nobody acts on, are told of (L36)."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from stafet.clock import day_of, start_of_day
from stafet.copies.delivery import handlers
from stafet.insight import life
from stafet.insight.quiet import late_concerns, late_for, quiet_for, quiet_logs
from stafet.logs.services import accept_relay, close_log, offer_relay, set_level
from stafet.outbox import Worker
from stafet.outbox.demo import demo_mail
from stafet.people.queries import placements_of
from stafet.people.services.places import move_on
from stafet.web.unit import House
from tests.factories.ending import close

HOLDER, LEADER = "pedagogue@eksempelby.example", "leader@eksempelby.example"
STAFF = {HOLDER, LEADER}


@pytest.fixture
def told_on(world, database, vault, catalogue, settings, clock):
    """Return how to let the worker run on a day and see which of the staff got a mail."""
    house = House(replace(settings, demo=True), database, vault, catalogue)
    worker = Worker(database, handlers(house) | life.handlers(house))

    def mails():
        with world.unit() as unit:
            return Counter(mail.to for mail in demo_mail(unit) if mail.to in STAFF)

    def run(day: date) -> Counter:
        before = mails()
        clock.set(max(clock.now(), start_of_day(day, 12)))
        with world.unit() as unit:
            life.begin(unit)
        while worker.run_once():
            clock.advance(seconds=1)
        return mails() - before

    return run


@pytest.fixture
def log(world, told_on):
    log = world.log()
    told_on(date(2027, 3, 2))
    return log


@pytest.mark.usefixtures("log")
def test_L36_after_eight_weeks_the_holder_is_told_and_a_week_later_the_leader(told_on):
    assert told_on(date(2027, 4, 25)) == Counter()
    assert told_on(date(2027, 4, 26)) == Counter({HOLDER: 1})
    assert told_on(date(2027, 4, 27)) == Counter()
    assert told_on(date(2027, 5, 2)) == Counter()
    assert told_on(date(2027, 5, 3)) == Counter({LEADER: 1})
    assert told_on(date(2027, 5, 20)) == Counter()


def test_L36_a_new_text_begins_the_weeks_anew(world, log, told_on, clock):
    clock.set(start_of_day(date(2027, 4, 20), 9))
    world.entry(log, world.pedagogue, "Anton har det bedre.")
    assert told_on(date(2027, 4, 26)) == Counter()
    assert told_on(date(2027, 6, 15)) == Counter({HOLDER: 1})


def test_L36_a_log_at_level_0_and_one_closed_for_all_wait_for_nobody(world, log, clock):
    clock.advance(days=63)
    with world.unit() as unit:
        assert [one.log_id for one in quiet_logs(unit)] == [log.id]
        set_level(unit, world.pedagogue, log.id, 0, 1)
    with world.unit() as unit:
        assert quiet_logs(unit) == []
        set_level(unit, world.pedagogue, log.id, 1, 2)
    close(world)
    with world.unit() as unit:
        assert quiet_logs(unit) == []


def test_L36_a_concern_that_led_to_nothing_in_three_months_is_told_of_once(world, told_on):
    world.concern()
    told_on(date(2027, 3, 2))
    assert told_on(date(2027, 5, 31)) == Counter()
    assert told_on(date(2027, 6, 1)) == Counter({HOLDER: 1, LEADER: 1})
    assert told_on(date(2027, 6, 2)) == Counter()


def test_L36_who_writes_how_a_concern_goes_begins_its_months_anew(world, clock):
    world.concern()
    clock.advance(days=80)
    world.concern("Det er gået over.")
    clock.advance(days=40)
    with world.unit() as unit:
        assert late_concerns(unit) == []
    clock.advance(days=60)
    with world.unit() as unit:
        (late,) = late_concerns(unit)
    assert late.written_on == date(2027, 5, 20)


def test_L36_a_concern_that_became_a_log_is_acted_on(world, clock):
    world.concern()
    clock.advance(days=120)
    with world.unit() as unit:
        (late,) = late_concerns(unit)
        assert late.due_on == date(2027, 6, 1) <= day_of(unit.now)
    world.log()
    with world.unit() as unit:
        assert late_concerns(unit) == []


def test_L36_nobody_is_told_of_a_concern_at_a_place_that_the_child_has_left(world, clock):
    world.concern()
    clock.advance(days=93)
    with world.unit() as unit:
        (stay,) = placements_of(unit, world.child)
        move_on(unit, stay, day_of(unit.now), by=None)
        assert len(late_concerns(unit)) == 1
    clock.advance(days=1)
    with world.unit() as unit:
        assert late_concerns(unit) == []
    world.task(world.pedagogue, world.daycare)
    with world.unit() as unit:
        assert len(late_concerns(unit)) == 1


def test_L36_both_stand_on_the_overviews_of_those_who_are_told_and_of_nobody_else(web, clock):
    web.world.concern()
    clock.advance(days=93)
    assert "Bekymringer, der venter" in web.as_("pedagogue").get("/").get_data(as_text=True)
    leader = web.as_("leader").get("/").get_data(as_text=True)
    assert "Spørg Pia Pedersen." in leader
    assert f'href="/leder/barn/{web.world.child}">Anton Eksempel</a>' in leader
    web.world.log()
    clock.advance(days=57)
    shown = {
        who: "Ikke skrevet længe" in web.as_(who).get("/").get_data(as_text=True)
        for who in ("pedagogue", "leader", "teacher")
    }
    assert shown == {"pedagogue": True, "leader": False, "teacher": False}
    clock.advance(days=7)
    leader = web.as_("leader").get("/").get_data(as_text=True)
    assert "Ikke skrevet længe" in leader
    assert "Spørg Pia Pedersen." in leader
    assert "Spørg" not in web.as_("pedagogue").get("/").get_data(as_text=True)
    assert "Bekymringer, der venter" not in leader


def test_L36_it_is_the_new_holder_who_is_waited_for_and_nobody_once_it_is_closed(world, clock):
    log, teacher = world.log(), world.teacher
    world.consents(world.school)
    world.task(teacher, world.school)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, teacher.person_id, world.school)
    with world.unit() as unit:
        accept_relay(unit, teacher, log.id)
    clock.advance(days=63)
    with world.unit() as unit:
        assert [one.holder_id for one in quiet_logs(unit)] == [teacher.person_id]
        close_log(unit, teacher, log.id, "Anton trives.")
    clock.advance(days=63)
    with world.unit() as unit:
        assert quiet_logs(unit) == []


def test_L36_who_has_no_task_with_the_child_any_more_is_shown_neither(world, clock):
    world.concern()
    clock.advance(days=93)
    with world.unit() as unit:
        assert len(late_for(unit, world.pedagogue, {world.child})) == 1
        assert late_for(unit, world.pedagogue, set()) == ()
    world.log()
    clock.advance(days=57)
    with world.unit() as unit:
        assert len(quiet_for(unit, world.pedagogue, {world.child})) == 1
        assert quiet_for(unit, world.pedagogue, set()) == ()
