"""Opened in an emergency: sight at once, a second person, an end (L16)."""

from datetime import date
from uuid import uuid4

import pytest

from stafet import audit
from stafet.consent.special.emergency import approve, refuse
from stafet.consent.special.incidents import close_incident
from stafet.consent.special.models import Incident, Outcome
from stafet.consent.special.services import end_access
from stafet.errors import Invalid, NotFound
from stafet.people.services import employ
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Role
from tests.factories.special import (
    access,
    alarmed,
    chain,
    lines,
    problems,
    school_leader,
    shut,
    texts,
    with_role,
)
from tests.factories.world import make_world


def test_L16_the_reason_comes_first(world, note):
    assert list(problems(alarmed, world, world.stranger, reason="")) == ["reason"]
    assert list(problems(alarmed, world, world.stranger, cpr="")) == ["cpr"]


def test_L16_sight_at_once_for_24_hours_of_what_is_there_now(world, log, note, clock):
    alarmed(world, world.stranger)
    later = world.entry(log, world.pedagogue, "Skrevet bagefter.")
    assert texts(world, world.stranger, note) == ["Anton sover dårligt."]
    assert shut(world, world.stranger, later)
    clock.advance(hours=23, minutes=59)
    assert texts(world, world.stranger, note)
    clock.advance(minutes=1, seconds=1)
    assert shut(world, world.stranger, note)


def test_L16_the_child_is_found_by_name_and_birth_date_too(world, note):
    told = {"cpr": "", "name": "anton  EKSEMPEL"}
    assert alarmed(world, world.stranger, born_on=date(2020, 3, 2), **told) is None
    assert alarmed(world, world.stranger, born_on=date(2020, 3, 1), **told)


def test_L16_no_such_child_and_nothing_written_answer_alike_and_are_recorded(database):
    world = make_world(database)
    nothing = alarmed(world, world.stranger)
    nobody = alarmed(world, world.stranger, cpr="010120-4000")
    assert (nothing, nobody) == (None, None)
    tries = [body for body in chain(world, audit.KOMMUNE) if '"access:try"' in body]
    assert len(tries) == 2


def test_L16_a_second_person_approves_and_it_is_no_incident(world, note, clock):
    opened = alarmed(world, world.stranger)
    for _ in range(2):
        with world.unit() as unit:
            approve(unit, world.leader, opened)
    clock.advance(hours=25)
    with pytest.raises(Invalid), world.unit() as unit:
        close_incident(unit, world.leader, opened, Outcome.JUSTIFIED)


def test_L16_the_second_person_is_a_leader_and_never_the_receiver(world, note):
    opened = alarmed(world, world.stranger)
    for viewer in (world.pedagogue, world.stranger, world.parent_a):
        with pytest.raises(NotFound), world.unit() as unit:
            approve(unit, viewer, opened)
    mine = alarmed(world, world.leader)
    with pytest.raises(NotFound), world.unit() as unit:
        approve(unit, world.leader, mine)
    second = school_leader(world)
    with world.unit() as unit:
        approve(unit, second, opened)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("near", [False, True])
def test_L16_who_works_at_two_places_acts_for_the_one_near_the_child(world, note, clock, near):
    clock.advance(days=1)
    with world.unit() as unit:
        employ(unit, world.psychologist.person_id, world.health, "psykolog", by=None)
    if near:
        world.task(world.psychologist, world.health)
    place = access(world, alarmed(world, world.psychologist)).institution_id
    assert place == (world.health if near else world.ppr)


def test_L16_a_no_ends_it_at_once_and_opens_an_incident(world, log, note):
    opened = alarmed(world, world.stranger)
    for _ in range(2):
        with world.unit() as unit:
            refuse(unit, world.leader, opened)
    assert shut(world, world.stranger, note)
    assert set(lines(world, log)) == {HappeningKind.ACCESS_INCIDENT, HappeningKind.ACCESS}
    with pytest.raises(Invalid), world.unit() as unit:
        approve(unit, world.leader, opened)
    told = problems(alarmed, world, world.stranger)
    assert told == {"": "Nobody approved your last access. Ring your leader."}


def test_L16_an_approved_one_is_ended_and_not_refused(world, note):
    opened = alarmed(world, world.stranger)
    with world.unit() as unit:
        approve(unit, world.leader, opened)
    with pytest.raises(Invalid), world.unit() as unit:
        refuse(unit, world.leader, opened)
    with world.unit() as unit:
        end_access(unit, world.leader, opened)
    assert shut(world, world.stranger, note)


def test_L16_too_late_is_too_late(world, note, clock):
    opened = alarmed(world, world.stranger)
    clock.advance(hours=24)
    for verb in (approve, refuse):
        with pytest.raises(Invalid), world.unit() as unit:
            verb(unit, world.leader, opened)


def test_L16_an_incident_is_looked_into_and_closed_once(world, note, clock):
    opened = alarmed(world, world.stranger)
    clock.advance(hours=24)
    dpo = with_role(world, world.nurse, Role.DPO)
    with pytest.raises(NotFound), world.unit() as unit:
        close_incident(unit, world.pedagogue, opened, Outcome.JUSTIFIED)
    for outcome in (Outcome.UNJUSTIFIED, Outcome.JUSTIFIED):
        with world.unit() as unit:
            close_incident(unit, dpo, opened, outcome)
    with world.unit() as unit:
        row = unit.session.get_one(Incident, opened)
        assert (row.outcome, row.closed_by) == (Outcome.UNJUSTIFIED, dpo.person_id)
    assert alarmed(world, world.stranger) not in (None, opened)


def test_L16_pressed_twice_it_opens_once(world, note):
    press = uuid4()
    assert alarmed(world, world.stranger, id=press) == alarmed(world, world.stranger, id=press)
    assert alarmed(world, world.stranger) == alarmed(world, world.stranger, id=press)


def test_L16_an_administrator_and_who_works_nowhere_never_open(world, note):
    admin = with_role(world, world.stranger, Role.ADMIN)
    for viewer in (admin, world.parent_a):
        with pytest.raises(NotFound):
            alarmed(world, viewer)


def test_L16_a_wrong_number_is_told_at_the_field(world, note):
    assert list(problems(alarmed, world, world.stranger, cpr="999999-9999")) == ["cpr"]
