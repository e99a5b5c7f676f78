"""Særlig adgang: chosen records, a named receiver, another who decides, an end (L01, L29)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from stafet import audit
from stafet.clock import day_of
from stafet.consent.reading import read
from stafet.consent.special.emergency import approve
from stafet.consent.special.models import Access
from stafet.consent.special.pages.receiving import my_access
from stafet.consent.special.services import end_access, open_access, tell_now
from stafet.errors import NotFound
from stafet.people.models import Employment
from stafet.people.rules import CustodyKind
from stafet.people.services import end_employment, record_custody
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Role
from tests.factories.ending import close
from tests.factories.special import (
    access,
    alarmed,
    chain,
    given,
    lines,
    problems,
    school_leader,
    shut,
    texts,
    wish,
    with_role,
)


def test_L01_a_receiver_reads_the_chosen_texts_by_statute_and_no_other(world, log, note):
    other = world.entry(log, world.pedagogue, "Noget andet.")
    opened = given(world, note)
    assert texts(world, world.psychologist, note) == ["Anton sover dårligt."]
    assert shut(world, world.psychologist, other)
    with world.unit() as unit:
        (shown,) = read(unit, world.psychologist, world.child).records
        assert (shown.basis, shown.consents) == ("statute", (opened,))


def test_L14_a_colleague_of_the_receiver_reads_nothing_by_it(world, note):
    given(world, note, receiver="teacher", institution=world.school)
    assert shut(world, world.stranger, note)


def test_it_ends_by_itself_at_the_end_of_its_last_day(world, note, clock):
    given(world, note, last_day=day_of(clock.now()))
    clock.advance(hours=14, minutes=59)
    assert texts(world, world.psychologist, note)
    clock.advance(minutes=1)
    assert shut(world, world.psychologist, note)


def test_without_a_day_it_lasts_as_long_as_the_kind_says(world, note, clock):
    opened = access(world, given(world, note))
    assert day_of(opened.until_at) == day_of(clock.now()) + timedelta(days=30)


def test_an_ended_one_opens_nothing_and_the_same_press_again_does_not_renew_it(world, note):
    records = frozenset({note.record_id})
    asked = wish(world.psychologist.person_id, world.ppr, records)
    with world.unit() as unit:
        first = open_access(unit, world.leader, world.child, asked)
    with world.unit() as unit:
        end_access(unit, world.leader, first)
    with world.unit() as unit:
        end_access(unit, world.leader, first)
    with world.unit() as unit:
        assert open_access(unit, world.leader, world.child, asked) == first
    assert shut(world, world.psychologist, note)


def test_the_receiver_himself_can_end_it_and_nobody_else(world, note):
    opened = given(world, note)
    for viewer in (world.teacher, world.pedagogue, school_leader(world)):
        with pytest.raises(NotFound), world.unit() as unit:
            end_access(unit, viewer, opened)
    with world.unit() as unit:
        end_access(unit, world.psychologist, opened)
    assert shut(world, world.psychologist, note)


def test_L29_with_the_receivers_work_his_access_ends(world, note):
    opened = given(world, note)
    with world.unit() as unit:
        (work,) = unit.session.query(Employment).filter_by(person_id=world.psychologist.person_id)
        end_employment(unit, work, by=None)
    assert shut(world, world.psychologist, note)
    with pytest.raises(NotFound), world.unit() as unit:
        my_access(unit, world.psychologist, opened)


def test_a_record_written_into_an_access_from_outside_opens_nothing(world, log, note):
    other = world.entry(log, world.pedagogue, "Noget andet.")
    given(world, note)
    with world.unit() as unit:
        planted = frozenset({str(note.record_id), str(other.record_id)})
        unit.session.execute(update(Access).values(records=planted))
    assert shut(world, world.psychologist, other, note)


def test_nobody_decides_for_himself(world, note):
    told = problems(given, world, note, receiver="leader", institution=world.daycare)
    assert told == {"receiver": "Nobody gives himself access. Another leader decides."}


@pytest.mark.parametrize("who", ["pedagogue", "psychologist", "parent_a", "stranger"])
def test_only_a_leader_near_the_child_decides(world, note, who):
    with pytest.raises(NotFound):
        given(world, note, receiver="teacher", institution=world.school, by=world.people[who])


def test_a_leader_of_another_place_does_not_decide(world, note):
    with pytest.raises(NotFound):
        given(world, note, by=school_leader(world))


def test_a_leader_does_not_read_by_deciding(world, note):
    given(world, note)
    assert shut(world, replace(world.leader, person_id=school_leader(world).person_id), note)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "unknown"}, "kind"),
        ({"kind": "emergency"}, "kind"),
        ({"reason": " "}, "reason"),
        ({"receiver": "teacher"}, "receiver"),
        ({"kind": "access_request"}, "asker"),
        ({"tell_parents": False}, "not_told"),
        ({"kind": "complaint", "reason": ""}, "reason"),
    ],
)
def test_what_is_missing_is_told_at_the_field(world, note, more, field):
    assert list(problems(given, world, note, **more)) == [field]


def test_no_text_or_a_text_of_another_child_cannot_be_chosen(world, note):
    assert list(problems(given, world)) == ["records"]
    stranger = replace(note, record_id=uuid4())
    assert list(problems(given, world, stranger)) == ["records"]


def test_an_end_beyond_the_longest_or_in_the_past_is_refused(world, note, clock):
    today = day_of(clock.now())
    for days in (120, -1):
        told = problems(given, world, note, last_day=today + timedelta(days=days))
        assert list(told) == ["last_day"]
    assert given(world, note, last_day=today + timedelta(days=119))


def test_an_administrator_never_receives(world, note):
    with_role(world, world.psychologist, Role.ADMIN)
    assert list(problems(given, world, note)) == ["receiver"]


def test_the_parents_are_told_at_once(world, log, note):
    given(world, note)
    assert lines(world, log) == [HappeningKind.ACCESS]
    assert any('"action":"access:open"' in body for body in chain(world, world.child))


def test_where_they_are_not_told_nothing_shows_until_a_leader_tells_them(world, log, note):
    opened = given(world, note, tell_parents=False, not_told="Det kan skade barnet.")
    assert lines(world, log) == []
    assert not any('"access:open"' in body for body in chain(world, world.child))
    assert any('"access:open"' in body for body in chain(world, audit.APART))
    with pytest.raises(NotFound), world.unit() as unit:
        tell_now(unit, world.pedagogue, opened)
    for _ in range(2):
        with world.unit() as unit:
            tell_now(unit, world.leader, opened)
    assert lines(world, log) == [HappeningKind.ACCESS]


def test_L44_every_step_is_told_to_the_witness(world, note):
    opened = alarmed(world, world.stranger)
    with world.unit() as unit:
        approve(unit, world.leader, opened)
    with world.unit() as unit:
        end_access(unit, world.leader, opened)
    told = "".join(chain(world, world.child))
    for action in ("access:open", "access:approve", "access:end"):
        assert f'"action":"{action}"' in told


def test_nobody_decides_about_his_own_child(world, note):
    leader, told = world.leader, {"source": "cpr", "by": None}
    with world.unit() as unit:
        kind, since = CustodyKind.JOINT, unit.now - timedelta(days=9)
        record_custody(unit, world.child, leader.person_id, kind, from_at=since, **told)
    with pytest.raises(NotFound):
        given(world, note)
    opened = alarmed(world, world.stranger)
    with pytest.raises(NotFound), world.unit() as unit:
        approve(unit, leader, opened)
    with pytest.raises(NotFound):
        close(world, "leader")
