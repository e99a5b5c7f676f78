"""The page on which the holder writes minutes, as a browser meets it."""

import re

import pytest

from stafet.meetings.queries import meetings_of
from tests.factories.meetings import finished
from tests.web.meetings.forms import HIDDEN, boxes


def minutes_data(world, page, do, **other):
    return {
        "do": do,
        "row_version": "0",
        "lines": "3",
        "came": boxes(page, "came"),
        "categories": ["wellbeing"],
        "item_known": "Anton leger bedst med én ad gangen.",
        "parents": "Vi er trygge ved det.",
        "child_reason": "Anton sov.",
        "what_1": "Besøge skolen",
        "who_1": str(world.parent_b.person_id),
        "on_1": "2027-04-01",
        **other,
    }


def test_a_line_is_added_without_script_and_keeps_what_is_typed(world, holder, meeting_url):
    url = f"{meeting_url}/referat"
    answer = holder.post(url, minutes_data(world, holder.get(url), "add", on_1="32/13/2027"))
    assert answer.status_code == 200
    assert 'name="what_4"' in answer.text
    assert "Besøge skolen" in answer.text
    assert "32/13/2027" in answer.text


def test_no_more_than_20_lines(world, holder, meeting_url):
    url = f"{meeting_url}/referat"
    for lines in ("20", "99999", "-1", "", "x"):
        data = minutes_data(world, holder.get(url), "add", lines=lines)
        answer = holder.post(url, data)
        assert answer.status_code == 200
        assert 'name="what_21"' not in answer.text


def test_a_draft_is_kept_and_a_second_tab_shows_both_texts(world, holder, meeting_url):
    url = f"{meeting_url}/referat"
    first = holder.get(url)
    assert holder.post(url, minutes_data(world, first, "keep")).status_code == 303
    again = holder.get(url)
    assert "Anton leger bedst med én ad gangen." in again.text
    assert 'value="01/04/2027"' in again.text
    data = minutes_data(world, first, "keep", item_known="Fra den anden fane", came=[])
    conflict = holder.post(url, data)
    assert conflict.status_code == 409
    assert "Fra den anden fane" in conflict.text
    assert "Anton leger bedst med én ad gangen." in conflict.text
    assert 'name="row_version" type="hidden" value="1"' in conflict.text
    assert holder.post(url, {**data, "row_version": "1"}).status_code == 303


def test_finishing_shows_the_minutes_to_the_parents_at_once(web, world, holder, meeting_url):
    url = f"{meeting_url}/referat"
    answer = holder.post(url, minutes_data(world, holder.get(url), "finish"))
    assert answer.status_code == 303
    for name in ("parent_a", "parent_b", "psychologist", "pedagogue"):
        shown = web.as_(name).get(meeting_url)
        assert "Anton leger bedst med én ad gangen." in shown.text
        assert "Besøge skolen – Bo Eksempel, 01.04.2027" in shown.text
        assert "Derfor mangler barnets syn" in shown.text
    entry = web.as_("parent_a").get(meeting_url.split("/moede")[0])
    assert "Derfor mangler barnets syn" in entry.text
    assert "Sådan ser forældrene det" in entry.text
    assert holder.get(url).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"who_1": ""}, "Vælg, hvem der"),
        ({"on_1": "31/02/2027"}, "Skriv datoen som dag/måned/år"),
        ({"on_1": "01/02/2027"}, "Fristen"),
        ({"what_1": ""}, "Skriv, hvad"),
        ({"what_1": f"Be{HIDDEN}søge"}, "U+202E"),
        ({"what_1": "x" * 1001}, "1 tegn for lang"),
        ({"parents": " "}, "hvordan forældrene ser det"),
        ({"child_reason": ""}, "hvordan barnet ser det"),
        ({"came": []}, "Sæt kryds"),
        ({"item_known": "x" * 20_001}, "1 tegn for lang"),
        ({"row_version": "x"}, "Åbn siden igen"),
    ],
)
def test_minutes_with_a_problem_are_not_finished_and_not_lost(
    web, world, holder, meeting_url, wrong, told
):
    url = f"{meeting_url}/referat"
    data = minutes_data(world, holder.get(url), "finish", item_want="Et fælles mål", **wrong)
    answer = holder.post(url, data)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Et fælles mål" in answer.text
    assert "Et fælles mål" not in web.as_("parent_a").get(meeting_url).text


def test_minutes_finished_in_another_tab_are_a_conflict_with_the_text_kept(
    world, log, holder, meeting_url
):
    url = f"{meeting_url}/referat"
    data = minutes_data(world, holder.get(url), "keep", item_known="Min egen tekst")
    with world.unit() as unit:
        (meeting,) = meetings_of(unit, log.id)
    page = holder.get(url)
    finished(world, log, meeting.id)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    answer = holder.client.post(url, data={**data, "csrf_token": token})
    assert answer.status_code == 409
    assert "Min egen tekst" in answer.text
