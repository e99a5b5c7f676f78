"""Walk every kind of page a person can reach by links, one page of each kind."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.journeys.people import Demo

ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
FILES = (".pdf", ".zip", ".ics", ".json", "/fil", "/demo")
PERSONAS = (
    "paedagog",
    "laerer",
    "laerer-uden-opgave",
    "stafetholder",
    "ny-stafetholder",
    "foraelder-a",
    "foraelder-b",
    "foraelder-uden-myndighed",
    "ung-15",
    "sundhedsplejerske",
    "ppr-psykolog",
    "leder",
    "familieraadgiver",
    "admin",
    "dpo",
)


def kind_of(url: str) -> str:
    """Return a page's kind: its path with every id left out."""
    parts = urlsplit(url)
    return ID.sub("*", parts.path) + (
        "?" + re.sub(r"=[^&]*", "", parts.query) if parts.query else ""
    )


def pages_of(demo: Demo, persona: str, most: int = 60) -> Iterator[tuple[str, Page]]:
    """Yield each kind of page this person reaches from the overview, opened."""
    page = demo.as_(persona)
    waiting, seen = [f"{demo.address}/"], set()
    while waiting and len(seen) < most:
        url = waiting.pop(0)
        if kind_of(url) in seen:
            continue
        seen.add(kind_of(url))
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(url)
        found = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        yield kind_of(url), page
        waiting += [link for link in found if _is_page(demo, link)]


def _is_page(demo: Demo, link: str) -> bool:
    path = urlsplit(link).path
    return (
        link.startswith(demo.address)
        and "lang=" not in link
        and "#" not in link
        and not any(part in path for part in FILES)
    )
