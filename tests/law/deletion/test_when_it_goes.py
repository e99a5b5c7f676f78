"""When something is deleted: due? archived? held? approved by whom? (L55)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import start_of_day
from stafet.erasure.models import Order
from stafet.erasure.queries import thing_of, things_of
from stafet.erasure.services import lift_hold, note_archived
from stafet.errors import Conflict, Invalid, NotFound
from stafet.logs.services import close_log, offer_relay
from tests.factories.erasure import YEARS_5, a_whole_life, approved, certificates, held, run, states
from tests.factories.special import school_leader


def test_L55_a_closed_log_is_due_five_years_after_closing_and_not_a_day_before(world):
    kept = a_whole_life(world)
    with world.unit() as unit:
        due = thing_of(unit, world.child, kept.log)
    assert due.due_on == date(2032, 3, 9)
    world.database.clock.set(start_of_day(due.due_on) - timedelta(seconds=1))
    assert states(world) == ["later"]
    world.database.clock.advance(seconds=1)
    assert states(world) == ["archive"]


@pytest.mark.parametrize(
    ("written", "due"),
    [
        (date(2027, 7, 31), date(2028, 8, 1)),
        (date(2027, 8, 1), date(2029, 8, 1)),
        (date(2028, 2, 29), date(2029, 8, 1)),
    ],
)
def test_L55_a_concern_never_carried_on_goes_at_the_end_of_the_following_school_year(
    world, written, due
):
    world.database.clock.set(start_of_day(written, 12))
    world.concern()
    with world.unit() as unit:
        assert [one.due_on for one in things_of(unit, world.child)] == [due]


def test_L55_a_concern_in_a_log_lives_as_long_as_the_log(world):
    world.concern()
    world.log()
    assert states(world) == []


def test_L55_a_log_is_closed_by_its_holder_and_the_tasks_it_gave_end(world):
    log = world.log()
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    with world.unit() as unit, pytest.raises(NotFound):
        close_log(unit, world.psychologist, log.id, "Slut.")
    with world.unit() as unit, pytest.raises(Invalid):
        close_log(unit, world.pedagogue, log.id, " ")
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.psychologist.person_id, world.ppr)
    with world.unit() as unit, pytest.raises(Conflict):
        close_log(unit, world.pedagogue, log.id, "Slut.")


def test_L55_nothing_goes_before_the_archive_has_it(world, hands):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    assert approved(world, kept.officer, archive=False) == 0
    with world.unit() as unit, pytest.raises(Invalid) as refused:
        tomorrow = world.database.clock.now().date() + timedelta(days=2)
        note_archived(unit, kept.officer, world.child, kept.log, tomorrow)
    assert refused.value.problems == {"on_day": "The day has not come yet."}
    with world.unit() as unit, pytest.raises(Invalid):
        note_archived(unit, kept.officer, world.child, kept.log, date(2027, 1, 1))
    assert approved(world, kept.officer) == 1
    run(world, hands)
    assert [one.archived_on for one in certificates(world)] == [date(2032, 3, 13)]


def test_L55_a_hold_stops_it_until_somebody_lifts_it_with_a_reason(world, hands):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    hold = held(world, kept.officer)
    assert approved(world, kept.officer) == 0
    assert states(world) == ["held"]
    with world.unit() as unit, pytest.raises(Invalid):
        lift_hold(unit, kept.officer, world.child, hold, " ")
    with world.unit() as unit:
        lift_hold(unit, kept.officer, world.child, hold, "Klagen er afgjort.")
    assert approved(world, kept.officer) == 1
    run(world, hands)
    assert len(certificates(world)) == 1


def test_L55_a_hold_set_after_the_approval_still_stops_it(world, hands):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    assert approved(world, kept.officer) == 1
    held(world, world.leader)
    run(world, hands)
    assert certificates(world) == []
    assert states(world) == ["held"]
    with world.unit() as unit:
        assert unit.session.scalars(select(Order)).all() == [], "it must be approved anew"


def test_L55_who_does_not_see_to_the_child_holds_archives_and_approves_nothing(world):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    other = school_leader(world)
    with pytest.raises(NotFound):
        held(world, other)
    with world.unit() as unit, pytest.raises(NotFound):
        note_archived(unit, other, world.child, kept.log, date(2032, 3, 1))
    with world.unit() as unit, pytest.raises(NotFound):
        note_archived(unit, kept.officer, world.child, uuid4(), date(2032, 3, 1))
    hold = held(world, world.leader)
    with world.unit() as unit, pytest.raises(NotFound):
        lift_hold(unit, other, world.child, hold, "Nej.")
    with world.unit() as unit, pytest.raises(NotFound):
        lift_hold(unit, kept.officer, world.child, uuid4(), "Nej.")
    assert approved(world, other) == 0


def test_L55_where_the_kommune_has_decided_so_nobody_is_asked_and_a_hold_still_stops_it(
    world, hands, catalogue
):
    world.concern("Gammel bekymring.")
    concern = replace(catalogue.retention.profiles["concern"], automatic=True)
    profiles = {**catalogue.retention.profiles, "concern": concern}
    retention = replace(catalogue.retention, profiles=profiles)
    world.database.provide(replace(catalogue, retention=retention))
    hold = held(world, world.leader)
    world.database.clock.advance(days=530)
    run(world, hands)
    assert certificates(world) == []
    with world.unit() as unit:
        lift_hold(unit, world.leader, world.child, hold, "Afgjort.")
    world.database.clock.advance(days=1)
    run(world, hands)
    assert [one.approved_by for one in certificates(world)] == [None]
