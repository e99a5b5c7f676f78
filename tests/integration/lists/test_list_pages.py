"""A long list comes in pages, and every row stands on one of them: requests, deletions."""

import re
from itertools import chain

import pytest

from stafet import access_requests, erasure
from stafet.web.paging import pages_in
from stafet.web.viewer import Role
from tests.integration.lists.test_list_queries import fill
from tests.web.erasure.test_deleting import chosen, signed_in, text_of

on_sqlite = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def officer(web, monkeypatch):
    monkeypatch.setattr(access_requests.lists, "PAGE", 2)
    monkeypatch.setattr(erasure.pages, "PAGE", 2)
    fill(web.world, 3)
    web.world.database.clock.advance(days=900)
    return signed_in(web, "nurse", Role.DPO)


@on_sqlite
def test_every_request_stands_on_one_page_first_what_is_not_answered(officer):
    pages = [text_of(officer.get(f"/indsigt?side={number}")) for number in (1, 2, 3)]
    rows = [re.findall(r'href="(/indsigt/[0-9a-f-]{36})"', page) for page in pages]
    assert [len(found) for found in rows] == [2, 2, 2]
    assert len(set(chain.from_iterable(rows))) == 6
    assert [page.count(">Besvaret<") for page in pages] == [0, 1, 2]
    assert 'href="/indsigt?side=2"' in pages[0]
    assert text_of(officer.get("/indsigt?side=9")).count("Side 3 af 3") == 1


@on_sqlite
def test_what_stands_on_a_later_page_is_approved_from_there(officer):
    first, second = (chosen(text_of(officer.get(f"/sletning?side={n}"))) for n in (1, 2))
    assert (len(first), len(second)) == (2, 1)
    assert officer.post("/sletning?side=2", {"things": [*second, first[0]]}).status_code == 303
    left = text_of(officer.get("/sletning"))
    assert "2 bliver slettet" in left
    assert chosen(left) == first[1:]
    assert officer.post("/sletning", {"things": ["nothing"]}).status_code == 422


def test_an_empty_list_is_a_page_and_a_full_one_begins_no_other():
    assert [pages_in(total, 25) for total in (0, 1, 25, 26)] == [1, 1, 1, 2]
