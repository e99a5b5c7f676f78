"""The holder corrects the name of somebody outside: nothing is typed again but the name."""

from uuid import uuid4

import pytest

from stafet.consent.services import ask, name_outsider
from stafet.logs.services import accept_relay, offer_relay
from tests.factories.outsider import HANNE, NAME, asked_about

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def log(world):
    world.concern()
    return world.log()


@pytest.fixture
def url(world, log):
    return f"/log/{log.id}/samtykke/udenfor/{asked_about(world)}/ret"


def test_the_page_is_reached_from_the_list_and_has_what_was_typed(web, log, url):
    browser = web.as_("pedagogue")
    assert url in browser.get(f"/log/{log.id}/samtykke").text
    page = browser.get(url)
    assert 'value="Hanne Holm"' in page.text
    assert 'value="privat logopæd"' in page.text
    assert "Ingen har svaret endnu" in page.text


def test_the_parents_are_asked_about_the_corrected_name(web, log, url):
    sent = {"outside_name": "Hanne Holme", "outside_role": "privat logopæd"}
    assert web.as_("pedagogue").post(url, sent).status_code == 303
    told = web.as_("parent_a").get(f"/log/{log.id}/samtykke").text
    assert "Må Hanne Holme (privat logopæd) læse" in told
    assert f"Navnet var forkert: vi skrev {NAME}." in told


@pytest.mark.parametrize(
    ("name", "told"),
    [("", "Skriv navnet."), ("Hanne Holm", "Intet er ændret. Skriv det rigtige navn.")],
)
def test_what_is_wrong_is_told_at_the_name(web, url, name, told):
    sent = {"outside_name": name, "outside_role": "privat logopæd", "why": "Hun øver med ham."}
    page = web.as_("pedagogue").post(url, sent)
    assert page.status_code == 422
    assert told in page.text
    assert 'value="Hun øver med ham."' in page.text


def test_L01_nobody_but_the_holder_finds_the_page(web, url):
    for who in ("leader", "psychologist", "stranger"):
        assert web.as_(who).get(url).status_code == 404


def test_L01_who_takes_part_does_not_find_the_page_and_nobody_one_that_is_not_there(
    world, web, log, url
):
    world.task(world.psychologist, world.ppr)
    assert web.as_("psychologist").get(f"/log/{log.id}/samtykke").status_code == 200
    assert web.as_("psychologist").get(url).status_code == 404
    nobody = f"/log/{log.id}/samtykke/udenfor/{uuid4()}/ret"
    assert web.as_("pedagogue").get(nobody).status_code == 404


def test_the_holders_own_sentence_is_there_and_no_other_holders(world, web, log):
    why = "Hun øver med Anton."
    with world.unit() as unit:
        outsider = name_outsider(unit, world.pedagogue, world.child, uuid4(), HANNE)
        ask(unit, world.pedagogue, world.child, [outsider], why=why)
    url = f"/log/{log.id}/samtykke/udenfor/{outsider}/ret"
    assert why in web.as_("pedagogue").get(url).text
    world.consents(world.school)
    world.task(world.teacher, world.school)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.teacher.person_id, world.school)
    with world.unit() as unit:
        accept_relay(unit, world.teacher, log.id)
    told = web.as_("teacher").get(url)
    assert told.status_code == 200
    assert why not in told.text


def test_with_everything_wiped_out_the_name_is_asked_for(web, url):
    page = web.as_("pedagogue").post(url, {"outside_name": "", "outside_role": ""})
    assert page.status_code == 422
    assert "Skriv navnet." in page.text


def test_a_name_that_is_too_long_is_told_and_kept(web, url):
    sent = {"outside_name": "H" * 300, "outside_role": "privat logopæd"}
    page = web.as_("pedagogue").post(url, sent)
    assert page.status_code == 422
    assert "H" * 300 in page.text
