"""Every kind of page, as every person who can reach it: no barrier, no sideways scroll (L58)."""

import shutil
from collections.abc import Iterator

import pytest

from tests.journeys.crawl import PERSONAS, pages_of
from tests.journeys.people import Demo, barriers, too_wide
from tests.journeys.serving import serve

pytestmark = pytest.mark.browser
NAMES = ("Birk", "Lind", "Kjær", "Holm", "Ravn", "Dam", "Haddad", "Solsikken", "Engskolen", "PPR")


@pytest.fixture(scope="module")
def visited(tmp_path_factory, born_demo, chromium) -> Iterator[Demo]:
    """Serve one demo for all visitors of this module: they only look."""
    folder = shutil.copytree(born_demo, tmp_path_factory.mktemp("visited") / "demo")
    with serve(folder) as address:
        stage = Demo(chromium, address, folder)
        yield stage
        stage.close()


@pytest.mark.parametrize("persona", PERSONAS)
def test_L58_every_page_is_open_to_everybody_who_may_come(visited: Demo, persona: str):
    found = []
    for kind, page in pages_of(visited, persona):
        found += [f"{kind}: {barrier}" for barrier in barriers(page)]
        if any(name in page.title() for name in NAMES):
            found.append(f"{kind}: the title names somebody (L50)")
        page.set_viewport_size({"width": 360, "height": 800})
        if too_wide(page):
            found.append(f"{kind}: wider than a phone")
    assert found + visited.complaints == []


@pytest.mark.parametrize("path", ["/demo/", "/demo/post"])
def test_L58_the_demos_own_pages_are_open_to_everybody(visited: Demo, path: str):
    page = visited.as_("paedagog")
    page.goto(visited.address + path)
    assert barriers(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert not too_wide(page)
