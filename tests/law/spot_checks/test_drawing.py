"""L48: which readings are checked: by sample, unpredictably, those apart most of all."""

from collections import Counter
from datetime import timedelta
from random import Random, SystemRandom

import pytest

from stafet import audit
from stafet.audit import Event, Sight
from stafet.clock import day_of
from stafet.copies.delivery import handlers
from stafet.errors import NotFound
from stafet.outbox import Worker
from stafet.oversight import days
from stafet.oversight.reads import reads_between
from stafet.oversight.rules import draw
from stafet.oversight.services import checking
from stafet.web.unit import House
from tests.factories.copies import read_by
from tests.factories.meetings import called
from tests.factories.oversight import checked, checks_of, drawn, listed, readings
from tests.factories.special import chain


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


def test_L48_a_meeting_in_common_counts_from_when_it_was_called(world, log, officer):
    called(world, log)
    world.database.clock.advance(minutes=5)
    read_by(world, world.psychologist)
    mine = [read for read in reads(world) if read.reader_id == world.psychologist.person_id]
    assert [read.common for read in sorted(mine, key=lambda read: read.at)] == [False, True]


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
