"""Calling a meeting, on both engines."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.errors import Invalid, NotFound
from stafet.meetings.models import Meeting
from stafet.meetings.queries import meetings_of, parties_of
from stafet.meetings.rules import MeetingState, PartyKind
from stafet.meetings.services import call_meeting
from stafet.outbox.models import OutboxRow
from stafet.people.models import Placement
from stafet.records.happenings import timeline
from stafet.records.rules import HappeningKind
from tests.factories.meetings import AT, a_call, called, who_may_come


@pytest.fixture
def log(world):
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    return log


def call(world, log, viewer=None, key=None, **told):
    may = who_may_come(world, log)
    told = {"people": may.chairs, "guardians": frozenset(may.guardians), **told}
    with world.unit() as unit:
        viewer = viewer or world.pedagogue
        return call_meeting(unit, viewer, log.id, a_call(**told), key=key or uuid4())


def problems(world, log, **told):
    with pytest.raises(Invalid) as invalid:
        call(world, log, **told)
    with world.unit() as unit:
        assert unit.session.scalars(select(Meeting)).all() == []
    return set(invalid.value.problems)


def test_everybody_invited_has_a_place_and_the_holder_too(world, log):
    meeting = called(world, log, child_comes=True)
    with world.unit() as unit:
        kinds = {party.person_id: party.kind for party in parties_of(unit, meeting)}
        (found,) = meetings_of(unit, log.id)
    assert kinds == {
        world.child: PartyKind.CHILD,
        world.parent_a.person_id: PartyKind.GUARDIAN,
        world.parent_b.person_id: PartyKind.GUARDIAN,
        world.psychologist.person_id: PartyKind.PROFESSIONAL,
        world.pedagogue.person_id: PartyKind.PROFESSIONAL,
    }
    assert (found.state, found.at, found.row_version) == (MeetingState.CALLED, AT, 1)


def test_the_call_is_one_change_seen_at_once_and_each_professional_is_told(world, log):
    meeting = called(world, log)
    with world.unit() as unit:
        told = [h for h in timeline(unit, log.id) if h.kind is HappeningKind.MEETING_CALLED]
        keys = unit.session.scalars(select(OutboxRow.kind)).all()
    assert [(h.value, h.visible_at) for h in told] == [(str(meeting), told[0].at)]
    assert keys.count("copies.notify") == 1


def test_the_same_press_twice_calls_once(world, log):
    key = uuid4()
    assert call(world, log, key=key) == call(world, log, key=key) == key
    with world.unit() as unit:
        assert len(meetings_of(unit, log.id)) == 1


def test_a_key_of_somebody_elses_press_is_not_there(world, log):
    key = call(world, log)
    with world.unit() as unit:
        unit.session.get_one(Meeting, key).called_by = world.leader.person_id
    with pytest.raises(NotFound):
        call(world, log, key=key)


def test_nobody_but_the_holder_calls(world, log):
    for viewer in (world.psychologist, world.parent_a, world.stranger):
        with pytest.raises(NotFound):
            call(world, log, viewer=viewer)


@pytest.mark.parametrize("kind", ["ssd", "konsultativt", "dialogmoede", "kaffe"])
def test_a_kind_with_rules_of_its_own_is_not_called_by_consent(world, log, kind):
    assert problems(world, log, kind=kind) == {"kind"}


def test_topics_that_somebody_invited_may_not_read_are_refused(world, log):
    world.consents(world.ppr, categories=frozenset({"psychology"}))
    assert problems(world, log) == {"categories"}


def test_only_the_childs_own_parents_are_invited_as_parents(world, log):
    assert problems(world, log, guardians=frozenset({uuid4()})) == {"guardians"}


@pytest.mark.opens_by_hand
def test_a_protected_home_is_not_told_by_the_place(world, log):
    assert problems(world, log, place="Skjulestien 7") == {"text"}


def test_a_place_that_gives_a_protected_home_away_is_named_nowhere(world, log):
    with world.unit() as unit:
        row = unit.session.scalars(select(Placement)).one()
        row.protects_id = world.parent_b.person_id
    assert problems(world, log, place="På Solsikken") == {"place"}
    assert problems(world, log, tried="Talt med solsikken.") == {"tried"}


def test_at_level_0_nobody_from_elsewhere_may_come(world):
    world.concern()
    log = world.log(level=0)
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    assert who_may_come(world, log).chairs == frozenset()
