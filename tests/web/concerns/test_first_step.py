"""The pedagogue's first step, page by page."""

import re

SEEN = re.compile(r'name="(row_version|form_id)"[^>]*value="([^"]+)"')


def hidden(page: str) -> dict[str, str]:
    """Return what the page's form carries unseen."""
    return dict(SEEN.findall(page))


def test_her_children_are_listed_and_one_press_begins(web, clock):
    clock.advance(seconds=1)
    page = web.as_("pedagogue").get("/bekymring/ny").text
    assert "Anton Eksempel" in page
    assert f"/bekymring/{web.world.child}" in page


def test_she_writes_sees_the_readers_saves_and_opens_the_log(web):
    browser, url = web.as_("pedagogue"), f"/bekymring/{web.world.child}"
    form = hidden(browser.get(url).text)
    told = {
        **form,
        "do": "preview",
        "q_why": "Anton leger mest alene.",
        "how": "Talt med begge.",
        "involved_on": "01/03/2027",
        "event_on": "01/03/2027",
    }
    answer = browser.post(url, told)
    assert answer.status_code == 303
    assert answer.location == f"{url}/laesere"
    page = browser.get(f"{url}/laesere").text
    assert "Anton leger mest alene." in page
    for reader in ("Pia Pedersen", "Lone Lund"):
        assert reader in page
    answer = browser.post(f"{url}/laesere", {**hidden(page), "do": "open"})
    assert answer.status_code == 303
    assert answer.location.startswith("/log/")
    assert "Stafetloggen er åbnet." in browser.get(answer.location).text


def test_who_has_called_is_told_that_it_is_noted_and_the_line_is_gone(web):
    asked = {"name": "Ukendt Barn", "born_on": ["1", "2", "2020"]}
    assert web.as_("pedagogue").post("/bekymring/ny", asked).status_code == 303
    leader, page = web.as_("leader"), "/bekymring/henvendelser"
    (called,) = set(re.findall(rf'action="({page}/[^"]+)"', leader.get(page).text))
    assert leader.post(called, {}, seen=page).status_code == 303
    told = leader.get(page).text
    assert "Det er noteret, at du har ringet." in told
    assert called not in told
