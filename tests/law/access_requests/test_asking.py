"""A request for access: who may ask, the month for the answer, and its reminders (L54)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from stafet.access_requests.models import AccessRequest
from stafet.access_requests.rules import AskerKind
from stafet.app import make_worker
from stafet.errors import Invalid, NotFound
from stafet.outbox.demo import demo_mail
from stafet.web.unit import House
from tests.factories.access_requests import answered, asked, decided, named, told
from tests.factories.erasure import states
from tests.factories.special import school_leader


@pytest.fixture
def house(settings, database, vault, catalogue):
    return House(replace(settings, demo=True), database, vault, catalogue)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"asker_id": uuid4()}, "asker"),
        ({"institution_id": uuid4()}, "place"),
        ({"received_on": date(2027, 3, 2)}, "received_on"),
        ({"received_on": date(2025, 3, 2)}, "received_on"),
        ({"known_by": " "}, "known_by"),
        ({"kind": AskerKind.OUTSIDE}, "asker"),
    ],
)
def test_L54_a_request_says_who_asks_when_and_how_that_is_known(world, log, more, field):
    with pytest.raises(Invalid) as refused:
        asked(world, **more)
    assert list(refused.value.problems) == [field]


def test_L54_who_is_not_near_the_child_registers_nothing(world, log):
    for viewer in (world.pedagogue, world.stranger, world.parent_a, school_leader(world)):
        with pytest.raises(NotFound):
            asked(world, by=viewer)


def test_L54_the_same_press_registers_once(world, log):
    press = uuid4()
    assert asked(world, id=press) == asked(world, id=press)


def test_L54_an_answer_is_due_one_month_after_the_request_came_in(world, log):
    request = asked(world, received_on=date(2027, 1, 31))
    with world.unit() as unit:
        assert unit.session.get_one(AccessRequest, request).due_on == date(2027, 2, 28)


def test_L54_who_answers_is_reminded_before_the_end_and_told_when_it_is_over(world, log, house):
    request = asked(world)
    named(world, request)
    worker = make_worker(house)
    mails = {}
    for day in range(1, 36):
        world.database.clock.advance(days=1)
        before = len(_mails(world, "leader@eksempelby.example"))
        while worker.run_once():
            world.database.clock.advance(seconds=1)
        mails[day] = len(_mails(world, "leader@eksempelby.example")) - before
    assert [day for day, count in mails.items() if count and day > 1] == [21, 28, 32]
    told_on = {mail.at.date() for mail in _mails(world, "psychologist@eksempelby.example")}
    assert told_on == {date(2027, 3, 2), date(2027, 3, 22), date(2027, 3, 29), date(2027, 4, 2)}


def test_L54_once_decided_nobody_is_reminded(world, log, house):
    answered(world)
    worker = make_worker(house)
    while worker.run_once():
        pass
    before = len(_mails(world, "leader@eksempelby.example"))
    world.database.clock.advance(days=40)
    while worker.run_once():
        world.database.clock.advance(seconds=1)
    assert len(_mails(world, "leader@eksempelby.example")) == before


def _mails(world, to):
    with world.unit() as unit:
        return [mail for mail in demo_mail(unit) if mail.to == to]


def test_L55_an_open_request_keeps_everything_until_it_is_answered(world):
    world.concern("Ingen log.")
    request = asked(world)
    named(world, request)
    world.database.clock.advance(days=800)
    assert states(world) == ["held"]
    decided(world, request)
    assert told(world, request, world.parent_a)["records"] == [], "it was never released"
    assert states(world) == ["ready"]
