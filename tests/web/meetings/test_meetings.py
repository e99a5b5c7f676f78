"""The pages of meetings as a browser meets them."""

import re
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select

from stafet.meetings.models import Meeting
from stafet.meetings.queries import meetings_of
from stafet.people.models import Placement
from tests.factories.meetings import called, finished
from tests.fixtures.web import TOKEN

HIDDEN = "\u202e"


@pytest.fixture
def log(world):
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    return log


@pytest.fixture
def holder(web):
    return web.as_("pedagogue")


@pytest.fixture
def call_url(log):
    return f"/log/{log.id}/moede/nyt"


@pytest.fixture
def meeting_url(world, log):
    return f"/log/{log.id}/moede/{called(world, log)}"


def boxes(page, name):
    return re.findall(rf'name="{name}" value="([^"]+)"', page.text)


def call_data(page, **other):
    return {
        "kind": "netvaerksmoede",
        "on": "09/03/2027",
        "hour": "14.05",
        "place": "Rådhuset, lokale 2",
        "purpose": "Hvad hjælper Anton?",
        "people": boxes(page, "people"),
        "guardians": boxes(page, "guardians"),
        "child_comes": "no",
        "child_perspective": "Pia taler med Anton.",
        "parents_how": "Talt sammen i mandags.",
        "categories": ["wellbeing"],
        **other,
    }


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


def test_the_holder_calls_and_everybody_invited_sees_when_where_and_why(web, holder, call_url):
    page = holder.get(call_url)
    answer = holder.post(call_url, call_data(page))
    assert answer.status_code == 303
    for name in ("pedagogue", "parent_a", "parent_b", "psychologist"):
        shown = web.as_(name).get(answer.location)
        assert shown.status_code == 200
        assert "tirsdag den 9. marts 2027 kl. 14.05" in shown.text
        assert "Rådhuset, lokale 2" in shown.text
        assert "Hvad hjælper Anton?" in shown.text
    for name in ("stranger", "teacher", "nurse"):
        assert web.as_(name).get(answer.location).status_code == 404


def test_no_title_tells_whose_meeting_it_is(holder, call_url, meeting_url):
    for url in (call_url, meeting_url, f"{meeting_url}/referat"):
        (title,) = re.findall(r"<title>(.*?)</title>", holder.get(url).text, re.DOTALL)
        assert "Anton" not in title
        assert "PPR" not in title


def test_everybody_who_can_come_is_ticked_and_the_rest_say_why(world, holder, call_url):
    world.task(world.nurse, world.health)
    page = holder.get(call_url)
    assert boxes(page, "people") == [f"{world.psychologist.person_id}|{world.ppr}"]
    assert len(re.findall(r'name="guardians" value="[^"]+" checked', page.text)) == 2
    assert "Forældrene har ikke sagt ja til Sundhedsplejen." in page.text


@pytest.mark.parametrize(
    ("field", "bad", "told"),
    [
        ("on", "", "Vælg en dag."),
        ("on", "31/02/2027", "Skriv datoen som dag/måned/år"),
        ("on", "28/02/2027", "Dagen er gået."),
        ("hour", "25.00", "for eksempel 14.05"),
        ("place", "", "Skriv, hvor mødet er."),
        ("place", "x" * 201, "1 tegn for lang"),
        ("place", f"Råd{HIDDEN}huset", "U+202E"),
        ("purpose", "  ", "Skriv, hvad mødet skal bruges til."),
        ("purpose", "x" * 20_001, "1 tegn for lang"),
        ("child_perspective", "", "Skriv, hvordan barnets syn kommer med til mødet."),
        ("parents_how", "", "Skriv, hvordan forældrene var med til at indkalde"),
        ("others", "Farmor Inger", "De kan kun komme med, når forældrene har sagt ja."),
        pytest.param("place", "Skjulestien 7", "Teksten", marks=pytest.mark.opens_by_hand),
        ("kind", "ssd", "Vælg"),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(
    world, log, holder, call_url, field, bad, told
):
    page = holder.get(call_url)
    answer = holder.post(
        call_url, call_data(page, tried="Små grupper siden januar", **{field: bad})
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert "Små grupper siden januar" in answer.text
    with world.unit() as unit:
        assert meetings_of(unit, log.id) == []


def test_L26_a_forged_tick_invites_nobody(world, log, holder, call_url):
    world.task(world.nurse, world.health)
    page = holder.get(call_url)
    for forged in (f"{world.nurse.person_id}|{world.health}", "nonsense"):
        assert holder.post(call_url, call_data(page, people=[forged])).status_code == 422
    with world.unit() as unit:
        assert meetings_of(unit, log.id) == []


def test_a_double_click_calls_one_meeting(world, log, holder, call_url):
    page = holder.get(call_url)
    (press,) = boxes(page, "form_id") or [re.search(r'value="([0-9a-f-]{36})"', page.text)[1]]
    data = call_data(page, form_id=press)
    assert {holder.post(call_url, data).location for _ in range(2)} == {
        f"/log/{log.id}/moede/{press}"
    }
    with world.unit() as unit:
        assert len(meetings_of(unit, log.id)) == 1


def test_hidden_signs_in_the_purpose_are_shown_as_codes(holder, call_url):
    page = holder.get(call_url)
    answer = holder.post(call_url, call_data(page, purpose=f"Hvad{HIDDEN} hjælper?"))
    shown = holder.get(answer.location)
    assert "U+202E" in shown.text
    assert HIDDEN not in shown.text


def test_only_the_holder_may_call_or_write(web, call_url, meeting_url):
    for url in (call_url, f"{meeting_url}/referat"):
        for name in ("psychologist", "stranger", "leader"):
            assert web.as_(name).get(url).status_code == 404
        assert web.as_("parent_a").get(url).status_code in {403, 404}
        assert web.stranger().get(url).status_code == 303


def test_a_place_that_becomes_telling_later_is_kept_from_the_other_parent(world, web, log):
    meeting = called(world, log, place="På Solsikken")
    with world.unit() as unit:
        unit.session.scalars(select(Placement)).one().protects_id = world.parent_b.person_id
    url = f"/log/{log.id}/moede/{meeting}"
    assert "Solsikken" not in web.as_("parent_a").get(url).text
    assert "På Solsikken" in web.as_("parent_b").get(url).text


def test_the_holder_is_warned_when_a_yes_is_taken_back(world, holder, web, meeting_url):
    world.consents(world.ppr, by="parent_b", categories=frozenset({"health"}))
    world.consents(world.ppr, by="parent_a", categories=frozenset({"social"}))
    told = "Forældrene siger ikke længere ja til:"
    assert told in holder.get(meeting_url).text
    assert told in holder.get(f"{meeting_url}/referat").text
    assert web.as_("psychologist").get(meeting_url).status_code == 404


def test_L50_the_calendar_file_says_an_hour_and_a_link_alone(web, world, log, meeting_url):
    answer = web.as_("parent_a").get(f"{meeting_url}/kalender.ics")
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "PUBLISH"
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2027, 3, 9, 13, 5, tzinfo=UTC)
    assert str(event["dtstart"].params["tzid"]) == "Europe/Copenhagen"
    assert str(event["summary"]) == "Møde"
    assert str(event["url"]) == f"http://127.0.0.1:8000{meeting_url}"
    assert int(event["sequence"]) == 1
    assert calendar.walk("VTIMEZONE")
    for secret in ("Anton", "Rådhuset", "Netværk", "Solsikken", "PPR", "Anna", "Per"):
        assert secret not in answer.text
    assert web.as_("stranger").get(f"{meeting_url}/kalender.ics").status_code == 404


def test_a_cancelled_meeting_leaves_the_calendar(web, world, log, meeting_url):
    with world.unit() as unit:
        row = unit.session.scalars(select(Meeting)).one()
        row.state, row.row_version = "cancelled", 2
    calendar = Calendar.from_ical(web.as_("parent_a").get(f"{meeting_url}/kalender.ics").data)
    (event,) = calendar.walk("VEVENT")
    assert (calendar["method"], event["status"], int(event["sequence"])) == (
        "CANCEL",
        "CANCELLED",
        2,
    )


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


def test_an_unknown_meeting_and_a_forbidden_one_answer_alike(web, log, meeting_url):
    stranger = web.as_("stranger")
    answers = []
    for url in (f"/log/{log.id}/moede/{log.id}", meeting_url):
        answer = stranger.get(url)
        assert answer.status_code == 404
        answers.append(TOKEN.sub("", answer.text.replace(url, "")))
    assert answers[0] == answers[1]
