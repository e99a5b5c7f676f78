"""L48: readings are checked by sample, unpredictably, by somebody who has no part in them."""

from collections import Counter
from datetime import timedelta
from random import Random, SystemRandom

import pytest

from stafet import audit
from stafet.audit import Event, Sight
from stafet.clock import day_of
from stafet.copies.delivery import handlers
from stafet.errors import Invalid, NotFound
from stafet.outbox import Worker
from stafet.oversight import days
from stafet.oversight.models import SpotCheck
from stafet.oversight.pages.oddities import behind_page
from stafet.oversight.reads import reads_between
from stafet.oversight.rules import OddKind, draw
from stafet.oversight.services import checking
from stafet.people.rules import TaskWhy
from stafet.people.services import give_task
from stafet.web.unit import House
from tests.factories.copies import read_by
from tests.factories.meetings import called
from tests.factories.oversight import (
    checked,
    checks_of,
    concluded,
    drawn,
    listed,
    odd,
    officer_of,
    readings,
)
from tests.factories.special import chain, given, school_leader


@pytest.fixture(autouse=True)
def _request(web):
    with web.app.test_request_context():
        yield


@pytest.fixture
def officer(world):
    return officer_of(world)


@pytest.fixture
def log(world, officer):
    """Return a log that the pedagogue of the group and a psychologist of another house read."""
    log = world.log()
    world.entry(log, world.pedagogue, "En tekst.")
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    for reader in (world.pedagogue, world.psychologist, world.parent_a):
        world.database.clock.advance(hours=1)
        read_by(world, reader)
    return log


def reads(world):
    with world.unit() as unit:
        return reads_between(unit, unit.now - timedelta(days=30), unit.now + timedelta(hours=1))


def test_L48_the_lot_is_thrown_by_dice_nobody_can_foresee():
    assert isinstance(checking.DICE, SystemRandom)


def test_L48_a_reading_without_a_common_group_or_meeting_weighs_most(world, log, catalogue):
    pot = {read.reader_id: read for read in reads(world)}
    assert pot.keys() == {world.pedagogue.person_id, world.psychologist.person_id}
    assert pot[world.pedagogue.person_id].common
    assert not pot[world.psychologist.person_id].common
    dice, weights = Random(3), catalogue.oversight.weights
    lots = Counter(draw(pot.values(), 1, weights, dice)[0].reader_id for _ in range(1100))
    assert lots[world.psychologist.person_id] > 5 * lots[world.pedagogue.person_id]


def test_L48_the_reviewer_has_no_part_in_the_reading(world, log, officer):
    check = drawn(world, officer)
    assert check.reviewer_id == officer.person_id
    with world.unit() as unit:
        involved = checking.involved_in(unit, check.reader_id, world.child)
    for person in (check.reader_id, world.leader.person_id, world.parent_a.person_id):
        assert person in involved
    assert officer.person_id not in involved


def test_L48_an_officer_who_has_a_task_with_the_child_leaves_it_to_a_leader_elsewhere(
    world, log, officer, clock
):
    elsewhere = school_leader(world)
    with world.unit() as unit:
        child, person = world.child, officer.person_id
        give_task(unit, child, person, world.school, TaskWhy.SUBSTITUTE, by=None)
    check = drawn(world, officer)
    assert check.reviewer_id == elsewhere.person_id
    concluded(world, elsewhere, check)
    assert checks_of(world)[0].outcome == "in_order"


def test_L48_who_becomes_involved_cannot_conclude_and_another_gets_it(world, log, officer):
    check = drawn(world, officer)
    elsewhere = school_leader(world)
    with world.unit() as unit:
        child, person = world.child, officer.person_id
        give_task(unit, child, person, world.school, TaskWhy.SUBSTITUTE, by=None)
    with pytest.raises(NotFound):
        concluded(world, officer, check)
    with world.unit() as unit:
        checking.see_to_checks(unit)
    assert checks_of(world)[0].reviewer_id == elsewhere.person_id


def test_L48_where_everybody_is_involved_a_check_stays_open_and_says_so(world, log, officer):
    with world.unit() as unit:
        for person in (officer.person_id, world.leader.person_id):
            give_task(unit, world.child, person, world.daycare, TaskWhy.SUBSTITUTE, by=None)
    assert drawn(world, officer).reviewer_id is None
    assert listed(world, officer).waiting[0].reviewer == ""
    with world.unit() as unit:
        checking.see_to_checks(unit)
    assert checks_of(world)[0].reviewer_id is None


def test_L48_the_outcome_is_kept_with_its_remark_sealed(world, log, officer):
    check = drawn(world, officer)
    concluded(world, officer, check, "not_in_order", "Hun havde ingen grund.")
    row = checks_of(world)[0]
    assert (row.outcome, row.concluded_by) == ("not_in_order", officer.person_id)
    assert b"grund" not in row.sealed
    page = checked(world, officer, check)
    assert page.remark == "Hun havde ingen grund."
    assert page.line.outcome == "Ikke i orden"
    concluded(world, officer, check, "in_order")
    assert checks_of(world)[0].outcome == "not_in_order"
    told = "\n".join(chain(world, audit.APART))
    assert '"action":"check:conclude"' in told
    assert "grund" not in told


def test_L48_an_outcome_changed_by_hand_does_not_open_its_remark(world, log, officer):
    check = drawn(world, officer)
    concluded(world, officer, check, "not_in_order", "Hun havde ingen grund.")
    with world.unit() as unit:
        unit.session.get_one(SpotCheck, check.id).outcome = "in_order"
    assert checked(world, officer, check).remark is None


@pytest.mark.parametrize(
    ("outcome", "remark", "field"),
    [
        ("noget", "", "outcome"),
        ("not_in_order", " ", "remark"),
        ("in_order", "x" * 2001, "remark"),
    ],
)
def test_L48_an_outcome_is_the_kommunes_and_some_need_a_remark(
    world, log, officer, outcome, remark, field
):
    check = drawn(world, officer)
    with pytest.raises(Invalid) as refused:
        concluded(world, officer, check, outcome, remark)
    assert list(refused.value.problems) == [field]


def test_L48_the_reviewer_sees_who_when_what_kind_and_why_but_no_text(world, log, officer):
    with world.unit() as unit:
        (read,) = (one for one in reads_between(unit, unit.now - timedelta(days=1), unit.now)
                   if one.reader_id == world.psychologist.person_id)  # fmt: skip
        checking.pick(unit, officer, read.chain, read.sequence)
    page = checked(world, officer, checks_of(world)[0])
    assert page.line.reader.whole == "Per Psykolog, Psykolog, PPR Eksempelby"
    assert (page.child, page.tasks) == ("Anton Eksempel", ("Inviteret af stafetholderen",))
    assert "Notat, 1. marts 2027" in page.texts
    assert not page.line.common
    assert "En tekst." not in repr(page)


def test_L48_others_see_no_check_and_nobody_one_of_his_own_readings(world, log, officer):
    check = drawn(world, officer)
    for viewer in (world.leader, world.pedagogue, world.psychologist, world.parent_a):
        with pytest.raises(NotFound):
            checked(world, viewer, check)
    with world.unit() as unit:
        row = unit.session.get_one(SpotCheck, check.id)
        row.reader_id = officer.person_id
    with pytest.raises(NotFound):
        checked(world, officer, check)
    assert listed(world, officer).waiting == ()


def test_L48_only_the_officer_draws_and_picks(world, log, officer):
    (read, *_) = reads(world)
    for act in (
        lambda unit: checking.draw_one(unit, world.leader),
        lambda unit: checking.pick(unit, world.leader, read.chain, read.sequence),
        lambda unit: checking.pick(unit, officer, read.chain, 1),
        lambda unit: checking.pick(unit, officer, read.chain, 9999),
    ):
        with pytest.raises(NotFound), world.unit() as unit:
            act(unit)
    with world.unit() as unit:
        once = checking.pick(unit, officer, read.chain, read.sequence)
    with world.unit() as unit:
        assert checking.pick(unit, officer, read.chain, read.sequence) == once
    drawn(world, officer)
    with world.unit() as unit:
        assert checking.draw_one(unit, officer) == 0
    assert len(checks_of(world)) == 2


def test_L48_each_month_the_kommunes_number_is_drawn_once_from_the_month_before(
    world, log, officer, clock, database, vault, catalogue, settings
):
    house = House(settings, database, vault, catalogue)
    worker = Worker(database, handlers(house) | days.handlers(house))
    with database.unit() as unit:
        days.begin(unit)
    for _ in range(4):
        clock.advance(days=1)
        read_by(world, world.pedagogue)
        worker.run_once()
    assert checks_of(world) == []  # the month before had no reading
    while day_of(clock.now()).month == 3:
        clock.advance(days=1)
        worker.run_once()
    for _ in range(3):
        clock.advance(days=1)
        worker.run_once()
    assert len(checks_of(world)) == catalogue.oversight.checks_per_month == 4
    assert {check.drawn_by for check in checks_of(world)} == {None}
    page = listed(world, officer)
    assert (page.drawn, page.wanted, page.overdue) == (4, 4, 0)
    clock.advance(days=15)
    assert listed(world, officer).overdue == 4


def test_L48_a_kommune_with_few_readings_has_all_of_them_drawn(world, log, officer, clock):
    clock.advance(days=31)
    with world.unit() as unit:
        assert checking.draw_month(unit, day_of(unit.now)) == 2
    with world.unit() as unit:
        assert checking.draw_month(unit, day_of(unit.now)) == 0


def test_L48_a_meeting_in_common_counts_from_when_it_was_called(world, log, officer):
    called(world, log)
    world.database.clock.advance(minutes=5)
    read_by(world, world.psychologist)
    mine = [read for read in reads(world) if read.reader_id == world.psychologist.person_id]
    assert [read.common for read in sorted(mine, key=lambda read: read.at)] == [False, True]


@pytest.mark.opens_by_hand
def test_L48_what_guardians_must_not_notice_can_be_drawn_and_they_notice_nothing(
    world, log, officer
):
    written = world.entry(log, world.pedagogue, "Skjult.")
    sight = Sight("content", "statute", ((written.record_id, 1),))
    about = {"child": str(world.child)}
    with world.unit() as unit:
        reader = world.nurse.person_id
        audit.append(unit, audit.APART, Event("read", reader, opened=(sight,), about=about))
        audit.append(unit, audit.APART, Event("read", reader, opened=(sight,)))
    world.database.clock.advance(minutes=1)
    (read,) = (one for one in reads(world) if one.reader_id == world.nurse.person_id)
    assert (read.chain, read.child_id, read.by_statute) == (audit.APART, world.child, True)
    before = len(chain(world, world.child))
    with world.unit() as unit:
        checking.pick(unit, officer, read.chain, read.sequence)
    assert len(chain(world, world.child)) == before
    lines = readings(world, world.parent_a, log).lines
    assert not any("Sundhedsplejerske" in line.who for line in lines)
    assert checked(world, officer, checks_of(world)[0]).why == ("Ved særlig adgang.",)


def test_L48_the_list_of_oddities_shows_who_reads_much_alone_at_night_or_by_statute(
    world, log, officer, clock
):
    assert odd(world, officer) == []
    written = world.concern("Mere.")
    for _ in range(3):
        given(world, written, receiver="nurse", institution=world.health)
    clock.advance(hours=15)
    for _ in range(5):
        clock.advance(minutes=1)
        read_by(world, world.psychologist)
    clock.advance(minutes=1)
    assert odd(world, officer) == [
        (OddKind.NIGHT, "Per Psykolog", 5),
        (OddKind.ALONE, "Per Psykolog", 6),
        (OddKind.ACCESSES, "Signe Sund", 3),
    ]
    with world.unit() as unit:
        page = behind_page(unit, officer, OddKind.NIGHT, world.psychologist.person_id)
    assert [line.night for line in page.lines] == [True] * 5
    assert page.lines[0].child == "Anton Eksempel"
    with world.unit() as unit:
        empty = behind_page(unit, officer, OddKind.ACCESSES, world.nurse.person_id)
    assert empty.lines == ()


def test_L48_looking_at_the_oddities_is_itself_told(world, log, officer):
    odd(world, officer)
    for kind, person in (
        (OddKind.NIGHT, world.psychologist.person_id),
        (OddKind.ALONE, officer.person_id),
    ):
        with pytest.raises(NotFound), world.unit() as unit:
            behind_page(unit, officer, kind, person)
    with world.unit() as unit:
        behind_page(unit, officer, OddKind.ALONE, world.psychologist.person_id)
    told = "\n".join(chain(world, audit.APART))
    assert '"action":"oversight:oddities"' in told
    assert f'"reader":"{world.psychologist.person_id}"' in told
    with pytest.raises(NotFound):
        odd(world, world.leader)
