"""What a meeting is about, and that it is, is told to nobody from whom it is hidden (L01, L50)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.withholding import Answer, Decision, keep_back
from stafet.meetings.services import cancel_meeting, move_meeting
from tests.access.aviary import CANARY, sings
from tests.access.crawling import ask, by_ids, by_links
from tests.factories.meetings import AT, ON, called, finished

pytestmark = [
    pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True),
    pytest.mark.no_cover,
]
DAY_AFTER, HOUR = ON + timedelta(days=1), AT + timedelta(days=1)


@pytest.fixture
def meeting(aviary):
    """A meeting with everybody, called and held with the word in all that is written."""
    world = aviary.world
    world.task(world.leader, world.daycare)
    told = {
        "purpose": f"Den {CANARY} hjælper.",
        "place": f"{CANARY}huset",
        "child_perspective": f"{CANARY}.",
    }
    return called(world, aviary.log, **told)


def hide(aviary, *records):
    """Let the leader hide what was written of it from everybody in the family."""
    world, review_on = aviary.world, day_of(aviary.clock.now()) + timedelta(days=30)
    for record in records:
        with world.unit() as unit:
            decision = Decision(Answer.HIDE, legal="child", review_on=review_on)
            keep_back(unit, world.leader, world.child, record, decision)
    aviary.deliver()


def pages(aviary, meeting):
    there = f"/log/{aviary.log.id}/moede/{meeting}"
    return there, f"{there}/kalender.ics"


def test_L01_who_is_invited_reads_what_it_is_about_so_there_is_something_to_hide(aviary, meeting):
    page, _ = pages(aviary, meeting)
    aviary.deliver()
    for reader in ("parent_a", "pedagogue", "psychologist"):
        assert page in {seen.url for seen in by_links(aviary.web.as_(reader)) if sings(seen)}


@pytest.mark.parametrize("reader", ["parent_a", "pedagogue", "psychologist"])
def test_L50_a_calendar_file_has_an_hour_and_a_link_and_nothing_else(aviary, meeting, reader):
    _, calendar = pages(aviary, meeting)
    seen = ask(aviary.web.as_(reader), calendar)
    assert (seen.status, b"BEGIN:VEVENT" in seen.body) == (200, True)
    told = seen.whole.casefold()
    words = (CANARY, "anton", "eksempel", "ppr", "solsikken", "netværk", "barn")
    assert [word for word in words if word in told] == []


def test_L01_a_hidden_meeting_is_met_on_no_page_in_no_calendar_and_in_no_mail(aviary, meeting):
    minutes = finished(aviary.world, aviary.log, meeting, answers={"known": f"En {CANARY}."})
    hide(aviary, meeting, minutes)
    aviary.deliver(days=2)
    for reader in ("parent_a", "parent_b"):
        browser = aviary.web.as_(reader)
        assert [seen.url for seen in by_links(browser) if sings(seen)] == []
        met = [seen for seen in by_links(browser) if str(meeting) in seen.whole]
        assert met == []
        ids = by_ids(aviary.web, reader, aviary.log.id)
        assert [seen.url for seen in ids if sings(seen)] == []
    assert not any(CANARY in letter.casefold() for letter in aviary.letters())


def without_hour(seen):
    """Return a page or a file without when it was fetched."""
    return re.sub(rb"DTSTAMP:\w+", b"", seen.steady)


def test_L01_where_its_minutes_alone_are_hidden_a_meeting_is_to_the_family_as_it_was_when_called(
    aviary, meeting
):
    """That it was held, who came, and that it left the overview would all tell of them."""
    aviary.deliver()
    told = ("/", f"/log/{aviary.log.id}", *pages(aviary, meeting))
    browser = aviary.web.as_("parent_a")
    for url in told:
        ask(browser, url)  # what is new has been seen
    before = {url: without_hour(ask(browser, url)) for url in told}
    minutes = finished(aviary.world, aviary.log, meeting, answers={"known": f"En {CANARY}."})
    assert [url for url in told if without_hour(ask(browser, url)) == before[url]] == []
    hide(aviary, minutes)
    for url in told:
        assert without_hour(ask(browser, url)) == before[url], url


def test_L01_its_page_and_its_calendar_answer_as_those_of_no_meeting(aviary, meeting):
    hide(aviary, meeting)
    for reader in ("parent_a", "stranger"):
        browser = aviary.web.as_(reader)
        for part in range(2):
            answers = []
            for one in (meeting, uuid4()):
                seen = ask(browser, pages(aviary, one)[part])
                answers.append((seen.status, seen.steady.replace(str(one).encode(), b"")))
            assert answers[0] == answers[1]
            assert answers[0][0] == 404


def test_L01_a_meeting_hidden_before_its_release_changes_no_page_of_the_parents(aviary):
    world = aviary.world
    world.task(world.leader, world.daycare)
    aviary.deliver()
    browser = aviary.web.as_("parent_b")
    list(by_links(browser))  # what is new has been seen
    before = {seen.url: seen for seen in by_links(browser) if "laesninger" not in seen.url}
    people = frozenset({(world.psychologist.person_id, world.ppr)})
    held = called(
        world,
        aviary.log,
        people=people,
        guardians=frozenset(),
        parents_how="",
        parents_reason="Lederen har sagt ja til at vente.",
    )
    hide(aviary, held)
    with world.unit() as unit:
        move_meeting(unit, world.pedagogue, aviary.log.id, held, DAY_AFTER, HOUR, 1)
    with world.unit() as unit:
        cancel_meeting(unit, world.pedagogue, aviary.log.id, held, 2)
    aviary.deliver()
    after = {seen.url: seen for seen in by_links(browser) if "laesninger" not in seen.url}
    assert before.keys() == after.keys()
    for url, seen in before.items():
        assert after[url].steady == seen.steady, url
