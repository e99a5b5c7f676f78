"""The heart of the story without a mouse: a parent signs, and takes back, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import story
from tests.journeys.people import Demo

pytestmark = pytest.mark.browser
MOST = 60


def walk_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until the focus stands on what the selector names."""
    for _ in range(MOST):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} is not reached by keyboard")


def enter(page: Page) -> None:
    """Press Enter on a link or button and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("cluster", ["sqlite"], indirect=True)
def test_L58_a_parent_signs_and_takes_back_by_keyboard(demo: Demo):
    log = story.the_pedagogue_opens_a_log(demo)
    story.the_holder_asks(demo, log)
    page = demo.as_("foraelder-a")
    page.goto(f"{log}/samtykke")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"
    page.keyboard.press("Enter")
    answers = page.locator("input[type=radio][value=yes]").count()
    for _ in range(answers):
        walk_to(page, "input[type=radio][name^=answer_]")
        page.keyboard.press("Space")
    walk_to(page, "main button[type=submit]:not([name=preview])")
    enter(page)
    story.says(page, "Mangler svar fra Jonas Lind")
    walk_to(page, "main a[href*='sted=']")
    enter(page)
    walk_to(page, "main form button[type=submit]")
    enter(page)
    expect(page.locator("main [role=status]").first).to_be_visible()
    story.says(page, "trukket")
