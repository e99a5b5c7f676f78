"""Holes that were found once and stay closed: closing, keeping and deleting (L55)."""

from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.special.models import Access
from stafet.erasure.pages import child_page
from stafet.erasure.services import lift_hold, note_archived, set_hold
from stafet.errors import NotFound
from stafet.people.models import Person
from stafet.records.drafts import find_draft, keep_draft
from stafet.records.models import Record
from stafet.records.rules import Content, RecordKind
from stafet.records.services import Author, write
from stafet.web.viewer import Role
from tests.factories.ending import close, reopen
from tests.factories.erasure import (
    YEARS_5,
    approved,
    certificates,
    left_everywhere,
    run,
    states,
    worker,
)
from tests.factories.special import given, school_leader, with_role
from tests.factories.world import writing

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
SCHOOL_YEARS = 800


@pytest.fixture
def hands(world, settings, vault, catalogue):
    return worker(world, settings, vault, catalogue)


@pytest.fixture
def officer(world):
    return with_role(world, world.nurse, Role.DPO)


def old_concern(world, place=None, who=None):
    with world.unit() as unit:
        author = Author((who or world.pedagogue).person_id, place or world.daycare)
        kind = RecordKind.CONCERN
        return write(unit, author, world.child, writing(unit, "Anton er alene.", kind=kind))


def test_a_leader_sees_nothing_of_what_another_place_has_written(web):
    world = web.world
    leader = school_leader(world)
    own = old_concern(world, world.school, world.teacher)
    other = old_concern(world)
    with world.unit() as unit, web.app.test_request_context():
        page = child_page(unit, leader, world.child)
        assert [line.id for line in page.lines] == [own.record_id]
    officer = with_role(world, world.nurse, Role.DPO)
    with world.unit() as unit, web.app.test_request_context():
        page = child_page(unit, officer, world.child)
        assert {line.id for line in page.lines} == {own.record_id, other.record_id}


def test_a_leader_learns_no_reason_of_another_places_hold_and_lifts_none(web):
    world, press = web.world, uuid4()
    leader, _ = school_leader(world), old_concern(world, world.school, world.teacher)
    with world.unit() as unit:
        hold = set_hold(unit, world.leader, world.child, press, "assessment", "Vi vurderer.")
    with world.unit() as unit, web.app.test_request_context():
        assert child_page(unit, leader, world.child).holds == ()
    with world.unit() as unit, pytest.raises(NotFound):
        lift_hold(unit, leader, world.child, hold, "Den er forbi.")
    with world.unit() as unit, web.app.test_request_context():
        (line,) = child_page(unit, world.leader, world.child).holds
        assert line.why == "Vi vurderer."


def test_a_leader_notes_no_archive_for_another_place(world):
    leader = school_leader(world)
    old_concern(world, world.school, world.teacher)
    other = old_concern(world)
    with world.unit() as unit, pytest.raises(NotFound):
        note_archived(unit, leader, world.child, other.record_id, day_of(unit.now))


def test_what_somebody_is_writing_stays_when_an_old_concern_goes(world, hands, officer):
    old_concern(world)
    world.database.clock.advance(days=SCHOOL_YEARS)
    who = world.teacher.person_id
    with world.unit() as unit:
        keep_draft(unit, who, world.child, "concern", Content(text="Anton er bange."), 0)
    assert approved(world, officer) == 1
    run(world, hands)
    assert len(certificates(world)) == 1
    with world.unit() as unit:
        assert find_draft(unit, who, world.child, "concern") is not None


def test_a_child_about_whom_somebody_is_writing_keeps_its_key(world, hands, officer):
    old_concern(world)
    left_everywhere(world)
    world.database.clock.advance(days=SCHOOL_YEARS)
    who = world.teacher.person_id
    with world.unit() as unit:
        keep_draft(unit, who, world.child, "concern", Content(text="Anton er bange."), 0)
    approved(world, officer)
    run(world, hands)
    with world.unit() as unit:
        assert unit.session.get(Person, world.child) is not None
        assert find_draft(unit, who, world.child, "concern") is not None


def test_what_a_running_special_access_is_for_is_not_deleted(world, hands, officer):
    note = old_concern(world)
    world.database.clock.advance(days=SCHOOL_YEARS)
    given(world, note)
    assert approved(world, officer) == 0
    assert states(world) == ["held"]
    world.database.clock.advance(days=200)
    assert approved(world, officer) == 1
    run(world, hands)
    assert len(certificates(world)) == 1


def test_consents_given_for_a_log_to_come_stay_when_an_old_concern_goes(world, hands, officer):
    old_concern(world)
    world.database.clock.advance(days=SCHOOL_YEARS)
    fresh = old_concern(world)
    access = given(world, fresh)
    world.database.clock.advance(days=200)
    assert approved(world, officer) == 1
    run(world, hands)
    with world.unit() as unit:
        assert unit.session.get(Record, fresh.record_id) is not None
        assert unit.session.get(Access, access) is not None


def test_the_log_of_a_child_that_died_is_not_kept_for_ever(world, hands, officer):
    log = world.log()
    world.entry(log, world.pedagogue, "Anton leger.")
    world.database.clock.advance(minutes=5)
    close(world)
    world.database.clock.advance(days=YEARS_5.days)
    assert states(world) == ["archive"]
    assert approved(world, officer) == 1
    run(world, hands)
    assert [one.whole for one in certificates(world)] == [True]
    with world.unit() as unit:
        assert unit.session.get(Person, world.child) is None


def test_an_ending_that_was_a_mistake_starts_no_time(world):
    world.log()
    close(world)
    reopen(world)
    world.database.clock.advance(days=YEARS_5.days)
    assert states(world) == []
