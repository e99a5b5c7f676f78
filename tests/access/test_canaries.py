"""Words that must not be found: no page, channel, count or header tells of them (L01, L59)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.services import withdraw
from stafet.consent.withholding import Answer, Decision, keep_back
from tests.access.aviary import ALMOST, CANARY, sings
from tests.access.crawling import ask, by_ids, by_links
from tests.fixtures.web import form_of


def private(aviary):
    """What is about one parent's own matters."""
    own = frozenset({str(aviary.world.parent_a.person_id)})
    return "parent_b", aviary.sing(subjects=own)


def kept(answer):
    def sing(aviary):
        written = aviary.sing(at_once=False)
        told = Decision(answer, legal="child", review_on=day_of(aviary.clock.now()) + MONTH)
        aviary.world.task(aviary.world.leader, aviary.world.daycare)
        with aviary.world.unit() as unit:
            keep_back(unit, aviary.world.leader, aviary.world.child, written.record_id, told)
        return "parent_a", written

    return sing


def unreleased(aviary):
    return "parent_a", aviary.sing(at_once=False)


def strange(aviary):
    """A colleague with no task."""
    return "stranger", aviary.sing()


def uncovered(aviary):
    """The school may read of wellbeing, not of psychology."""
    return "teacher", aviary.sing(categories=frozenset({"psychology", "wellbeing"}))


def withdrawn(aviary):
    """She has read it herself; then a parent took the yes back."""
    written = aviary.sing()
    log = f"/log/{aviary.log.id}"
    assert CANARY in ask(aviary.web.as_("psychologist"), log).whole
    aviary.deliver()
    with aviary.world.unit() as unit:
        withdraw(unit, aviary.world.parent_b, aviary.world.child)
    return "psychologist", written


def lapsed(aviary):
    written = aviary.sing()
    aviary.deliver(days=366)
    return "psychologist", written


pytestmark = [
    # the pages are the same on both engines; what decides is held on both elsewhere
    pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True),
    # a walk over all pages reaches no line that its own tests do not, and counting doubles it
    pytest.mark.no_cover,
]
MONTH = timedelta(days=30)
SECRETS = {
    "private": private,
    "hidden": kept(Answer.HIDE),
    "redacted": kept(Answer.REDACT),
    "unreleased": unreleased,
    "strange": strange,
    "uncovered": uncovered,
    "withdrawn": withdrawn,
    "lapsed": lapsed,
}


@pytest.fixture(params=SECRETS)
def secret(request, aviary):
    """Return who may not read, and the record."""
    reader, written = SECRETS[request.param](aviary)
    aviary.deliver()
    return reader, written


def pdf_of_a_copy(aviary) -> bool:
    """Whether a parent's copy on paper, which the walk opens too, has the word."""
    walked = by_links(aviary.web.as_("parent_a"))
    return any(sings(seen) for seen in walked if seen.url.endswith(".pdf"))


def test_L01_who_may_read_meets_the_word_so_the_walk_finds_what_is_there(aviary):
    aviary.sing()
    aviary.deliver()
    for reader in ("pedagogue", "parent_a", "psychologist"):
        found = [seen.url for seen in by_links(aviary.web.as_(reader)) if sings(seen)]
        log = f"/log/{aviary.log.id}"
        assert log in found, reader
        assert any(url.startswith(f"{log}/fil/") for url in found), reader
    assert pdf_of_a_copy(aviary)


def test_L01_no_link_leads_to_a_word_one_may_not_read(aviary, secret):
    reader, _ = secret
    walked = list(by_links(aviary.web.as_(reader)))
    assert [seen.url for seen in walked if sings(seen)] == []
    assert len(walked) > 5


def test_L01_no_id_in_any_address_leads_to_a_word_one_may_not_read(aviary, secret):
    reader, _ = secret
    walked = by_ids(aviary.web, reader, aviary.log.id)
    assert [seen.url for seen in walked if sings(seen)] == []


def test_L01_search_and_what_is_asked_by_post_tell_no_such_word(aviary, secret):
    reader, _ = secret
    browser, log = aviary.web.as_(reader), f"/log/{aviary.log.id}"
    assert CANARY not in browser.post("/soeg", {"words": ALMOST}).get_data(as_text=True)
    if reader.startswith("parent"):
        page = browser.get(f"{log}/samtykke").get_data(as_text=True)
        told = browser.client.post(f"{log}/samtykke/virkning", data=form_of(page))
        assert told.status_code == 200
        assert CANARY not in told.get_data(as_text=True)


def test_L01_no_mail_tells_the_word_to_anybody(aviary, secret):
    aviary.deliver(days=3)
    letters = aviary.letters()
    assert letters
    assert not any(CANARY in letter.casefold() for letter in letters)


def test_L01_its_address_answers_as_one_that_was_never_given(aviary, secret):
    reader, written = secret
    browser = aviary.web.as_(reader)
    for part in ("", "/ret", "/laesere"):
        answers = []
        for record in (written.record_id, uuid4()):
            seen = ask(browser, f"/log/{aviary.log.id}/optegnelse/{record}{part}")
            answers.append((seen.status, seen.steady.replace(str(record).encode(), b"")))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


@pytest.mark.parametrize("name", ["hidden", "unreleased", "private", "strange", "uncovered"])
def test_L01_what_may_not_be_read_changes_no_page_and_no_count(aviary, name):
    aviary.world.task(aviary.world.leader, aviary.world.daycare)
    aviary.deliver()
    reader = {"private": "parent_b", "strange": "stranger", "uncovered": "teacher"}
    browser = aviary.web.as_(reader.get(name, "parent_a"))
    list(by_links(browser))  # what is new has been seen
    before = {seen.url: seen for seen in by_links(browser) if "laesninger" not in seen.url}
    SECRETS[name](aviary)
    aviary.deliver()
    after = {seen.url: seen for seen in by_links(browser) if "laesninger" not in seen.url}
    assert before.keys() == after.keys()
    for url, seen in before.items():
        assert after[url].steady == seen.steady, url


def test_L59_nothing_behind_the_login_may_be_kept_by_a_cache(aviary):
    aviary.sing()
    aviary.deliver()
    for seen in by_links(aviary.web.as_("parent_a")):
        assert "Cache-Control: no-store" in seen.headers, seen.url
        assert "ETag" not in seen.headers, seen.url
