"""L24, L25, L26: seats, views, and who may be invited."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import start_of_day
from stafet.consent.decision import Basis
from stafet.consent.models import Seat, SeatKind
from stafet.consent.reading import Wanted, read
from stafet.consent.services import withdraw
from stafet.errors import Invalid, NotFound
from stafet.meetings.models import Meeting
from stafet.meetings.pages.show import show_page
from stafet.meetings.rules import Bar
from stafet.people.queries import tasks_with
from stafet.people.services import end_task
from tests.factories.meetings import called, finished, line, who_may_come


@pytest.fixture
def log(world):
    world.concern("Anton leger mest alene.")
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    return log


def held(world, log, *, kind="netvaerksmoede"):
    """Hold a meeting at which the psychologist sat; return it and its minutes."""
    meeting = called(world, log)
    with world.unit() as unit:
        unit.session.get_one(Meeting, meeting).kind = kind
    came = frozenset({world.pedagogue.person_id, world.psychologist.person_id})
    plan = (line(1, "Små grupper", world.pedagogue.person_id),)
    return meeting, finished(world, log, meeting, came=came, lines=plan)


def leaves(world, viewer):
    with world.unit() as unit:
        for task in tasks_with(unit, world.child):
            if task.person_id == viewer.person_id:
                end_task(unit, task, by=None)


def seen(world, viewer):
    with world.unit() as unit:
        return {r.record_id: r.basis for r in read(unit, viewer, world.child, Wanted()).records}


def test_L24_a_seat_opens_the_minutes_and_nothing_else(world, log):
    meeting, minutes = held(world, log)
    leaves(world, world.psychologist)
    assert seen(world, world.psychologist) == {minutes: Basis.MEETING_SEAT}
    with world.unit() as unit, pytest.raises(NotFound):
        wanted = Wanted(records=frozenset({meeting}))
        read(unit, world.psychologist, world.child, wanted)


def test_L24_the_page_of_one_with_a_seat_shows_the_minutes_and_not_the_call(world, log, web):
    meeting, _minutes = held(world, log)
    leaves(world, world.psychologist)
    page = web.as_("psychologist").get(f"/log/{log.id}/moede/{meeting}")
    assert page.status_code == 200
    assert "Anton leger bedst med én ad gangen." in page.text
    assert "Hvad hjælper Anton?" not in page.text
    assert "Rådhuset" not in page.text


def test_L24_an_ordinary_seat_is_closed_with_the_permission(world, log):
    meeting, _minutes = held(world, log)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    assert seen(world, world.psychologist) == {}
    with world.unit() as unit, pytest.raises(NotFound):
        show_page(unit, world.psychologist, log.id, meeting)


def test_L24_an_ssd_seat_opens_without_consent_until_its_day(world, log, clock):
    _meeting, minutes = held(world, log, kind="ssd")
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
        seat = unit.session.scalars(
            select(Seat).where(Seat.person_id == world.psychologist.person_id)
        ).one()
    assert seat.kind is SeatKind.SSD
    assert seat.until_at == start_of_day(date(2027, 9, 1))
    assert seen(world, world.psychologist) == {minutes: Basis.MEETING_SEAT}
    clock.set(seat.until_at)
    assert seen(world, world.psychologist) == {}


def test_L24_who_did_not_come_has_no_seat(world, log):
    finished(world, log, called(world, log))
    with world.unit() as unit:
        seats = unit.session.scalars(select(Seat.person_id)).all()
    assert seats == [world.pedagogue.person_id]


@pytest.mark.parametrize("who", ["parents", "child"])
def test_L25_minutes_need_the_view_of_parents_and_child_or_a_reason(world, log, who):
    meeting = called(world, log)
    with pytest.raises(Invalid) as invalid:
        finished(world, log, meeting, **{who: "", f"{who}_reason": " "})
    assert set(invalid.value.problems) == {who}
    finished(world, log, meeting, **{who: "", f"{who}_reason": "Ikke til stede."})


def test_L25_calling_needs_how_parents_and_child_take_part_or_a_reason(world, log):
    with pytest.raises(Invalid) as invalid:
        called(world, log, parents_how="", child_perspective="")
    assert set(invalid.value.problems) == {"parents_how", "child_perspective"}


def test_L26_nobody_is_invited_without_the_yes_of_both_parents(world, log):
    world.task(world.nurse, world.health)
    world.consents(world.health, by="parent_a")
    may = who_may_come(world, log)
    assert {c.person_id: c.bar for c in may.candidates} == {
        world.psychologist.person_id: None,
        world.nurse.person_id: Bar.NO_YES,
    }
    for place in (world.health, world.ppr):
        forged = frozenset({(world.nurse.person_id, place)})
        with pytest.raises(Invalid) as invalid:
            called(world, log, people=forged)
        assert set(invalid.value.problems) == {"people"}


def test_L26_a_withdrawal_bars_the_very_next_invitation(world, log):
    chairs = who_may_come(world, log).chairs
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child, world.ppr)
    with pytest.raises(Invalid):
        called(world, log, people=chairs)


def test_L26_the_familys_own_people_need_the_parents_yes_only(world, log):
    with pytest.raises(Invalid) as invalid:
        called(world, log, others="Farmor Inger og en tolk")
    assert set(invalid.value.problems) == {"others_agreed"}
    assert called(world, log, others="Farmor Inger og en tolk", others_agreed=True)


def test_L26_somebody_without_a_task_with_the_child_is_not_invited(world, log):
    with pytest.raises(Invalid):
        called(world, log, people=frozenset({(uuid4(), world.ppr)}))
