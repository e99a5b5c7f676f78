"""The page of a log, as each person may see it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from stafet import audit
from stafet.clock import day_of
from stafet.consent.models import Limit, LimitKind
from stafet.consent.services import ask
from stafet.ids import new_id
from stafet.logs.services import agree, invite
from stafet.logs.services.agreements import Promise
from stafet.people.models import Placement
from stafet.people.services import place_child
from stafet.records.models import RecordVersion

ENTRY = re.compile(r'data-entry="([^"]+)"')


def shown(page):
    return ENTRY.findall(page.get_data(as_text=True))


def same_for_all(page):
    """Return a page without the token of its session."""
    return re.sub(r'name="csrf_token"[^>]*>', "", page.get_data(as_text=True))


def card(page, written):
    text = page.get_data(as_text=True)
    return text.split(f'data-entry="{written.record_id}"')[1].split("</article>")[0]


@pytest.fixture
def log(web):
    web.world.concern("Anton leger mest alene.")
    return web.world.log()


def test_each_entry_says_who_wrote_it_what_it_is_about_and_why_one_sees_it(web, log):
    written = web.world.entry(log, web.world.pedagogue, "Han byggede et tårn.")
    page = web.as_("pedagogue").get(f"/log/{log.id}")
    told = card(page, written)
    assert "Han byggede et tårn." in told
    assert "Pia Pedersen</strong>, Pædagog, Solsikken" in told
    assert "Trivsel" in told
    assert "Du har selv skrevet det." in told


def test_a_reader_by_consent_is_told_who_said_yes_and_until_when(web, log):
    world = web.world
    written = world.entry(log, world.pedagogue, "Han byggede et tårn.")
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    told = card(web.as_("psychologist").get(f"/log/{log.id}"), written)
    assert "Anna Eksempel og Bo Eksempel har sagt ja til, at PPR Eksempelby må læse det." in told
    assert "til og med den 29. februar 2028" in told


def test_a_parent_reads_by_custody_and_finds_no_button_to_write(web, log):
    written = web.world.entry(log, web.world.pedagogue, "Han byggede et tårn.")
    page = web.as_("parent_a").get(f"/log/{log.id}")
    assert "Du har forældremyndighed over Anton Eksempel." in card(page, written)
    for address in ("/skriv", "/aftale", "/inviter", "/niveau", "/overdrag"):
        assert f"/log/{log.id}{address}" not in page.get_data(as_text=True)


def test_what_is_not_released_yet_is_not_there_for_a_parent(web, log, clock):
    written = web.world.entry(log, web.world.pedagogue, "Ny sætning.", at_once=False)
    assert str(written.record_id) not in shown(web.as_("parent_a").get(f"/log/{log.id}"))
    clock.advance(days=1)
    assert str(written.record_id) in shown(web.as_("parent_a").get(f"/log/{log.id}"))


def test_a_stranger_and_an_unknown_log_are_answered_alike(web, log):
    stranger, unknown = web.as_("stranger"), new_id()
    theirs = stranger.get(f"/log/{log.id}")
    none = stranger.get(f"/log/{unknown}")
    assert theirs.status_code == none.status_code == 404
    assert same_for_all(theirs).replace(str(log.id), "*") == same_for_all(none).replace(
        str(unknown), "*"
    )


def test_a_strangers_attempt_is_recorded(web, log):
    web.as_("stranger").get(f"/log/{log.id}")
    with web.world.unit() as unit:
        (*_, last) = audit.blocks(unit, web.world.child)
    assert f'"refused":[["{log.id}"' in last.body
    assert str(web.world.stranger.person_id) in last.body


@pytest.mark.parametrize("address", ["", "/skriv", "/aftale", "/inviter", "/niveau", "/overdrag"])
def test_nobody_but_those_near_the_child_comes_to_any_page(web, log, address):
    assert web.as_("pedagogue").get(f"/log/{log.id}{address}").status_code == 200
    assert web.as_("stranger").get(f"/log/{log.id}{address}").status_code == 404


def test_a_record_that_does_not_open_is_shown_as_damaged(web, log):
    written = web.world.entry(log, web.world.pedagogue, "Han byggede et tårn.")
    with web.world.unit() as unit:
        change = update(RecordVersion).where(RecordVersion.record_id == written.record_id)
        unit.session.execute(change.values(sealed=b"ST\x01\x01" + bytes(300)))
    page = web.as_("pedagogue").get(f"/log/{log.id}")
    assert page.status_code == 200
    assert "Teksten kan ikke åbnes" in card(page, written)
    assert "Anton leger mest alene." in page.get_data(as_text=True)


def test_a_parent_sees_that_something_is_withheld_and_why_but_not_what(web, log):
    world = web.world
    written = world.entry(log, world.pedagogue, "Hemmelig sætning.")
    with world.unit() as unit:
        limit = Limit(
            child_id=world.child,
            kind=LimitKind.REDACTED,
            record_id=written.record_id,
            guardian_id=world.parent_a.person_id,
            legal="other_person",
            set_at=unit.now,
        )
        unit.session.add(limit)
    page = web.as_("parent_a").get(f"/log/{log.id}").get_data(as_text=True)
    assert "data-withheld" in page
    assert "Hensynet til en anden person" in page
    assert "Hemmelig sætning." not in page
    assert str(written.record_id) not in page
    assert "Hemmelig sætning." in web.as_("parent_b").get(f"/log/{log.id}").get_data(as_text=True)


def test_a_hidden_place_has_no_name_for_the_other_parent(web, log):
    world = web.world
    with world.unit() as unit:
        place_child(
            unit,
            world.child,
            world.school,
            None,
            day_of(unit.now),
            protects=world.parent_b.person_id,
            by=None,
        )
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.school])
    world.consents(world.school)
    with world.unit() as unit:
        invite(unit, world.pedagogue, log.id, world.teacher.person_id, world.school)
    world.entry(log, world.teacher, "Han læser gerne højt.")
    for_a = web.as_("parent_a").get(f"/log/{log.id}").get_data(as_text=True)
    assert "Han læser gerne højt." in for_a
    assert "Engskolen" not in for_a
    assert "en institution" in for_a
    for_b = web.as_("parent_b").get(f"/log/{log.id}").get_data(as_text=True)
    assert "Engskolen" in for_b
    with world.unit() as unit:
        assert unit.session.query(Placement).count() == 2


def test_a_long_log_comes_in_pages_that_together_show_everything_once(web, log, clock):
    written = []
    for number in range(30):
        clock.advance(days=1)
        written.append(web.world.entry(log, web.world.pedagogue, f"Dag {number}"))
    browser = web.as_("pedagogue")
    first, second = browser.get(f"/log/{log.id}"), browser.get(f"/log/{log.id}?side=2")
    assert len(shown(first)) == 25
    assert shown(first)[0] == str(written[-1].record_id)
    assert len(shown(first) + shown(second)) == len(set(shown(first) + shown(second))) == 32
    opened = 'data-happening="opened"'
    assert opened not in first.get_data(as_text=True)
    assert second.get_data(as_text=True).count(opened) == 1
    assert len(shown(browser.get(f"/log/{log.id}?vis=alt"))) == 32
    assert browser.get(f"/log/{log.id}?side=99").status_code == 200


def test_agreements_that_run_stand_on_top_and_an_overdue_one_says_so(web, log, clock):
    world = web.world
    with world.unit() as unit:
        due = day_of(unit.now) + timedelta(days=3)
        person = world.parent_a.person_id
        agree(
            unit,
            world.pedagogue,
            log.id,
            Promise("Læs højt.", person, due, frozenset({"language"})),
        )
    page = web.as_("parent_a").get(f"/log/{log.id}").get_data(as_text=True)
    box = page.split('id="aftaler"')[1].split("</section>")[0]
    assert "Læs højt." in box
    assert "Din opgave" in box
    assert "Over fristen" not in box
    clock.advance(days=4)
    assert "Over fristen" in web.as_("pedagogue").get(f"/log/{log.id}").get_data(as_text=True)


def test_the_title_of_the_page_names_nobody(web, log):
    page = web.as_("pedagogue").get(f"/log/{log.id}").get_data(as_text=True)
    assert "Anton" not in page.split("<title>")[1].split("</title>")[0]
