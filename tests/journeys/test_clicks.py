"""How many presses each common task takes, from the overview to done (var/clicks.json)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys import story
from tests.journeys.hand import Hand
from tests.journeys.people import Demo

pytestmark = pytest.mark.browser
TABLE = Path("var/clicks.json")


def follow_up(hand: Hand) -> str:
    hand.link("Anton Birk Lind")
    hand.link("Følg op")
    hand.write(hand.page.locator("[name=text]"), "Det går godt.")
    hand.press("kept")
    return "Det går godt."


def new_concern(hand: Hand) -> str:
    hand.link("Jeg er bekymret for et barn")
    hand.link("Alma Birk Lind")
    hand.write(hand.page.locator("[name=q_why]"), "Alma er stille.")
    hand.press("preview")
    hand.press("save")
    return "Alma er stille."


def offer_relay(hand: Hand) -> str:
    hand.link("Ida Dam")
    hand.link("Giv stafetten videre")
    hand.click(hand.page.get_by_label("Sofie Krag"))
    hand.submit()
    return "Stafetten er tilbudt"


def accept_relay(hand: Hand) -> str:
    hand.link("Anton Birk Lind")
    hand.press("yes")
    return "Stafetholder: Sofie Krag"


def withdraw_consent(hand: Hand) -> str:
    hand.link("Træk et ja tilbage")
    hand.go(hand.page.locator("main form button[type=submit]").first)
    return "trukket"


def give_consent(hand: Hand) -> str:
    hand.link("Gå til samtykket")
    for answer in hand.page.locator("input[type=radio][value=yes]").all():
        hand.click(answer)
    hand.submit()
    return "Åben"


def read_newest_change(hand: Hand) -> str:
    hand.link("Nyt: Notat")
    return "Anton fortalte om ferien"


def call_meeting(hand: Hand) -> str:
    page = hand.page
    hand.link("Anton Birk Lind")
    hand.link("Kald til møde")
    hand.write(page.get_by_label("Hvilken dag?"), story.in_days(8))
    hand.write(page.locator("[name=hour]"), "14.30")
    hand.write(page.locator("[name=place]"), "Lokale 2")
    hand.write(page.locator("[name=purpose]"), "Skoleskift")
    hand.write(page.locator("[name=parents_how]"), "De var med.")
    hand.click(page.locator("[name=child_comes][value=yes]"))
    hand.submit()
    return "Skoleskift"


def finish_minutes(hand: Hand) -> str:
    """Write the minutes of the meeting that was called just before."""
    page = hand.page
    hand.link("Skriv referat")
    hand.write(page.locator("[name=item_known]"), "Anton læser nu.")
    hand.write(page.locator("[name=child]"), "Jeg er glad.")
    hand.write(page.locator("[name=parents]"), "Vi er enige.")
    hand.press("finish")
    return "Anton læser nu."


Task = Callable[[Hand], str]
TASKS: dict[str, tuple[str, Task, int]] = {
    "read-newest-change": ("foraelder-b", read_newest_change, 1),
    "withdraw-consent": ("foraelder-a", withdraw_consent, 2),
    "give-consent": ("foraelder-b", give_consent, 4),
    "new-concern": ("paedagog", new_concern, 5),
    "follow-up": ("stafetholder", follow_up, 4),
    "offer-relay": ("stafetholder", offer_relay, 4),
    "call-meeting": ("stafetholder", call_meeting, 9),
    "finish-minutes": ("stafetholder", finish_minutes, 5),
    "accept-relay": ("ny-stafetholder", accept_relay, 2),
}
"""Who does it, how, and the most presses it may take; stepping into a field is a press."""


@pytest.mark.parametrize("cluster", ["sqlite"], indirect=True)
def test_the_common_tasks_take_few_presses(demo: Demo):
    table = []
    for task, (persona, do, most) in TASKS.items():
        hand = Hand(_page(demo, persona, task))
        story.says(hand.page, do(hand))
        assert hand.clicks <= most, task
        counts = {"clicks": hand.clicks, "keys": hand.keys, "pages": hand.pages}
        table.append({"task": task, **counts})
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(json.dumps(table, indent=2) + "\n", "utf-8")


def _page(demo: Demo, persona: str, task: str) -> Page:
    """Return the persona's overview; minutes are written where the meeting was called."""
    page = demo.as_(persona)
    if task != "finish-minutes":
        page.goto(f"{demo.address}/")
    return page
