"""The page of a log, as each person may see it."""

import re

import pytest

from stafet.ids import new_id

ENTRY = re.compile(r'data-entry="([^"]+)"')


def entries(page):
    return ENTRY.findall(page.get_data(as_text=True))


@pytest.fixture
def log(web):
    web.world.concern("Anton leger mest alene.")
    return web.world.log()


def test_the_holder_sees_each_entry_with_author_category_and_reason(web, log):
    written = web.world.entry(log, web.world.pedagogue, "Han byggede et tårn.")
    page = web.as_("pedagogue").get(f"/log/{log.id}")
    assert page.status_code == 200
    assert str(written.record_id) in entries(page)
    text = page.get_data(as_text=True)
    card = text.split(f'data-entry="{written.record_id}"')[1].split("</article>")[0]
    assert "Han byggede et tårn." in card
    assert "Pia Pedersen" in card
    assert "Trivsel" in card
    assert "data-why" in card


def test_a_stranger_and_an_unknown_log_are_answered_alike(web, log):
    stranger = web.as_("stranger")
    theirs, none = stranger.get(f"/log/{log.id}"), stranger.get(f"/log/{new_id()}")
    assert theirs.status_code == none.status_code == 404
    assert theirs.data == none.data.replace(b"", b"")


@pytest.mark.parametrize(
    "address",
    ["", "/skriv", "/aftale", "/inviter", "/niveau", "/overdrag"],
)
def test_the_holder_may_open_every_page(web, log, address):
    assert web.as_("pedagogue").get(f"/log/{log.id}{address}").status_code == 200
