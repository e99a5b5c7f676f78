"""A parent gives and takes back consent on the page, as a browser would."""

import re
from datetime import timedelta

import pytest

from stafet.consent.reading import read
from stafet.consent.services import ask


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    return log


def url(log, more=""):
    return f"/log/{log.id}/samtykke{more}"


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would post unchanged: hidden fields, ticked boxes, text boxes."""
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        data.setdefault(told.get("name", ""), []).append(told.get("value", ""))
    return data


def answered(browser, log, /, query="", **answers):
    page = browser.get(url(log) + query).get_data(as_text=True)
    data = form_of(page)
    for name, value in answers.items():
        data[name] = value
    return browser.client.post(url(log) + query, data=data)


def test_after_both_parents_the_place_is_open_and_after_one_it_waits(web, log):
    world = web.world
    ppr = world.ppr.hex
    a, b = web.as_("parent_a"), web.as_("parent_b")
    assert answered(a, log, **{f"answer_{ppr}": "yes"}).status_code == 303
    waiting = a.get(url(log)).get_data(as_text=True)
    assert "Mangler svar fra Bo Eksempel" in waiting
    assert answered(b, log, **{f"answer_{ppr}": "yes"}).status_code == 303
    shown = b.get(url(log)).get_data(as_text=True)
    assert "PPR Eksempelby kan læse: trivsel" in shown
    assert "29. februar 2028" in shown
    assert "givet af dig og Anna Eksempel" in shown
