"""L50: mail, addresses and page titles carry no name, CPR, concern, kind of institution, place."""

import re
from dataclasses import replace

import pytest

from stafet.copies.delivery import handlers
from stafet.copies.queries import inbox
from stafet.logs.services import invite, offer_relay, set_level
from stafet.outbox import Worker
from stafet.outbox.demo import demo_mail
from stafet.people.models import Guardian
from stafet.web.unit import House

NAMES = ("Anton", "Eksempel ", "Anna", "Bo ", "Pia", "Pedersen", "Psykolog", "Troels", "Thomsen")
PLACES = ("Solsikken", "Engskolen", "PPR", "Sundhedsplejen", "Skjulestien", "Fjernby", "Bøgevej")
NUMBERS = ("610320", "4985", "11223344")
TEXTS = ("leger mest alene", "bekymr", "concern", "stafetlog", "samtykke", "consent")


def forbidden(catalogue):
    kinds = [kind.label for kind in catalogue.institution_kinds.values()]
    words = [label.in_(language) for label in kinds for language in ("da", "en")]
    return [word.casefold() for word in (*NAMES, *PLACES, *NUMBERS, *TEXTS, *words)]


def told_by(text, catalogue):
    return [word for word in forbidden(catalogue) if re.search(rf"\b{word}", text.casefold())]


@pytest.fixture
def story(world, clock):
    """Everything that makes mail: texts, levels, consents, invitations, an offered relay."""
    world.concern()
    log = world.log()
    world.entry(log, world.pedagogue, "Anton leger mest alene.", at_once=False)
    world.consents(world.ppr, world.school)
    world.task(world.teacher, world.school)
    with world.unit() as unit:
        invite(unit, world.pedagogue, log.id, world.psychologist.person_id, world.ppr)
        offer_relay(unit, world.pedagogue, log.id, world.teacher.person_id, world.school)
        set_level(unit, world.pedagogue, log.id, 2, log.row_version)
        unit.session.get(Guardian, world.parent_b.person_id).language = "en"
    return log


def deliver(database, house, clock):
    for _ in range(3):
        clock.advance(days=1)
        Worker(database, handlers(house)).run_once()


@pytest.fixture
def house(settings, database, vault, catalogue):
    return House(replace(settings, demo=True), database, vault, catalogue)


def test_L50_every_mail_says_only_that_there_is_news_and_where_to_sign_in(
    story, world, house, database, clock, catalogue
):
    deliver(database, house, clock)
    with world.unit() as unit:
        mails = demo_mail(unit, 100)
    receivers = {"parent_a@hjem.example", "parent_b@hjem.example"}
    receivers |= {"psychologist@eksempelby.example", "teacher@eksempelby.example"}
    assert {mail.to for mail in mails} == receivers
    for mail in mails:
        assert told_by(mail.subject + mail.body, catalogue) == []
        assert re.findall(r"https?://\S+", mail.body) == ["http://127.0.0.1:8000/log-ind"]


def test_L50_each_receiver_is_written_to_in_his_language(story, world, house, database, clock):
    deliver(database, house, clock)
    with world.unit() as unit:
        subjects = {mail.to: mail.subject for mail in demo_mail(unit, 100)}
    assert subjects["parent_a@hjem.example"] == "Der er nyt til dig"
    assert subjects["parent_b@hjem.example"] == "There is news for you"


@pytest.mark.smtp
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L50_what_leaves_for_a_real_mail_server_says_no_more(
    story, world, house, database, clock, catalogue, mail_settings, mailbox
):
    real = replace(house, settings=replace(house.settings, demo=False, mail=mail_settings))
    deliver(database, real, clock)
    assert len(mailbox.received) >= 4
    for sent in mailbox.received:
        letter = sent.message
        heads = " ".join(f"{name}: {value}" for name, value in letter.items() if name != "To")
        assert told_by(f"{heads} {letter.get_content()}", catalogue) == []


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L50_titles_and_addresses_of_a_guardians_pages_name_nobody(
    web, story, world, house, database, clock, catalogue
):
    deliver(database, house, clock)
    browser = web.as_("parent_a")
    with world.unit() as unit:
        items = [line.item_id for line in inbox(unit, world.parent_a)]
    urls = ["/", f"/log/{story.id}/laesninger"]
    urls += [f"/log/{story.id}/kopi/{item}" for item in items]
    for url in urls:
        page = browser.get(url).get_data(as_text=True)
        (title,) = re.findall(r"<title>(.*?)</title>", page)
        mine = [word for word in told_by(title, catalogue) if word != "stafetlog"]
        assert mine == []
        for link in re.findall(r'href="(/[^"]*)"', page):
            assert [word for word in NAMES + PLACES + NUMBERS if word in link] == []
