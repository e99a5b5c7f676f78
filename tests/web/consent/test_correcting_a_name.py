"""The holder corrects the name of somebody outside: nothing is typed again but the name."""

import pytest

from tests.factories.outsider import NAME, asked_about

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
