"""Every kind of page, as every person who can reach it: no barrier, no sideways scroll (L58)."""

import pytest

from tests.journeys.crawl import PERSONAS, pages_of
from tests.journeys.people import Demo, barriers, too_wide

pytestmark = pytest.mark.browser
NAMES = ("Birk", "Lind", "Kjær", "Holm", "Ravn", "Dam", "Haddad", "Solsikken", "Engskolen", "PPR")


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L58_every_page_is_open_to_everybody_who_may_come(demo: Demo):
    found = []
    for persona in PERSONAS:
        for kind, page in pages_of(demo, persona):
            where = f"{persona} {kind}"
            found += [f"{where}: {barrier}" for barrier in barriers(page)]
            if any(name in page.title() for name in NAMES):
                found.append(f"{where}: the title names somebody (L50)")
            page.set_viewport_size({"width": 360, "height": 800})
            if too_wide(page):
                found.append(f"{where}: wider than a phone")
    assert found + demo.complaints == []
