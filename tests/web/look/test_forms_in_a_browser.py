"""Forms as a person meets them: by keyboard, by mouse, pressed twice, without script."""

from datetime import date

import pytest

pytestmark = pytest.mark.browser

HIDDEN_FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const label = document.activeElement.matches('.form-radio, .form-checkbox')
    ? getComputedStyle(document.activeElement.nextElementSibling, '::before').outlineStyle : 'none';
  return style.outlineStyle === 'none' && label === 'none'
    ? document.activeElement.outerHTML.slice(0, 120) : null;
}"""


def fill_what_is_needed(page):
    page.get_by_label("Overskrift").fill("Alene i frikvarteret")
    page.get_by_label("Godt").check()


def save(page):
    page.get_by_role("button", name="Gem").click()


def test_the_first_tab_stop_leads_past_the_menus(seen):
    seen.page.goto("/")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skipnav"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "main"


def test_focus_is_visible_at_every_tab_stop(seen):
    seen.page.goto("/")
    seen.page.keyboard.press("Tab")
    stops = 0
    while seen.page.evaluate("document.activeElement !== document.body"):
        assert seen.page.evaluate(HIDDEN_FOCUS) is None
        seen.page.keyboard.press("Tab")
        stops += 1
        assert stops < 100
    assert stops > 40


def test_a_failed_form_says_so_first_and_keeps_every_word(seen):
    seen.page.goto("/")
    seen.page.get_by_label("Hvad har du set?").fill("Linje et\n\nLinje to æøå")
    seen.page.get_by_label("Hvilken dag?").fill("32/13/2026")
    seen.page.get_by_label("Dag", exact=True).fill("31")
    seen.page.get_by_label("Måned", exact=True).fill("2")
    seen.page.get_by_label("År", exact=True).fill("2019")
    seen.page.get_by_role("checkbox", name="Sprog").check()
    save(seen.page)
    seen.page.locator(".error-summary:focus").wait_for()
    assert seen.page.title().startswith("Fejl: ")
    assert seen.page.get_by_label("Hvad har du set?").input_value() == "Linje et\n\nLinje to æøå"
    assert seen.page.get_by_label("Hvilken dag?").input_value() == "32/13/2026"
    assert seen.page.get_by_label("Dag", exact=True).input_value() == "31"
    assert seen.page.get_by_role("checkbox", name="Sprog").is_checked()


def test_a_line_of_the_error_summary_leads_to_its_field(seen):
    seen.page.goto("/")
    save(seen.page)
    seen.page.locator(".error-summary:focus").wait_for()
    for name, first in [("Overskrift", "title"), ("Hvordan gik det?", "how-0")]:
        seen.page.locator(".error-summary a", has_text=name).click()
        assert seen.page.evaluate("document.activeElement.id") == first


def test_two_presses_save_once(seen, gallery):
    seen.page.goto("/")
    fill_what_is_needed(seen.page)
    seen.page.get_by_role("button", name="Gem").dblclick()
    seen.page.wait_for_url("**/gemt")
    assert len(gallery.app.saved) == 1


def test_the_button_wakes_when_one_comes_back_to_the_page(seen):
    seen.page.goto("/")
    fill_what_is_needed(seen.page)
    save(seen.page)
    seen.page.wait_for_url("**/gemt")
    seen.page.go_back()
    assert seen.page.get_by_role("button", name="Gem").is_enabled()


def test_a_day_chosen_in_the_calendar_by_keyboard_arrives(seen, gallery):
    seen.page.goto("/")
    fill_what_is_needed(seen.page)
    seen.page.get_by_label("Hvilken dag?").fill("02/03/2026")
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(".date-picker__calendar__date--focused")
    seen.page.keyboard.press("ArrowRight")
    seen.page.keyboard.press("Enter")
    save(seen.page)
    seen.page.wait_for_url("**/gemt")
    assert gallery.app.saved[0]["on"] == date(2026, 3, 3)


def test_the_count_appears_near_the_limit_and_says_how_many_too_many(seen):
    seen.page.goto("/")
    area, count = seen.page.get_by_label("Hvad har du set?"), seen.page.locator(".character-count")
    area.fill("x" * 100)
    assert count.is_hidden()
    area.fill("x" * 19_990)
    assert count.inner_text() == "Plads til 10 tegn mere"
    area.fill("x" * 20_003)
    assert count.inner_text() == "3 tegn for meget"


def test_all_can_be_selected_at_once(seen, gallery):
    seen.page.goto("/")
    fill_what_is_needed(seen.page)
    seen.page.get_by_role("button", name="Vælg alle").click()
    save(seen.page)
    seen.page.wait_for_url("**/gemt")
    assert gallery.app.saved[0]["about"] == ["l", "s", "h", "p"]


def test_without_script_the_form_saves_and_fails_as_well(unscripted, gallery):
    unscripted.goto("/")
    unscripted.get_by_label("Hvilken dag?").fill("2/3/2026")
    save(unscripted)
    assert unscripted.locator(".error-summary").is_visible()
    fill_what_is_needed(unscripted)
    save(unscripted)
    assert unscripted.url.endswith("/gemt")
    assert gallery.app.saved[0]["on"] == date(2026, 3, 2)
