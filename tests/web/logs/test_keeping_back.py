"""Release now, ask, decide, look again: page by page; and hidden leaves no trace by any channel."""

import re

import pytest
from sqlalchemy import delete

from stafet.consent.kept import kept_at
from stafet.meetings.models import Meeting
from stafet.people.models import Task
from tests.factories.meetings import called, finished

SECRET = "Kanariegul paraply"
WHY = "Fordi barnet er bange."

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def log(web):
    web.world.task(web.world.leader, web.world.daycare)
    return web.world.log()


@pytest.fixture
def url(web, log):
    written = web.world.entry(log, web.world.pedagogue, SECRET, at_once=False)
    return f"/log/{log.id}/optegnelse/{written.record_id}/tilbagehold"


def limit_of(web):
    with web.world.unit() as unit:
        (kept,) = kept_at(unit, {web.world.daycare})
    return f"/tilbagehold/{kept.id}"


DECIDED = {"answer": "hide", "whom": "all", "legal": "child", "review_on": "01/06/2027"}


def test_the_author_lets_it_go_now(web, log, url):
    browser = web.as_("pedagogue")
    assert f'href="{url}"' in browser.get(f"/log/{log.id}").text
    assert SECRET not in web.as_("parent_a").get(f"/log/{log.id}").text
    assert browser.post(f"{url}/frigiv", {}, seen=url).status_code == 303
    assert SECRET in web.as_("parent_a").get(f"/log/{log.id}").text


def test_the_author_asks_the_leader_answers_and_looks_again(web, url):
    author, leader = web.as_("pedagogue"), web.as_("leader")
    answer = author.post(f"{url}/bed", {"reason": ""}, seen=url)
    assert answer.status_code == 422
    assert author.post(f"{url}/bed", {"reason": WHY}, seen=url).status_code == 303
    assert WHY not in author.get(url).text
    assert "/tilbagehold" in leader.get("/").text
    one = limit_of(web)
    assert one in leader.get("/tilbagehold").text
    assert WHY in leader.get(one).text
    for wrong in ({"legal": ""}, {"review_on": ""}, {"answer": ""}):
        assert leader.post(one, {**DECIDED, **wrong}).status_code == 422
    assert leader.post(one, DECIDED).status_code == 303
    one = limit_of(web)
    assert WHY not in leader.get(one).text
    assert leader.post(f"{one}/gennemse", {"review_on": ""}, seen=one).status_code == 422
    answer = leader.post(f"{one}/gennemse", {"review_on": "01/08/2027"}, seen=one)
    assert answer.status_code == 303
    assert leader.post(f"{one}/ophaev", {}, seen=one).status_code == 303
    assert "paraply" not in leader.get("/tilbagehold").text


def test_the_leader_keeps_back_unasked(web, log, url):
    leader = web.as_("leader")
    assert leader.post(url, {**DECIDED, "review_on": "01/01/2027"}).status_code == 422
    assert leader.post(url, {**DECIDED, "answer": "redact"}).status_code == 303
    assert "1. juni 2027" in leader.get(url).text
    assert SECRET in web.as_("pedagogue").get(f"/log/{log.id}").text


def test_answered_meanwhile_the_former_page_decides_nothing(web, url):
    web.as_("pedagogue").post(f"{url}/bed", {"reason": WHY}, seen=url)
    leader, one = web.as_("leader"), limit_of(web)
    assert leader.post(one, {**DECIDED, "answer": "refuse"}).status_code == 303
    assert leader.post(one, DECIDED, seen="/bekymring/ny").status_code == 404
    with web.world.unit() as unit:
        assert kept_at(unit, {web.world.daycare}) == ()


def test_L01_nobody_else_comes_there(web, url):
    web.as_("pedagogue").post(f"{url}/bed", {"reason": WHY}, seen=url)
    one = limit_of(web)
    for name in ("parent_a", "teacher", "psychologist"):
        assert web.as_(name).get(url).status_code in {403, 404}
        assert web.as_(name).get(one).status_code in {403, 404}
        assert web.as_(name).get("/tilbagehold").status_code in {403, 404}


def test_a_leader_without_a_task_decides_without_the_text(web, url):
    web.as_("pedagogue").post(f"{url}/bed", {"reason": WHY}, seen=url)
    with web.world.unit() as unit:
        unit.session.execute(delete(Task).where(Task.person_id == web.world.leader.person_id))
    leader, one = web.as_("leader"), limit_of(web)
    page = leader.get(one).text
    assert WHY in page
    assert SECRET not in page
    assert leader.get(url).status_code == 404
    assert leader.post(one, DECIDED).status_code == 303


def channels(web, log, name, *more):
    """Return everything a guardian can look at, as one text without what differs each time."""
    browser, found = web.as_(name), []
    pages = ["/", f"/log/{log.id}", f"/log/{log.id}?vis=alt", f"/log/{log.id}/samtykke"]
    pages += [f"/log/{log.id}/laesninger", *more]
    for address in pages:
        answer = browser.get(address)
        found.append(f"{address} {answer.status_code}\n{answer.text}")
    return re.sub(
        r'(csrf_token|form_id)"[^>]*>|nonce[^ >]*|value="[0-9a-f-]{36}"', "", "\n".join(found)
    )


def test_L01_a_hidden_text_leaves_the_family_s_pages_as_if_it_had_never_been(web, log, url, clock):
    parents = ("parent_a", "parent_b")
    leader = web.as_("leader")
    assert leader.post(url, DECIDED).status_code == 303
    before = {name: channels(web, log, name) for name in parents}
    clock.advance(days=2)
    record = url.split("/")[4]
    web.as_("pedagogue").get(f"/log/{log.id}")
    for name in parents:
        after = channels(web, log, name)
        for word in ("paraply", record, "tilbagehold", "Withheld"):
            assert word not in before[name]
            assert word not in after
        for address in (url, f"/log/{log.id}/optegnelse/{record}"):
            assert web.as_(name).get(address).status_code in {403, 404}


def test_finished_minutes_that_are_hidden_leave_no_line_of_their_being_finished(web, log):
    world = web.world
    meeting = called(world, log)
    minutes = finished(world, log, meeting)
    with world.unit() as unit:
        assert unit.session.get_one(Meeting, meeting).minutes_id == minutes
    words = "referatet er færdigt"
    assert words in web.as_("parent_a").get(f"/log/{log.id}").text
    url = f"/log/{log.id}/optegnelse/{minutes}/tilbagehold"
    assert web.as_("leader").post(url, DECIDED).status_code == 303
    assert words not in web.as_("parent_a").get(f"/log/{log.id}").text
