"""The parents, the holder and who oversees are told of a person outside as of any institution."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from stafet.accounts.services import grant_role
from stafet.clock import day_of, start_of_day
from stafet.consent.models import Withdrawal
from stafet.copies.delivery import handlers
from stafet.insight import life
from stafet.insight.who_could import who_could
from stafet.logs.pages.readers import readers_page
from stafet.logs.pages.seen_as import seen_as_page
from stafet.outbox import Worker
from stafet.outbox.demo import demo_mail
from stafet.web.unit import House
from stafet.web.viewer import Role
from tests.factories.access_requests import answered
from tests.factories.access_requests import told as data_for
from tests.factories.limits import limit
from tests.factories.outsider import NAME, counted, handed_over
from tests.web.consent.test_giving import answered as parent_answered

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, "Anton leger med Ida.")


@pytest.fixture
def house(world, settings, vault, catalogue):
    return House(replace(settings, demo=True), world.database, vault, catalogue)


def url(log, more=""):
    return f"/log/{log.id}/samtykke{more}"


def page(web, who, there):
    return web.as_(who).get(there).get_data(as_text=True)


def test_L08_both_parents_answer_and_take_back_as_of_any_place(web, log, note, hanne):
    asked = page(web, "parent_a", url(log))
    assert f"Må {NAME} læse om Anton Eksempel?" in asked
    assert "Stafetholderen" in asked or "stafetholderen" in asked
    for who in ("parent_a", "parent_b"):
        told = parent_answered(web.as_(who), log, **{f"answer_{hanne.hex}": "yes"})
        assert told.status_code == 303
    assert f"{NAME} kan læse:" in page(web, "parent_a", url(log))
    holder = page(web, "pedagogue", url(log))
    assert NAME in holder
    assert f"Kopi til {NAME}" in holder
    assert NAME in page(web, "parent_b", url(log, "/forloeb"))
    receipts = page(web, "parent_a", url(log, "/kvitteringer"))
    receipt = receipts.split(f"{url(log)}/kvittering/")[1].split('"')[0]
    assert NAME in page(web, "parent_a", url(log, f"/kvittering/{receipt}"))
    back = url(log, f"/traek-tilbage?sted={hanne.hex}")
    assert f"{NAME} kan så læse 0 af" in page(web, "parent_a", back)
    assert web.as_("parent_a").post(back, {"what": "all"}).status_code == 303
    assert counted(web.world, log, hanne) == 0


def test_L46_the_parents_see_that_it_was_handed_over_and_to_whom(web, log, note, hanne):
    web.world.consents(hanne)
    handed_over(web.world, log, hanne)
    told = page(web, "parent_b", f"/log/{log.id}/laesninger")
    assert f"Udleveret som kopi til {NAME}." in told
    assert "I har sagt ja. Der er skrevet under" in told


def test_who_can_read_it_names_whom_it_may_be_handed(web, log, note, hanne):
    world = web.world
    there = f"/log/{log.id}/optegnelse/{note.record_id}/laesere"
    assert NAME not in page(web, "parent_a", there)
    world.consents(hanne)
    assert NAME in page(web, "parent_a", there)
    assert NAME in page(web, "pedagogue", there)
    limit(world, note.record_id, guardian=world.parent_b)
    with world.unit() as unit:
        assert readers_page(unit, world.parent_a, log.id, note.record_id).outside == ()


def test_L20_who_writes_is_told_whom_it_may_be_handed(web, log, hanne):
    world = web.world
    there = f"/log/{log.id}/skriv"
    assert NAME not in page(web, "pedagogue", there)
    world.consents(hanne, categories=frozenset({"wellbeing"}))
    told = page(web, "pedagogue", there)
    assert NAME in told
    assert "kan få udleveret en kopi" in told
    world.task(world.psychologist, world.ppr)
    assert NAME not in page(web, "psychologist", there)


def test_the_log_as_he_sees_it_is_what_he_may_be_handed(world, log, note, hanne):
    world.consents(hanne)
    limit(world, note.record_id, guardian=world.parent_b)
    with world.unit() as unit:
        seen = seen_as_page(unit, world.pedagogue, log.id, None, hanne)
    assert seen.eyes.face.name == NAME
    assert sorted(entry.text for entry in seen.entries) == sorted(handed_over(world, log, hanne))


def test_L62_who_could_be_handed_it_then_and_was_is_told_later(web, log, note, hanne, clock):
    world = web.world
    clock.advance(minutes=1)
    before = clock.now()
    clock.advance(minutes=1)
    world.consents(hanne)
    clock.advance(minutes=1)
    then = clock.now()
    handed_over(world, log, hanne)
    with world.unit() as unit:
        outside = [
            [one.institution_id for one in who_could(unit, world.child, note.record_id, at)[1]
             if one.person_id is None]
            for at in (before, then)
        ]  # fmt: skip
        grant_role(unit, world.nurse.person_id, Role.DPO, by=None)
    assert outside == [[], [hanne]]
    asked = {"post": str(note.record_id), "dag": "2027-03-02", "kl": "23.59"}
    there = web.as_("nurse").get(f"/log/{log.id}/hvem-kunne", query_string=asked)
    told = there.get_data(as_text=True)
    assert NAME in told
    assert f"Udleveret som kopi til {NAME}." in told


def test_L54_the_answer_to_a_request_tells_of_him_and_of_what_he_got(world, log, note, hanne):
    world.consents(hanne)
    handed_over(world, log, hanne)
    data = data_for(world, answered(world), world.parent_a)
    assert NAME in data["places"].values()
    assert any(line.get("place") == str(hanne) for line in data["readings"])


def test_L06_L50_givers_and_holder_are_reminded_of_him_and_no_mail_says_who_he_is(
    world, log, note, hanne, clock, house
):
    worker = Worker(world.database, handlers(house) | life.handlers(house))
    world.consents(hanne)
    clock.set(start_of_day(day_of(clock.now()) + timedelta(days=362), 18))
    with world.unit() as unit:
        life.begin(unit)
    while worker.run_once():
        clock.advance(seconds=1)
    with world.unit() as unit:
        mails = demo_mail(unit)
    receivers = {mail.to.split("@")[0] for mail in mails}
    assert receivers >= {"parent_a", "parent_b", "pedagogue"}
    assert not any("Hanne" in f"{mail.subject} {mail.body}" for mail in mails)


def test_R18_a_yes_to_him_is_taken_back_without_keys(web, log, hanne, tmp_path, clock):
    web.world.consents(hanne, by="parent_a")
    clock.advance(hours=1)  # no key is at hand any more
    with sqlite3.connect(tmp_path / "keys" / "keys.sqlite") as store:
        store.execute("DROP TABLE wrapped_key")
    back = url(log, f"/traek-tilbage?sted={hanne.hex}")
    assert "En person uden for kommunen" in page(web, "parent_a", back)
    assert web.as_("parent_a").post(back, {"what": "all"}).status_code == 303
    with web.world.unit() as unit:
        assert unit.session.scalars(select(Withdrawal.institution_id)).all()[-1] == hanne


def asks(web, log, **told):
    data = {"places": [], "outside_name": "", "outside_role": "", "from_on": "", "why": "", **told}
    return web.as_("pedagogue").post(url(log, "/spoerg"), data)


def test_the_holder_asks_about_a_place_and_him_in_one_step(web, log):
    world = web.world
    whole = {"outside_name": "Hanne Holm", "outside_role": "privat logopæd"}
    done = asks(web, log, places=[str(world.ppr)], why="Begge kan hjælpe.", **whole)
    assert done.status_code == 303
    told = page(web, "parent_a", url(log))
    assert f"Må {NAME} læse om Anton Eksempel?" in told
    assert "PPR Eksempelby" in told
    assert told.count("Begge kan hjælpe.") == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Vælg mindst ét sted, eller skriv, hvem det er."),
        ({"outside_name": "Hanne Holm"}, "Skriv, hvad personen er for barnet."),
        ({"outside_role": "logopæd", "why": "Fordi."}, "Skriv navnet."),
        ({"outside_name": "Hanne", "outside_role": "Skjulestien 7"}, "beskyttet"),
    ],
    ids=["nothing", "no-role", "no-name", "home"],
)
def test_what_is_missing_is_told_at_the_field_and_nothing_is_lost(web, log, typed, message):
    answer = asks(web, log, **typed)
    told = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in told
    assert all(words in told for words in typed.values())


def test_L01_nobody_else_opens_the_page_or_the_paper_and_each_try_is_kept(web, log, note, hanne):
    web.world.consents(hanne)
    web.world.task(web.world.psychologist, web.world.ppr)
    there = url(log, f"/udenfor/{hanne}")
    for who in ("teacher", "psychologist", "leader", "parent_a"):
        browser = web.as_(who)
        assert browser.get(there).status_code == 404, who
        told = browser.post(f"{there}/kopi.pdf", {}, seen="/")
        assert told.status_code == 404, who
    wrong = url(log, f"/udenfor/{web.world.ppr}/kopi.pdf")
    assert web.as_("pedagogue").post(wrong, {}, seen="/").status_code == 404
    assert "Hanne" not in page(web, "psychologist", url(log))


def test_he_is_nowhere_among_the_institutions(web, log, hanne):
    with web.world.unit() as unit:
        grant_role(unit, web.world.nurse.person_id, Role.ADMIN, by=None)
    admin = web.as_("nurse")
    there = "/administration/institutioner"
    for address in (there, f"{there}/ny"):
        told = admin.get(address).get_data(as_text=True)
        assert "uden for kommunen" not in told
        assert str(hanne) not in told
    assert admin.get(f"{there}/{hanne}").status_code == 404
    invited = web.as_("pedagogue").get(f"/log/{log.id}/inviter?sted={hanne}")
    assert invited.status_code == 404
