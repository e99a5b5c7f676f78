"""Minutes: kept while they are written, finished all or nothing, on both engines."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from stafet.consent.models import Seat, SeatKind
from stafet.consent.reading import Wanted, read, read_draft
from stafet.consent.services import withdraw
from stafet.errors import Conflict, Invalid, NotFound
from stafet.logs.queries import agreements_of
from stafet.meetings.models import Meeting
from stafet.meetings.queries import parties_of
from stafet.meetings.rules import MeetingState
from stafet.meetings.services import draft_of, keep_minutes
from stafet.records.happenings import change, timeline
from stafet.records.models import Record
from stafet.records.rules import Content, HappeningKind, RecordKind
from tests.factories.meetings import called, finished, line, some_minutes


@pytest.fixture
def log(world):
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    return log


@pytest.fixture
def meeting(world, log):
    return called(world, log)


def rows(world):
    with world.unit() as unit:
        counts = [select(func.count()).select_from(table) for table in (Record, Seat)]
        return [unit.session.scalar(count) for count in counts]


def keep(world, log, meeting, text, seen):
    with world.unit() as unit:
        content = Content(answers={"item_known": text})
        return keep_minutes(unit, world.pedagogue, log.id, meeting, content, seen)


def draft(world, meeting):
    with world.unit() as unit:
        found = read_draft(unit, world.pedagogue, world.child, draft_of(meeting))
        return found[1].answers["item_known"] if found else None


def everybody(world):
    people = (world.pedagogue, world.psychologist, world.parent_a)
    return frozenset(viewer.person_id for viewer in people)


def test_a_draft_is_kept_for_its_author_and_a_second_tab_overwrites_nothing(world, log, meeting):
    assert keep(world, log, meeting, "Første", 0) == 1
    with pytest.raises(Conflict):
        keep(world, log, meeting, "Anden fane", 0)
    assert draft(world, meeting) == "Første"
    with pytest.raises(Conflict):
        finished(world, log, meeting, seen=0)


def test_finishing_makes_minutes_agreements_seats_and_one_change(world, log, meeting):
    keep(world, log, meeting, "Første", 0)
    plan = (
        line(1, "Små grupper", world.pedagogue.person_id),
        line(3, "Besøge skolen", world.parent_b.person_id),
    )
    record = finished(world, log, meeting, seen=1, lines=plan, came=everybody(world))
    with world.unit() as unit:
        row = unit.session.get_one(Meeting, meeting)
        seats = {s.person_id: (s.kind, s.until_at) for s in unit.session.scalars(select(Seat))}
        came = {p.person_id for p in parties_of(unit, meeting) if p.came}
        told = next(h for h in timeline(unit, log.id) if h.kind is HappeningKind.MEETING_HELD)
        lines = [h.value for h in change(unit, told.change_id, told.visible_at)]
        promised = {fact.responsible_id for fact in agreements_of(unit, log.id).values()}
    assert (row.state, row.minutes_id, row.row_version) == (MeetingState.HELD, record, 2)
    assert seats == {
        world.pedagogue.person_id: (SeatKind.ORDINARY, None),
        world.psychologist.person_id: (SeatKind.ORDINARY, None),
    }
    assert came == everybody(world)
    assert promised == {world.pedagogue.person_id, world.parent_b.person_id}
    assert sorted(lines) == sorted([str(meeting), "minutes", "agreement", "agreement"])
    assert draft(world, meeting) is None


def test_the_minutes_hold_the_plan_in_words_and_the_parents_read_them_at_once(world, log, meeting):
    plan = (line(1, "Besøge skolen", world.parent_b.person_id),)
    record = finished(world, log, meeting, lines=plan)
    with world.unit() as unit:
        wanted = Wanted(records=frozenset({record}))
        shown = read(unit, world.parent_b, world.child, wanted).one()
    assert shown.content.answers == {
        "known": "Anton leger bedst med én ad gangen.",
        "plan": "Besøge skolen – Bo Eksempel, 01.04.2027",
        "parents": "Vi er trygge ved det.",
        "child_reason": "Anton sov.",
    }
    assert list(shown.content.answers)[:2] == ["parents", "child_reason"]


def test_the_same_press_twice_finishes_once_and_another_is_told(world, log, meeting):
    plan = (line(1, "Små grupper", world.pedagogue.person_id),)
    record = finished(world, log, meeting, lines=plan)
    before = rows(world)
    assert finished(world, log, meeting, lines=plan, key=record) == record
    assert rows(world) == before
    with pytest.raises(Conflict):
        finished(world, log, meeting)
    with pytest.raises(Conflict):
        keep(world, log, meeting, "For sent", 0)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (lambda world: line(2, "Uden nogen", None), "who_2"),
        (lambda world: line(2, "Af en fremmed", world.stranger.person_id), "who_2"),
        pytest.param(
            lambda world: line(2, "Ring 11223344", world.parent_a.person_id),
            "what_2",
            marks=pytest.mark.opens_by_hand,
        ),
    ],
)
def test_a_line_that_fails_saves_nothing_at_all(world, log, meeting, bad, field):
    keep(world, log, meeting, "Første", 0)
    before = rows(world)
    plan = (line(1, "Små grupper", world.pedagogue.person_id), bad(world))
    with pytest.raises(Invalid) as invalid:
        finished(world, log, meeting, seen=1, lines=plan)
    assert set(invalid.value.problems) == {field}
    assert rows(world) == before
    assert draft(world, meeting) == "Første"
    with world.unit() as unit:
        assert agreements_of(unit, log.id) == {}
        assert unit.session.get_one(Meeting, meeting).state is MeetingState.CALLED
        kinds = {h.kind for h in timeline(unit, log.id)}
        assert HappeningKind.MEETING_HELD not in kinds


def test_only_those_invited_can_have_come(world, log, meeting):
    with pytest.raises(Invalid) as invalid:
        finished(world, log, meeting, came=frozenset({uuid4()}))
    assert set(invalid.value.problems) == {"came"}


def test_whoever_the_parents_no_longer_say_yes_to_was_not_there(world, log, meeting):
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    with pytest.raises(Invalid) as invalid:
        finished(world, log, meeting, came=everybody(world))
    assert set(invalid.value.problems) == {"came"}
    finished(world, log, meeting)


def test_nobody_but_the_holder_writes_minutes(world, log, meeting):
    with world.unit() as unit, pytest.raises(NotFound):
        keep_minutes(unit, world.psychologist, log.id, meeting, Content(text="x"), 0)


def test_a_meeting_of_another_log_is_not_there(world, log, meeting):
    with pytest.raises(NotFound):
        finished(world, log, uuid4())


def test_minutes_are_about_the_day_of_the_meeting_or_of_today(world, log, meeting, clock):
    clock.advance(days=20)
    record = finished(world, log, meeting, lines=())
    with world.unit() as unit:
        wanted = Wanted(kinds=frozenset({RecordKind.MINUTES}))
        shown = read(unit, world.pedagogue, world.child, wanted).one()
    assert (shown.record_id, shown.event_on.isoformat()) == (record, "2027-03-09")
    assert some_minutes().decisions == ()
