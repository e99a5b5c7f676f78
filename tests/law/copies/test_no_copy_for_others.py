"""L01: copies and lists of readers are for whom they are made, and name no protected home."""

import re
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.copies.queries import inbox
from stafet.outbox.demo import demo_mail
from stafet.people.queries import custodies_over
from stafet.people.rules import TaskWhy
from stafet.people.services import (
    employ,
    end_custody,
    give_task,
    open_institution,
    place_child,
)
from tests.factories.copies import read_by
from tests.web.copies.reading import words_of


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L01_a_copy_or_a_list_of_readers_answers_others_as_if_it_were_not_there(
    world, log, deliver, web
):
    world.entry(log, world.pedagogue, "En tekst.")
    deliver()
    with world.unit() as unit:
        item = inbox(unit, world.parent_a)[0].item_id
    copy = f"/log/{log.id}/kopi/{item}"
    urls = (copy, f"{copy}.pdf", f"/log/{log.id}/laesninger")
    unknown = (f"/log/{log.id}/kopi/{uuid4()}", f"/log/{uuid4()}/kopi/{item}.pdf")
    for person in ("parent_b", "pedagogue", "stranger", "leader"):
        browser = web.as_(person)
        answers = [browser.get(url) for url in (*urls[:2], *unknown)]
        if person != "parent_b":
            answers.append(browser.get(urls[2]))
        assert {answer.status_code for answer in answers} == {404}
        assert len({bare(answer) for answer in answers}) == 1
    assert [web.as_("parent_a").get(url).status_code for url in urls] == [200] * 3


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L01_who_has_lost_custody_has_lost_the_copies_too(world, log, deliver, web):
    world.entry(log, world.pedagogue, "En tekst.")
    deliver()
    with world.unit() as unit:
        item = inbox(unit, world.parent_a)[0].item_id
    with world.unit() as unit:
        held = custodies_over(unit, world.child)
        mine = [row for row in held if row.guardian_id == world.parent_a.person_id]
        end_custody(unit, mine[0], by=None)
    deliver()
    browser = web.as_("parent_a")
    for url in (f"kopi/{item}", f"kopi/{item}.pdf", "laesninger"):
        assert browser.get(f"/log/{log.id}/{url}").status_code == 404
    assert "En tekst" not in browser.get("/").get_data(as_text=True)
    assert f"/kopi/{item}" not in browser.get("/").get_data(as_text=True)


CANARIES = ("Skjulestien", "9998", "Fjernby", "11223344", "parent_b@hjem.example", "Kildegården")


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_protected_home_shows_nowhere_in_what_the_other_parent_gets(world, log, deliver, web):
    with world.unit() as unit:
        away = open_institution(unit, "sfo", "SFO Kildegården", "Fjernby Kommune").id
        protects = world.parent_b.person_id
        today = day_of(unit.now)
        place_child(unit, world.child, away, None, today, protects=protects, by=None)
        employ(unit, world.nurse.person_id, away, "paedagog", by=None)
        give_task(unit, world.child, world.nurse.person_id, away, TaskWhy.INVITED, by=None)
    world.entry(log, world.nurse, "Anton har det godt her.")
    world.consents(away)
    deliver(minutes=5)
    read_by(world, world.nurse)
    deliver(days=2)
    browser = web.as_("parent_a")
    with world.unit() as unit:
        items = [line.item_id for line in inbox(unit, world.parent_a)]
    pages = ["/", f"/log/{log.id}/laesninger", *(f"/log/{log.id}/kopi/{one}" for one in items)]
    told = "".join(browser.get(url).get_data(as_text=True) for url in pages)
    assert "Anton har det godt her." in told
    assert [word for word in CANARIES if word in told] == []
    assert "SFO" not in told
    with world.unit() as unit:
        mails = "".join(mail.subject + mail.body for mail in demo_mail(unit, 100))
    assert [word for word in CANARIES if word in mails] == []
    for one in items:
        paper = words_of(browser.get(f"/log/{log.id}/kopi/{one}.pdf").data)
        assert [word for word in CANARIES if word in paper] == []


def bare(answer):
    """Return a page without its own address and without the form's token, which tells the time."""
    return re.sub(r'/log/[^"]*|value="[^"]*"', "", answer.get_data(as_text=True))
