"""A meeting is moved or cancelled, and everybody invited is told."""

import pytest
from icalendar import Calendar
from sqlalchemy import select

from stafet.app import make_worker
from stafet.consent.services import withdraw
from stafet.copies.queries import inbox
from stafet.meetings.models import Meeting
from stafet.meetings.rules import MeetingState
from stafet.meetings.services import cancel_meeting, finish_minutes
from stafet.outbox.models import OutboxRow
from tests.factories.meetings import some_minutes
from tests.fixtures.web import form_of

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
LATER = {"on": "16/03/2027", "hour": "15.30", "row_version": "1"}
UNWRITTEN = {"row_version": "1", "begun": "0"}
DRAFT = {"do": "keep", "row_version": "0", "known": "Anton leger bedst med én."}


@pytest.fixture
def flyt(meeting_url):
    return f"{meeting_url}/flyt"


@pytest.fixture
def aflys(meeting_url):
    return f"{meeting_url}/aflys"


def row_of(world):
    with world.unit() as unit:
        return unit.session.scalars(select(Meeting)).one()


def mails_to(world, kind="copies.notify"):
    with world.unit() as unit:
        return [
            row.payload["person"]
            for row in unit.session.scalars(select(OutboxRow))
            if row.kind == kind
        ]


def deliver(web):
    web.world.database.clock.advance(minutes=1)
    make_worker(web.app.extensions["stafet"]).run_once()


def copies(web, log):
    """Return what the other parent's copies say, newest first: they may lie on paper, linkless."""
    with web.world.unit() as unit:
        items = inbox(unit, web.world.parent_b)
    browser = web.as_("parent_b")
    return [browser.get(f"/log/{log.id}/kopi/{item.item_id}").text for item in items]


def newest_copy(web, log):
    return copies(web, log)[0]


def calendar(browser, meeting_url):
    file = Calendar.from_ical(browser.get(f"{meeting_url}/kalender.ics").data)
    (event,) = file.walk("VEVENT")
    return file["METHOD"], event["STATUS"], event["SEQUENCE"]


def test_a_moved_meeting_shows_its_new_hour_to_everybody_and_in_the_calendar(
    web, world, log, holder, meeting_url, flyt
):
    deliver(web)  # the call is some minutes old
    assert 'value="09/03/2027"' in holder.get(flyt).text
    before, told = calendar(holder, meeting_url), len(mails_to(world))
    answer = holder.post(flyt, LATER)
    assert (answer.status_code, answer.location) == (303, meeting_url)
    for name in ("pedagogue", "parent_a", "psychologist"):
        assert "tirsdag den 16. marts 2027 kl. 15.30" in web.as_(name).get(meeting_url).text
    assert calendar(holder, meeting_url) == (*before[:2], before[2] + 1)
    said = "flyttede et møde. Det er nu tirsdag den 16. marts 2027 kl. 15.30."
    assert said in holder.get(f"/log/{log.id}").text
    deliver(web)
    assert "Et møde er flyttet" in web.as_("parent_b").get("/").text
    assert said in newest_copy(web, log)
    assert mails_to(world)[told:] == [str(world.psychologist.person_id)]


def test_a_meeting_that_stays_where_it_is_is_not_said_to_be_moved(
    web, world, log, holder, meeting_url, flyt
):
    deliver(web)
    told = len(mails_to(world))
    unchanged = {name: values[0] for name, values in form_of(holder.get(flyt).text).items() if name}
    answer = holder.post(flyt, unchanged)
    assert answer.status_code == 422
    assert "Mødet er allerede den dag og det klokkeslæt." in answer.text
    for _press in range(2):
        assert holder.post(flyt, LATER, seen=meeting_url).location == meeting_url
    assert len(mails_to(world)) == told + 1


def test_L35_the_copy_of_a_call_says_when_the_meeting_is(web, log, meeting_url):
    deliver(web)
    said = "kaldte til møde: tirsdag den 9. marts 2027 kl. 14.05."
    assert any(said in copy for copy in copies(web, log))  # all that came with it: the same hour


def test_a_cancelled_meeting_says_so_and_leaves_the_calendar(
    web, world, log, holder, meeting_url, aflys
):
    deliver(web)
    told = len(mails_to(world))
    for _press in range(2):
        assert holder.post(aflys, UNWRITTEN, seen=meeting_url).location == meeting_url
    page = web.as_("parent_a").get(meeting_url).text
    assert "Mødet er aflyst" in page
    assert "De var inviteret" in page
    assert calendar(web.as_("psychologist"), meeting_url) == ("CANCEL", "CANCELLED", 2)
    said = "aflyste mødet tirsdag den 9. marts 2027 kl. 14.05."
    assert said in holder.get(f"/log/{log.id}").text
    assert len(mails_to(world)) == told + 1
    deliver(web)
    assert "Et møde er aflyst" in web.as_("parent_b").get("/").text
    assert said in newest_copy(web, log)
    for gone in ("flyt", "aflys", "referat"):
        assert f"{meeting_url}/{gone}" not in holder.get(meeting_url).text
        assert holder.get(f"{meeting_url}/{gone}").location == meeting_url


def test_minutes_that_were_begun_go_with_the_meeting_and_that_is_said_before(
    world, holder, meeting_url, aflys
):
    assert holder.post(f"{meeting_url}/referat", DRAFT).status_code == 303
    told = holder.get(aflys).text
    assert "Du er begyndt på referatet" in told
    seen = {name: values[0] for name, values in form_of(told).items() if name}
    assert holder.post(aflys, seen).location == meeting_url
    assert row_of(world).state is MeetingState.CANCELLED


def test_minutes_before_the_day_of_the_meeting_say_what_finishing_means(
    web, holder, meeting_url, clock
):
    early = "Mødets dag er ikke kommet."
    assert early in holder.get(f"{meeting_url}/referat").text
    clock.advance(days=60)
    assert early not in web.as_("pedagogue").get(f"{meeting_url}/referat").text


def test_minutes_that_were_written_since_the_page_was_drawn_are_not_lost(
    world, holder, meeting_url, aflys
):
    holder.post(f"{meeting_url}/referat", DRAFT)
    assert holder.post(aflys, UNWRITTEN).status_code == 409
    assert row_of(world).state is MeetingState.CALLED
    assert "Du er begyndt på referatet" in holder.get(aflys).text


@pytest.mark.parametrize("change", ["flyt", "aflys"])
def test_L26_who_could_not_be_invited_any_longer_gets_no_message(
    world, holder, meeting_url, change
):
    told = mails_to(world)
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child, world.ppr)
    answer = holder.post(f"{meeting_url}/{change}", {**LATER, **UNWRITTEN})
    assert answer.location == meeting_url
    assert mails_to(world) == told


@pytest.mark.parametrize(
    ("field", "bad", "told"),
    [
        ("on", "", "Vælg en dag."),
        ("on", "31/02/2027", "Skriv datoen som dag/måned/år"),
        ("on", "28/02/2027", "Dagen er gået."),
        ("hour", "25.00", "for eksempel 14.05"),
    ],
)
def test_bad_input_is_told_at_the_field_and_the_rest_stays(world, holder, flyt, field, bad, told):
    answer = holder.post(flyt, {**LATER, field: bad})
    assert answer.status_code == 422
    assert told in answer.text
    assert ("15.30" if field == "on" else "16/03/2027") in answer.text
    assert row_of(world).row_version == 1


def test_two_tabs_are_told_and_the_same_press_twice_is_once(world, holder, flyt, aflys):
    for _press in range(2):
        assert holder.post(flyt, LATER).status_code == 303
    assert row_of(world).row_version == 2
    assert holder.post(flyt, {**LATER, "hour": "16.00"}).status_code == 409
    assert holder.post(aflys, UNWRITTEN).status_code == 409
    assert row_of(world).state is MeetingState.CALLED


def test_two_presses_at_the_same_moment_cancel_once(world, log, meeting_url):
    meeting = row_of(world).id
    told = len(mails_to(world))
    for _press in range(2):
        with world.unit() as unit:
            cancel_meeting(unit, world.pedagogue, log.id, meeting, 1)
    assert row_of(world).row_version == 2
    assert len(mails_to(world)) == told + 1


def test_a_held_meeting_stays_as_it_was(world, log, holder, meeting_url, flyt, aflys):
    meeting = row_of(world).id
    with world.unit() as unit:
        minutes = some_minutes(came=frozenset({world.pedagogue.person_id}))
        finish_minutes(unit, world.pedagogue, log.id, meeting, minutes, 0, key=world.child)
    for url in (flyt, aflys):
        assert holder.get(url).location == meeting_url
        assert holder.post(url, LATER, seen=meeting_url).location == meeting_url
    assert row_of(world).state is MeetingState.HELD


def test_nobody_but_the_holder_changes_it(web, flyt, aflys, meeting_url):
    for url in (flyt, aflys):
        for name in ("psychologist", "stranger", "leader", "parent_a"):
            assert web.as_(name).get(url).status_code == 404
            assert web.as_(name).post(url, LATER, seen="/").status_code == 404


def test_a_log_whose_meeting_is_to_come_is_closed_once_that_is_cancelled(
    holder, log, meeting_url, aflys, flyt
):
    close, why = f"/log/{log.id}/luk", {"why": "Anton trives."}
    assert holder.post(flyt, LATER, seen=meeting_url).location == meeting_url
    refused = holder.post(close, why)
    assert refused.status_code == 422
    assert "Der skal stadig holdes et møde" in refused.text
    assert "Anton trives." in refused.text
    assert holder.post(aflys, {**UNWRITTEN, "row_version": "2"}).location == meeting_url
    assert holder.post(close, why).status_code == 303


def test_a_meeting_whose_hour_is_past_keeps_no_log_open(web, log, meeting_url, clock):
    clock.advance(days=30)
    closed = web.as_("pedagogue").post(f"/log/{log.id}/luk", {"why": "Anton trives."})
    assert closed.status_code == 303
