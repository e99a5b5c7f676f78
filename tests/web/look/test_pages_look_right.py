"""What can be measured of the look; the rest is for eyes (`make screenshots`)."""

import pytest

pytestmark = pytest.mark.browser

FAULTS = [400, 403, 404, 409, 413, 429, 500, 503]
OPEN_PAGES = ["/om/accessibility", "/om/privacy", "/om/security", "/?lang=en"]
TOO_LOW = """() => [...document.querySelectorAll(
    '.button, .link-like, .site-nav a, .site-footer a, summary, .subnav a, .form-input,' +
    '.form-select, .form-radio + label, .form-checkbox + label')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.9)
  .map(e => e.outerHTML.slice(0, 90))"""


def test_every_macro_passes_axe_under_the_strict_policy(seen):
    seen.page.goto("/")
    assert seen.violations() == []
    assert seen.complaints == []


@pytest.mark.parametrize("path", [*(f"/fejl/{code}" for code in FAULTS), *OPEN_PAGES])
def test_fault_pages_and_open_pages_pass_axe(seen, path):
    seen.page.goto(path)
    assert seen.violations() == []
    assert seen.complaints == []


def test_a_failed_form_passes_axe(seen):
    seen.page.goto("/")
    seen.page.get_by_role("button", name="Gem").click()
    seen.page.wait_for_selector(".error-summary")
    assert seen.violations() == []


def test_no_page_scrolls_sideways_even_with_a_word_without_end(seen):
    seen.page.goto("/")
    seen.page.evaluate("document.querySelector('.entry-body p').textContent = 'æ'.repeat(400)")
    seen.page.evaluate("document.querySelector('.entry-title').textContent = 'ø'.repeat(400)")
    wide, room = seen.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room


def test_everything_to_press_is_at_least_44_pixels_high(seen):
    seen.page.goto("/")
    assert seen.page.evaluate(TOO_LOW) == []


def test_the_table_becomes_cards_with_their_labels_on_a_phone(seen, width):
    seen.page.goto("/")
    shown = seen.page.evaluate("getComputedStyle(document.querySelector('tbody td')).display")
    assert shown == ("block" if width == 360 else "table-cell")
    assert seen.page.locator("tbody td").first.get_attribute("data-title") == "Hvad"


def test_danish_is_the_language_of_the_page_and_english_is_kept_when_chosen(seen):
    seen.page.goto("/")
    assert seen.page.locator("html").get_attribute("lang") == "da"
    seen.page.get_by_role("link", name="English").click()
    seen.page.goto("/")
    assert seen.page.locator("html").get_attribute("lang") == "en"
    assert "Tuesday 3 March 2026, 14:05" in seen.page.locator(".lead").inner_text()
