"""Holes that were found once and stay closed: who has read, and the question why."""

import re
from dataclasses import replace

import pytest

from stafet.consent.reading import Wanted, read
from stafet.copies.delivery import handlers
from stafet.errors import NotFound
from stafet.outbox import Worker
from stafet.outbox.demo import demo_mail
from stafet.oversight import days
from stafet.oversight.looks import looks_at_name
from stafet.web.unit import House
from tests.factories.copies import read_by
from tests.factories.ending import close, reopen
from tests.factories.oversight import answer, ask, shown, waits
from tests.factories.special import given

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def log(web, clock):
    """Return a log whose note its author has read."""
    log = web.world.log()
    web.world.entry(log, web.world.pedagogue, "Anton leger.")
    clock.advance(minutes=1)
    read_by(web.world, web.world.pedagogue)
    clock.advance(minutes=1)
    return log


@pytest.fixture
def run(database, vault, catalogue, settings, clock):
    house = House(replace(settings, demo=True), database, vault, catalogue)
    worker = Worker(database, handlers(house) | days.handlers(house))

    def run(**later):
        clock.advance(**(later or {"minutes": 1}))
        while worker.run_once():
            clock.advance(seconds=1)

    return run


def links(web, who, log):
    page = web.as_(who).get(f"/log/{log.id}/laesninger").get_data(as_text=True)
    return re.findall(r'href="([^"]*/laesninger[^"]*)"', page)


def test_no_address_betrays_how_much_else_stands_on_the_chain(web, log):
    """Between two readings may lie others', by særlig adgang, and what is hidden."""
    note = web.world.entry(log, web.world.pedagogue, "Anton sover.")
    web.world.database.clock.advance(minutes=1)
    before = links(web, "parent_a", log)
    assert any(link.endswith("/hvorfor") for link in before)
    given(web.world, note, tell_parents=False, not_told="Det kan skade Anton.")
    with web.world.unit() as unit:
        read(unit, web.world.psychologist, web.world.child, Wanted(frozenset({note.record_id})))
    after = links(web, "parent_a", log)
    assert not any(re.search(r"/laesninger/\d{1,9}/|before=\d{1,9}\b", link) for link in after)


def test_an_ended_childs_question_waits_for_nobody_and_is_answered_to_nobody(web, log, run):
    world = web.world
    question = ask(world, world.parent_a, log)
    run(days=2)
    close(world)
    run()
    with world.unit() as unit:
        before = [mail.to for mail in demo_mail(unit)]
    assert waits(world, world.leader) == ([], [])
    assert waits(world, world.pedagogue) == ([], [])
    with pytest.raises(NotFound), web.app.test_request_context():
        shown(world, world.leader, question)
    with pytest.raises(NotFound), web.app.test_request_context():
        answer(world, world.leader, question)
    with world.unit() as unit:
        days.begin(unit)
    for _ in range(25):
        run(days=1)
    with world.unit() as unit:
        assert [mail.to for mail in demo_mail(unit)] == before


def test_a_question_waits_again_when_the_ending_was_a_mistake(web, log):
    world = web.world
    question = ask(world, world.parent_a, log)
    close(world)
    reopen(world)
    assert waits(world, world.leader) == ([question], [])


def test_nobody_else_sees_that_a_leader_was_shown_the_name_because_of_a_question(web, log):
    world = web.world
    with web.app.test_request_context():
        shown(world, world.leader, ask(world, world.parent_a, log))
    for who, times in ((world.parent_a, 1), (world.parent_b, 0)):
        with world.unit() as unit:
            looks = looks_at_name(unit, who, world.child)
        mine = [one for one in looks if one.reader_id == world.leader.person_id]
        assert sum(one.times for one in mine) == times, who
