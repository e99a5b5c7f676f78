"""Silence is no yes: what must have been tried before a leader can decide (L09)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from stafet.clock import day_of, start_of_day
from stafet.consent.attempts import attempts_on, attempts_page
from stafet.consent.models import AttemptWay
from stafet.consent.rules import Try, may_open_for_silence, reminder_due
from stafet.consent.services import ask
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.errors import Invalid, NotFound

ASKED = start_of_day(date(2027, 3, 1), 9)
RUNG = Try(date(2027, 3, 4), by_phone=True, interpreter=False)


def may(tries=(RUNG,), *, needs=False, refused=False, after=14):
    now = ASKED + timedelta(days=after)
    return may_open_for_silence(ASKED, tries, needs, refused, now, 14)


def test_L09_two_weeks_and_a_phone_call_are_needed():
    assert may()
    assert not may(after=14 - 1e-6)
    assert not may(())
    assert not may([replace(RUNG, by_phone=False)])


def test_L09_the_call_is_with_an_interpreter_where_one_is_needed():
    assert not may(needs=True)
    assert may([RUNG, replace(RUNG, interpreter=True)], needs=True)
    assert not may([RUNG, replace(RUNG, by_phone=False, interpreter=True)], needs=True)


def test_L09_against_a_no_or_a_withdrawal_it_is_impossible():
    assert not may(refused=True, after=300)


def test_L09_only_tries_since_the_question_count():
    assert not may([replace(RUNG, on_day=date(2027, 2, 28))])
    assert may([replace(RUNG, on_day=date(2027, 3, 1))])
    assert not may([replace(RUNG, on_day=date(2027, 3, 16))])


@pytest.mark.parametrize(
    ("left", "due"), [(31, None), (30, 30), (15, 30), (14, 14), (4, 14), (3, 3), (1, 3), (0, None)]
)
def test_L06_the_nearest_reminder_that_was_reached_is_due(left, due):
    lapses_on = date(2028, 3, 1)
    told = reminder_due(
        lapses_on - timedelta(days=1),
        date(2027, 3, 1),
        lapses_on - timedelta(days=left),
        (30, 14, 3),
    )
    assert told == due


def test_L06_of_a_short_consent_no_reminder_is_told_that_was_past_when_it_was_signed():
    signed_on = date(2028, 2, 20)
    last = date(2028, 2, 29)
    assert reminder_due(last, signed_on, date(2028, 2, 21), (30, 14, 3)) is None
    assert reminder_due(last, signed_on, date(2028, 2, 27), (30, 14, 3)) == 3


@pytest.fixture
def log(world):
    opened = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.school])
    return opened


def tried(world, **facts):
    today = facts.pop("on_day", None)
    with world.unit() as unit:
        told = {"way": AttemptWay.PHONE, "interpreter": False, "id": uuid4(), **facts}
        told.setdefault("giver_id", world.parent_b.person_id)
        return Tried(on_day=today or day_of(unit.now), **told)


def note(world, viewer, one):
    with world.unit() as unit:
        note_attempt(unit, viewer, world.child, one)


def noted(world):
    with world.unit() as unit:
        return attempts_on(unit, world.child)


@pytest.mark.usefixtures("log")
def test_L09_the_holder_notes_a_try_once_however_often_pressed(world):
    one = tried(world)
    note(world, world.pedagogue, one)
    note(world, world.pedagogue, one)
    (line,) = noted(world)
    assert (line.giver_id, line.way) == (world.parent_b.person_id, AttemptWay.PHONE)


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("name", ["teacher", "leader", "parent_a", "parent_b", "stranger"])
def test_L09_nobody_but_the_holder_notes_a_try(world, name):
    with pytest.raises(NotFound):
        note(world, world.people[name], tried(world))
    assert noted(world) == []


@pytest.mark.usefixtures("log")
def test_L09_a_try_is_of_a_giver_and_not_from_the_future(world):
    with pytest.raises(Invalid) as who:
        note(world, world.pedagogue, tried(world, giver_id=world.teacher.person_id))
    assert "giver" in who.value.problems
    with world.unit() as unit:
        tomorrow = day_of(unit.now) + timedelta(days=1)
    with pytest.raises(Invalid) as when:
        note(world, world.pedagogue, tried(world, on_day=tomorrow))
    assert "on_day" in when.value.problems
    assert noted(world) == []


def test_L09_who_is_waited_for_is_who_has_not_answered(world, log):
    with world.unit() as unit:
        page = attempts_page(unit, world.pedagogue, log.id)
    assert set(page.waited_for) == {world.parent_a.person_id, world.parent_b.person_id}
    world.consents(world.school, by="parent_a")
    with world.unit() as unit:
        page = attempts_page(unit, world.pedagogue, log.id)
    assert page.waited_for == (world.parent_b.person_id,)


def test_the_holder_notes_a_try_on_the_page_and_others_do_not_find_it(web, world, log):
    address = f"/log/{log.id}/samtykke/forsoeg"
    holder = web.as_("pedagogue")
    data = {
        "form_id": str(uuid4()),
        "giver": str(world.parent_b.person_id),
        "way": "phone",
        "interpreter": "y",
        "on_day": "01/03/2027",
    }
    assert holder.post(address, data).status_code == 303
    page = holder.get(address).get_data(as_text=True)
    assert "</time>: Bo Eksempel" in page
    wrong = holder.post(address, {"form_id": str(uuid4()), "on_day": "01/03/2028"})
    assert wrong.status_code == 422
    assert web.as_("teacher").get(address).status_code == 404
    assert web.as_("parent_a").get(address).status_code in {403, 404}
