"""Særlig adgang: chosen records, a named receiver, another who decides, an end (L09, L16, L17)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from stafet import audit
from stafet.clock import day_of
from stafet.consent.models import Attempt, AttemptWay
from stafet.consent.reading import Wanted, read
from stafet.consent.services import Choice, Signing, ask, give, withdraw
from stafet.consent.special.emergency import approve, refuse
from stafet.consent.special.incidents import close_incident
from stafet.consent.special.models import Access, Incident, Outcome, RefusedRequest
from stafet.consent.special.pages.receiving import my_access
from stafet.consent.special.sealing import Words
from stafet.consent.special.services import end_access, open_access, refuse_request, tell_now
from stafet.errors import Invalid, NotFound
from stafet.people.models import Employment, Guardian
from stafet.people.services import end_employment
from stafet.records.happenings import timeline
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Role
from tests.factories.special import access, alarmed, given, school_leader, wish, with_role
from tests.factories.world import make_world


@pytest.fixture
def world(database):
    world = make_world(database)
    world.concern()
    return world


@pytest.fixture
def log(world):
    return world.log()


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, "Anton sover dårligt.")


def texts(world, viewer, *written):
    wanted = Wanted(records=frozenset(one.record_id for one in written))
    with world.unit() as unit:
        return [one.content.text for one in read(unit, viewer, world.child, wanted).records]


def shut(world, viewer, *written):
    with pytest.raises(NotFound):
        texts(world, viewer, *written)
    return True


def problems(action, *args, **more):
    with pytest.raises(Invalid) as refused:
        action(*args, **more)
    return refused.value.problems


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


def lines(world, log):
    with world.unit() as unit:
        kinds = {HappeningKind.ACCESS, HappeningKind.ACCESS_INCIDENT}
        return [line.kind for line in timeline(unit, log.id, kinds=kinds)]


def chain(world, which):
    with world.unit() as unit:
        return [block.body for block in audit.blocks(unit, which)]


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


def asked(world, clock, *, days=15, rung=True, **told):
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    clock.advance(days=days)
    if rung:
        tried(world, world.parent_b, **told)


def tried(world, giver, *, interpreter=False, way=AttemptWay.PHONE):
    with world.unit() as unit:
        unit.session.add(
            Attempt(
                child_id=world.child,
                giver_id=giver.person_id,
                way=way,
                interpreter=interpreter,
                on_day=day_of(unit.now),
                noted_at=unit.now,
                noted_by=world.pedagogue.person_id,
            )
        )


def silent(world, *written, **more):
    return given(world, *written, kind="silent_giver", **more)


def test_L09_a_leader_decides_when_one_has_said_yes_and_the_other_is_silent(world, note, clock):
    asked(world, clock)
    world.consents(world.ppr, by="parent_a")
    opened = access(world, silent(world, note))
    assert texts(world, world.psychologist, note)
    assert opened.parents_told
    assert day_of(opened.until_at) == day_of(clock.now()) + timedelta(days=30)


@pytest.mark.parametrize("how", [{"days": 13}, {"rung": False}, {"way": AttemptWay.LETTER}])
def test_L09_not_before_14_days_and_a_ring(world, note, clock, how):
    asked(world, clock, **how)
    world.consents(world.ppr, by="parent_a")
    assert list(problems(silent, world, note)) == ["records"]


def test_L09_not_in_a_language_the_giver_does_not_speak(world, note, clock):
    with world.unit() as unit:
        unit.session.get_one(Guardian, world.parent_b.person_id).interpreter = True
    asked(world, clock)
    world.consents(world.ppr, by="parent_a")
    assert list(problems(silent, world, note)) == ["records"]
    tried(world, world.parent_b, interpreter=True)
    assert silent(world, note)


def test_L09_impossible_without_having_asked(world, note, clock):
    clock.advance(days=30)
    tried(world, world.parent_b)
    world.consents(world.ppr, by="parent_a")
    assert list(problems(silent, world, note)) == ["records"]


@pytest.mark.parametrize("giver", ["parent_a", "parent_b"])
def test_L09_against_a_no_it_is_impossible(world, note, clock, giver):
    asked(world, clock)
    tried(world, world.parent_a)
    with world.unit() as unit:
        no = Signing(uuid4(), (Choice(world.ppr, yes=False),))
        give(unit, world.people[giver], world.child, no)
    assert list(problems(silent, world, note)) == ["records"]


@pytest.mark.parametrize("whole", [True, False])
def test_L09_against_a_withdrawal_it_is_impossible(world, note, clock, whole):
    asked(world, clock)
    world.consents(world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child, None if whole else world.ppr)
    tried(world, world.parent_b)
    clock.advance(days=20)
    tried(world, world.parent_b)
    assert list(problems(silent, world, note)) == ["records"]


def test_L09_what_the_one_who_answered_did_not_say_yes_to_stays_shut(world, log, clock):
    health = world.entry(
        log, world.pedagogue, "Anton får medicin.", categories=frozenset({"health"})
    )
    note = world.entry(log, world.pedagogue, "Anton sover dårligt.")
    asked(world, clock)
    world.consents(world.ppr, by="parent_a", categories=frozenset({"wellbeing"}))
    assert list(problems(silent, world, health)) == ["records"]
    assert silent(world, note)


def test_L10_a_parents_own_matters_never_open_for_silence(world, log, clock):
    subjects = frozenset({str(world.parent_b.person_id)})
    private = world.entry(log, world.pedagogue, "Far er syg.", subjects=subjects)
    asked(world, clock)
    world.consents(world.ppr, by="parent_a")
    assert list(problems(silent, world, private)) == ["records"]


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


def refused(world, viewer=None, kind="access_request", press=None, **words):
    told = {"reason": "Hensynet til barnet.", "asker": "Far uden forældremyndighed", **words}
    with world.unit() as unit:
        who = viewer or world.leader
        return refuse_request(unit, who, world.child, kind, press or uuid4(), Words(**told))


def test_L17_a_request_from_outside_can_get_a_reasoned_no(world, note):
    press = uuid4()
    assert refused(world, press=press) == refused(world, press=press)
    with world.unit() as unit:
        (row,) = unit.session.query(RefusedRequest)
        assert row.refused_by == world.leader.person_id
        assert b"barnet" not in row.sealed
    assert any('"access:refuse"' in body for body in chain(world, world.child))


def test_L17_a_no_needs_a_reason_and_who_asked(world, note):
    assert list(problems(refused, world, reason=" ")) == ["reason"]
    assert list(problems(refused, world, asker="")) == ["asker"]
    assert list(problems(refused, world, kind="case_officer")) == ["kind"]
    with pytest.raises(NotFound):
        refused(world, viewer=world.pedagogue)


def test_L17_a_parent_without_custody_who_asks_is_named_and_reads_nothing_himself(world, note):
    opened = given(world, note, kind="access_request", asker="Far uden forældremyndighed")
    assert b"Far" not in access(world, opened).sealed


def test_L44_every_step_is_told_to_the_witness(world, note):
    opened = alarmed(world, world.stranger)
    with world.unit() as unit:
        approve(unit, world.leader, opened)
    with world.unit() as unit:
        end_access(unit, world.leader, opened)
    told = "".join(chain(world, world.child))
    for action in ("access:open", "access:approve", "access:end"):
        assert f'"action":"{action}"' in told
