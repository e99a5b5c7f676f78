"""L07, L10, L14, L15, L20, L32, L33, L59 on the page of the log."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from stafet.accounts.models import Account
from stafet.clock import day_of
from stafet.consent.services import withdraw
from stafet.logs.services import agree, correct_entry
from stafet.logs.services.agreements import Promise
from stafet.people.models import Employment
from stafet.people.queries import tasks_with
from stafet.people.services import end_task
from stafet.web.sessions import end_sessions_of
from tests.factories.world import writing

PUBLIC = frozenset({"wellbeing"})


@pytest.fixture
def log(web):
    web.world.concern("Anton leger mest alene.")
    return web.world.log()


@pytest.fixture
def psychologist(web, log):
    """Return a psychologist's browser, let in by both parents, with a text of her own."""
    web.world.task(web.world.psychologist, web.world.ppr)
    web.world.consents(web.world.ppr)
    web.world.entry(log, web.world.psychologist, "Talt med Anton i dag.")
    return web.as_("psychologist")


def text_of(browser, log):
    return browser.get(f"/log/{log.id}").get_data(as_text=True)


def test_L07_after_a_withdrawal_the_open_page_reloaded_shows_only_ones_own(
    web, log, psychologist, clock
):
    before = text_of(psychologist, log)
    assert "Anton leger mest alene." in before
    clock.advance(minutes=1)
    with web.world.unit() as unit:
        withdraw(unit, web.world.parent_a, web.world.child, web.world.ppr)
    after = text_of(psychologist, log)
    assert "Anton leger mest alene." not in after
    assert "Talt sammen" not in after
    assert "Talt med Anton i dag." in after
    assert after.count("data-entry=") == 1
    assert "Signe Sund" not in after
    assert "sagde ja" not in after


def test_L07_a_category_taken_back_closes_that_category_alone(web, log, psychologist, clock):
    web.world.entry(log, web.world.pedagogue, "Om sprog.", categories=frozenset({"language"}))
    assert "Om sprog." in text_of(psychologist, log)
    clock.advance(minutes=1)
    with web.world.unit() as unit:
        withdraw(unit, web.world.parent_b, web.world.child, web.world.ppr, "language")
    after = text_of(psychologist, log)
    assert "Om sprog." not in after
    assert "Anton leger mest alene." in after


def test_L07_the_agreement_of_a_closed_record_leaves_the_box_too(web, log, psychologist, clock):
    world = web.world
    with world.unit() as unit:
        due, who = day_of(unit.now) + timedelta(days=3), world.parent_a.person_id
        agree(unit, world.pedagogue, log.id, Promise("Læs højt.", who, due, PUBLIC))
    assert "Læs højt." in text_of(psychologist, log)
    clock.advance(minutes=1)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
    after = text_of(psychologist, log)
    assert "Læs højt." not in after
    assert "data-agreement" not in after


def test_L10_a_parents_own_matters_are_read_by_that_parent_and_whom_it_lets_in(
    web, log, psychologist, clock
):
    world = web.world
    about_a = frozenset({str(world.parent_a.person_id)})
    world.entry(log, world.pedagogue, "Mor er i behandling.", subjects=about_a)
    assert "Mor er i behandling." in text_of(web.as_("pedagogue"), log)
    assert "Mor er i behandling." in text_of(web.as_("parent_a"), log)
    assert "Mor er i behandling." not in text_of(web.as_("parent_b"), log)
    assert "Mor er i behandling." not in text_of(psychologist, log)
    clock.advance(minutes=1)
    world.consents(world.ppr, by="parent_a", own_matters=True)
    assert "Mor er i behandling." in text_of(psychologist, log)
    assert "Mor er i behandling." not in text_of(web.as_("parent_b"), log)


def test_L14_a_colleague_without_a_task_is_refused(web, log, psychologist):
    world = web.world
    world.consents(world.school)
    assert web.as_("stranger").get(f"/log/{log.id}").status_code == 404
    world.task(world.stranger, world.school)
    assert web.as_("stranger").get(f"/log/{log.id}").status_code == 200


def test_L15_municipal_neighbours_do_not_read_each_other_without_a_basis(web, log):
    world = web.world
    for viewer, place in ((world.teacher, world.school), (world.nurse, world.health)):
        world.task(viewer, place)
        world.entry(log, viewer, f"Skrevet i {place}.")
    for name, place in (("teacher", world.school), ("nurse", world.health)):
        seen = text_of(web.as_(name), log)
        assert seen.count("data-entry=") == 1
        assert f"Skrevet i {place}." in seen
    assert "Skrevet i" not in text_of(web.as_("pedagogue"), log)


def test_L20_before_saving_the_author_sees_by_name_and_role_who_will_be_able_to_read(web, log):
    world = web.world
    world.task(world.psychologist, world.ppr)
    world.task(world.nurse, world.health)
    world.consents(world.ppr, world.health, categories=frozenset({"wellbeing", "language"}))
    browser, url = web.as_("pedagogue"), f"/log/{log.id}/skriv"
    first = readers(browser.get(url))
    assert "Per Psykolog, Psykolog, PPR Eksempelby" in first
    assert "kun: Trivsel, Sprog" in first
    assert "Anna Eksempel, forælder" in first
    data = {"text": "En tekst.", "event_on": "01/03/2027", "kind": "note", "preview": "1"}
    data |= {"categories": ["wellbeing"], "subjects": ["child"]}
    shared = browser.post(url, data)
    assert "En tekst." in shared.get_data(as_text=True)
    assert "Per Psykolog" in readers(shared)
    assert "Signe Sund, Sundhedsplejerske, Sundhedsplejen" in readers(shared)
    kept = readers(browser.post(url, data | {"categories": ["wellbeing", "health"]}))
    assert "Per Psykolog" not in kept
    assert "fra tirsdag den 2. marts 2027 kl. 08.00" in kept
    private = readers(browser.post(url, data | {"subjects": [str(world.parent_a.person_id)]}))
    assert "Anna Eksempel" in private
    assert "Bo Eksempel" not in private
    assert "En tekst." not in text_of(browser, log)


def readers(page):
    """Return the list of readers as plain words."""
    part = page.get_data(as_text=True).split('id="readers"')[1].split("</section>")[0]
    return re.sub(r"<[^>]+>", "", part)


def test_L32_an_agreement_past_its_deadline_is_marked_until_it_is_followed_up(web, log, clock):
    world = web.world
    with world.unit() as unit:
        due, who = day_of(unit.now), world.pedagogue.person_id
        made = agree(unit, world.pedagogue, log.id, Promise("Læs højt.", who, due, PUBLIC))
    assert "Over fristen" not in text_of(web.as_("pedagogue"), log)
    clock.advance(days=1)
    browser = web.as_("pedagogue")
    assert "Over fristen" in text_of(browser, log)
    url = f"/log/{log.id}/aftale/{made.record_id}"
    browser.post(url, {"row_version": "1", "state": "kept"})
    assert "Over fristen" not in text_of(browser, log)


def test_L33_each_wording_is_decided_on_its_own_facts(web, log, clock):
    world = web.world
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr, categories=PUBLIC)
    first = world.entry(log, world.pedagogue, "Om trivsel.", categories=PUBLIC)
    clock.advance(minutes=1)
    with world.unit() as unit:
        health = writing(unit, "Om helbred.", categories=frozenset({"health"}))
        correct_entry(unit, world.pedagogue, log.id, first.record_id, 1, health)
    url = f"/log/{log.id}/optegnelse/{first.record_id}"
    mine = web.as_("pedagogue").get(url).get_data(as_text=True)
    assert "Om trivsel." in mine
    assert "Om helbred." in mine
    theirs = web.as_("psychologist").get(url).get_data(as_text=True)
    assert "Om trivsel." in theirs
    assert "Om helbred." not in theirs
    parents = web.as_("parent_a").get(url).get_data(as_text=True)
    assert "Om trivsel." in parents
    assert "Om helbred." not in parents
    assert web.as_("stranger").get(url).status_code == 404


def test_L59_nothing_may_be_kept_by_any_cache(web, log):
    page = web.as_("parent_a").get(f"/log/{log.id}")
    assert page.headers["Cache-Control"] == "no-store"
    assert "ETag" not in page.headers
    assert "Last-Modified" not in page.headers


def test_L59_an_etag_from_before_brings_no_page_back(web, log, psychologist, clock):
    clock.advance(minutes=1)
    with web.world.unit() as unit:
        withdraw(unit, web.world.parent_a, web.world.child, web.world.ppr)
    for header in ({"If-None-Match": "*"}, {"If-Modified-Since": "Mon, 01 Mar 2027 08:00:00 GMT"}):
        again = psychologist.get(f"/log/{log.id}", headers=header)
        assert again.status_code == 200
        assert "Anton leger mest alene." not in again.get_data(as_text=True)


def test_L59_a_bookmark_after_the_task_has_ended_finds_nothing(web, log, psychologist, clock):
    assert psychologist.get(f"/log/{log.id}").status_code == 200
    clock.advance(minutes=1)
    with web.world.unit() as unit:
        for task in tasks_with(unit, web.world.child):
            if task.person_id == web.world.psychologist.person_id:
                end_task(unit, task, by=None)
    for address in ("", "/skriv", "/aftale"):
        assert psychologist.get(f"/log/{log.id}{address}").status_code == 404


def test_L59_an_ended_session_shows_the_way_in_and_nothing_else(web, log, psychologist):
    with web.world.unit() as unit:
        person = web.world.psychologist.person_id
        query = select(Account.id).where(Account.person_id == person)
        end_sessions_of(unit, unit.session.scalars(query).one())
    again = psychologist.get(f"/log/{log.id}")
    assert again.status_code == 303
    assert again.headers["Location"].startswith("/log-ind")
    assert "Anton" not in again.get_data(as_text=True)


def test_L59_a_moved_employee_reads_no_longer(web, log, psychologist, clock):
    clock.advance(minutes=1)
    with web.world.unit() as unit:
        person = web.world.psychologist.person_id
        for row in unit.session.scalars(select(Employment).where(Employment.person_id == person)):
            row.to_at = unit.now
        for task in tasks_with(unit, web.world.child):
            if task.person_id == person:
                end_task(unit, task, by=None)
    assert psychologist.get(f"/log/{log.id}").status_code in {303, 404}
