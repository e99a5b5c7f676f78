"""L28, L30: an open log has exactly one stafetholder at every instant."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from stafet.consent.reading import read
from stafet.consent.services import withdraw
from stafet.errors import Conflict, Invalid, NotFound
from stafet.logs.models import Handover, HolderSpell
from stafet.logs.queries import log_for, open_offer
from stafet.logs.rules import OfferState
from stafet.logs.services import (
    accept_relay,
    invite,
    offer_relay,
    refuse_relay,
    set_level,
    take_back_offer,
)
from stafet.people.queries import employments_of, tasks_of
from stafet.people.rules import TaskWhy
from stafet.people.services import employ, end_employment
from stafet.records.services import newest_version


@pytest.fixture
def world(world):
    world.concern()
    return world


@pytest.fixture
def log(world):
    log = world.log()
    world.consents(world.school)
    world.task(world.teacher, world.school)
    return log


def offer(world, log, to="teacher", place="school"):
    with world.unit() as unit:
        person = world.people[to].person_id
        offer_relay(unit, world.pedagogue, log.id, person, getattr(world, place))


def holder(world, log):
    with world.unit() as unit:
        return log_for(unit, world.pedagogue, log.id).holder_id


def spells(world, log):
    with world.unit() as unit:
        query = select(HolderSpell).where(HolderSpell.log_id == log.id)
        return list(unit.session.scalars(query.order_by(HolderSpell.from_at)))


def assert_one_holder_at_every_instant(world, log):
    found = spells(world, log)
    assert [spell.to_at for spell in found[:-1]] == [spell.from_at for spell in found[1:]]
    assert found[-1].to_at is None
    assert found[0].from_at == log.opened_at


def test_L28_the_holder_keeps_the_relay_until_the_other_has_accepted(world, log, clock):
    offer(world, log)
    assert holder(world, log) == world.pedagogue.person_id
    clock.advance(hours=2)
    with world.unit() as unit:
        accept_relay(unit, world.teacher, log.id)
    assert holder(world, log) == world.teacher.person_id
    assert_one_holder_at_every_instant(world, log)
    with world.unit() as unit:
        assert TaskWhy.HOLDER in {task.why for task in tasks_of(unit, world.teacher.person_id)}
        former = tasks_of(unit, world.pedagogue.person_id)
        assert TaskWhy.HOLDER not in {task.why for task in former}


def test_L28_a_refusal_has_a_reason_and_changes_nothing_else(world, log):
    offer(world, log)
    with pytest.raises(Invalid), world.unit() as unit:
        refuse_relay(unit, world.teacher, log.id, "  ")
    with world.unit() as unit:
        refuse_relay(unit, world.teacher, log.id, "Jeg går på orlov.")
    assert holder(world, log) == world.pedagogue.person_id
    with world.unit() as unit:
        assert open_offer(unit, log.id) is None
        row = unit.session.scalars(select(Handover)).one()
        assert row.state is OfferState.REFUSED
        assert row.reason_id is not None
    offer(world, log)


def test_L28_an_offer_taken_back_can_no_longer_be_accepted(world, log):
    offer(world, log)
    with world.unit() as unit:
        take_back_offer(unit, world.pedagogue, log.id)
    with pytest.raises(NotFound), world.unit() as unit:
        accept_relay(unit, world.teacher, log.id)
    with pytest.raises(Conflict), world.unit() as unit:
        take_back_offer(unit, world.pedagogue, log.id)
    assert holder(world, log) == world.pedagogue.person_id


def test_L28_only_the_holder_offers_and_only_the_asked_one_answers(world, log):
    world.task(world.stranger, world.school)
    with pytest.raises(NotFound), world.unit() as unit:
        offer_relay(unit, world.teacher, log.id, world.stranger.person_id, world.school)
    offer(world, log)
    for viewer in (world.stranger, world.pedagogue, world.parent_a):
        with pytest.raises(NotFound), world.unit() as unit:
            refuse_relay(unit, viewer, log.id, "Nej")
    for viewer in (world.stranger, world.parent_a):
        with pytest.raises(NotFound), world.unit() as unit:
            accept_relay(unit, viewer, log.id)
    assert holder(world, log) == world.pedagogue.person_id


def test_L28_a_second_offer_waits_for_the_first(world, log):
    offer(world, log)
    world.task(world.stranger, world.school)
    with pytest.raises(Conflict):
        offer(world, log, to="stranger")


def test_L28_somebody_without_a_task_cannot_be_offered_the_relay(world, log):
    with pytest.raises(Invalid):
        offer(world, log, to="stranger")
    with pytest.raises(Invalid):
        offer(world, log, to="pedagogue", place="daycare")


def test_L28_accepting_twice_is_accepting_once(world, log):
    offer(world, log)
    for _ in range(2):
        with world.unit() as unit:
            accept_relay(unit, world.teacher, log.id)
    assert len(spells(world, log)) == 2


def at_once(*acts):
    """Run acts in threads that start together; return what each raised, None for done."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            act()
        except (NotFound, Conflict, Invalid) as error:
            return error
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_L28_two_presses_at_the_same_time_make_one_holder(world, log, clock):
    offer(world, log)
    clock.advance(minutes=5)

    def accept():
        with world.unit() as unit:
            accept_relay(unit, world.teacher, log.id)

    assert at_once(accept, accept) == [None, None]
    assert len(spells(world, log)) == 2
    assert_one_holder_at_every_instant(world, log)


def test_L28_accepting_and_taking_back_at_the_same_time_ends_in_one_of_them(world, log, clock):
    offer(world, log)
    clock.advance(minutes=5)

    def accept():
        with world.unit() as unit:
            accept_relay(unit, world.teacher, log.id)

    def take_back():
        with world.unit() as unit:
            take_back_offer(unit, world.pedagogue, log.id)

    outcomes = at_once(accept, take_back)
    assert outcomes.count(None) == 1
    now_held_by_teacher = holder(world, log) == world.teacher.person_id
    assert now_held_by_teacher is (outcomes[0] is None)
    assert_one_holder_at_every_instant(world, log)


def test_L28_two_offers_at_the_same_time_leave_one(world, log):
    world.task(world.stranger, world.school)
    outcomes = at_once(lambda: offer(world, log), lambda: offer(world, log, to="stranger"))
    assert sorted(map(type, outcomes), key=str) == sorted([type(None), Conflict], key=str)


def test_L28_the_offer_shows_what_the_receiver_will_be_able_to_read(web, clock):
    world = web.world
    log = world.log()
    world.entry(log, world.pedagogue, "Om sprog.", categories=frozenset({"language"}))
    world.entry(log, world.pedagogue, "Om helbred.", categories=frozenset({"health"}))
    world.task(world.teacher, world.school)
    world.consents(world.school, categories=frozenset({"language", "wellbeing"}))
    page = web.as_("pedagogue").get(f"/log/{log.id}/overdrag").get_data(as_text=True)
    assert "Vil kunne læse 2 af de 4 tekster, du kan læse:" in page
    offer(world, log)
    theirs = web.as_("teacher").get(f"/log/{log.id}/overdragelse").get_data(as_text=True)
    assert "2 tekster, som stafetholder i Engskolen:" in theirs
    assert "Sprog: 1" in theirs
    assert "Solsikken: 2" in theirs
    assert "Helbred" not in theirs
    assert web.as_("stranger").get(f"/log/{log.id}/overdragelse").status_code == 404
    browser, url = web.as_("teacher"), f"/log/{log.id}/overdragelse"
    assert browser.post(url, {"answer": "no", "reason": ""}).status_code == 422
    clock.advance(minutes=1)
    assert browser.post(url, {"answer": "yes"}).status_code == 303
    assert holder(world, log) == world.teacher.person_id
    assert web.as_("pedagogue").get(f"/log/{log.id}/overdrag").status_code == 404


def test_L29_who_no_longer_works_where_he_was_asked_says_no_from_where_he_does(world, log, clock):
    offer(world, log)
    with world.unit() as unit:
        person = world.teacher.person_id
        (school,) = employments_of(unit, person)
        employ(unit, person, world.ppr, "psykolog", by=None)
        end_employment(unit, school, by=None)
    world.task(world.teacher, world.ppr)
    clock.advance(minutes=1)
    with world.unit() as unit:
        refuse_relay(unit, world.teacher, log.id, "Jeg er flyttet til PPR.")
    with world.unit() as unit:
        (row,) = unit.session.scalars(select(Handover))
        assert newest_version(unit, row.reason_id).institution_id == world.ppr


@pytest.mark.parametrize("answered", [True, False])
def test_L28_who_answers_an_offer_that_waits_no_longer_is_told_so(web, answered):
    world = web.world
    log = world.log()
    world.task(world.teacher, world.school)
    world.consents(world.school)
    offer(world, log)
    browser, url = web.as_("teacher"), f"/log/{log.id}/overdragelse"
    no, here = {"answer": "no", "reason": "Jeg går på orlov."}, browser.get(url).text
    if answered:
        assert browser.post(url, no).status_code == 303
    else:
        with world.unit() as unit:
            take_back_offer(unit, world.pedagogue, log.id)
    again = browser.post(url, no, seen=f"/log/{log.id}")
    assert (again.status_code, again.location) == (303, f"/log/{log.id}")
    told = "Stafetten venter ikke længere på dit svar."
    assert told not in here
    assert told in browser.get(f"/log/{log.id}").text
    with world.unit() as unit:
        assert len(unit.session.scalars(select(Handover)).all()) == 1
        shown = read(unit, world.teacher, world.child).records
    assert [one.content.text for one in shown].count("Jeg går på orlov.") == answered


def test_L30_at_level_0_a_log_stays_in_its_institution(world):
    log = world.log(level=0)
    world.consents(world.school)
    world.task(world.teacher, world.school)
    with pytest.raises(Invalid):
        offer(world, log)
    with pytest.raises(Invalid), world.unit() as unit:
        invite(unit, world.pedagogue, log.id, world.stranger.person_id, world.school)
    with world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, 1, log.row_version)
    offer(world, log)


def test_L30_another_institution_needs_effective_permission(world):
    log = world.log()
    world.task(world.teacher, world.school)
    world.consents(world.school, by="parent_a")
    with pytest.raises(Invalid):
        offer(world, log)
    with pytest.raises(Invalid), world.unit() as unit:
        invite(unit, world.pedagogue, log.id, world.stranger.person_id, world.school)
    world.consents(world.school, by="parent_b")
    with world.unit() as unit:
        invite(unit, world.pedagogue, log.id, world.stranger.person_id, world.school)
    offer(world, log)


def test_L30_a_yes_taken_back_since_the_offer_stops_the_hand_over(world, log, clock):
    offer(world, log)
    clock.advance(minutes=5)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.school)
    with pytest.raises(Invalid), world.unit() as unit:
        accept_relay(unit, world.teacher, log.id)
    assert holder(world, log) == world.pedagogue.person_id
