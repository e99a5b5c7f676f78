"""From the overview a yes is taken back in two presses, no reason asked (L07, R18)."""

import re

import pytest

from stafet.consent.services import ask


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    world.consents(world.ppr, world.health)
    return log


def pressed(page: str, address: str) -> dict[str, str]:
    """Return what the form that goes to an address sends, as it stands."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if address in one)
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


@pytest.mark.parametrize("which", ["one place", "everything"])
def test_two_presses_from_the_overview_and_it_is_taken_back(web, log, which):
    a, health = web.as_("parent_a"), web.world.health
    overview = a.get("/").get_data(as_text=True)
    (first,) = set(re.findall(rf'href="(/log/{log.id}/samtykke/traek-tilbage)"', overview))
    page = a.get(first).get_data(as_text=True)
    second = first if which == "everything" else f"{first}?sted={health.hex}"
    assert a.client.post(second, data=pressed(page, f'action="{second}"')).status_code == 303
    after = a.get(f"/log/{log.id}/samtykke").get_data(as_text=True)
    assert after.count("Du har trukket det tilbage") == (2 if which == "everything" else 1)


def test_a_place_is_no_topic_and_a_topic_needs_its_place(web, log):
    a, address = web.as_("parent_a"), f"/log/{log.id}/samtykke/traek-tilbage"
    for what in (web.world.ppr.hex, "health", ""):
        assert a.post(address, {"what": what}).status_code == 422
    assert "trukket det tilbage" not in a.get(f"/log/{log.id}/samtykke").get_data(as_text=True)
