"""The pages of meetings as a browser meets them."""

import re
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select

from stafet.logs.services import close_log
from stafet.meetings.models import Meeting
from stafet.meetings.queries import meetings_of
from stafet.people.models import Placement
from tests.factories.meetings import called
from tests.fixtures.web import TOKEN
from tests.web.meetings.forms import HIDDEN, boxes


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
        assert '<p class="lead">Anton Eksempel</p>' in shown.text
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


def test_in_a_closed_log_nothing_is_offered_that_is_not_there(
    web, world, log, holder, meeting_url, clock
):
    pages = [f"{meeting_url}/{page}" for page in ("referat", "flyt", "aflys")]
    assert all(page in holder.get(meeting_url).text for page in pages)
    clock.advance(days=30)
    with world.unit() as unit:
        close_log(unit, world.pedagogue, log.id, "Anton trives.")
    world.task(world.pedagogue, world.daycare)
    holder = web.as_("pedagogue")
    shown = holder.get(meeting_url)
    assert shown.status_code == 200
    for page in pages:
        assert page not in shown.text
        assert holder.get(page).status_code == 404


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


def test_an_unknown_meeting_and_a_forbidden_one_answer_alike(web, log, meeting_url):
    stranger = web.as_("stranger")
    answers = []
    for url in (f"/log/{log.id}/moede/{log.id}", meeting_url):
        answer = stranger.get(url)
        assert answer.status_code == 404
        answers.append(TOKEN.sub("", answer.text.replace(url, "")))
    assert answers[0] == answers[1]
