"""A guardian's copy on screen."""

import pytest
from sqlalchemy import select

from stafet.copies.models import InboxItem
from stafet.logs.services import correct_entry
from tests.factories.world import writing

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


def test_a_copy_shows_the_text_its_author_and_why_one_can_see_it(paper):
    paper.write("Anton byggede et tårn.")
    told = paper.page("parent_a", paper.newest("parent_a"))
    for words in ("Anton byggede et tårn.", "Pia Pedersen", "Solsikken", "data-why"):
        assert words in told


def test_what_was_unread_is_read_once_it_was_opened(paper):
    paper.write("En tekst.")
    url = paper.newest("parent_a")
    before = paper.page("parent_a", "/").count("Ulæst")
    paper.page("parent_a", url)
    assert paper.page("parent_a", "/").count("Ulæst") == before - 1


def test_a_later_redaction_holds_in_an_earlier_copy_and_is_marked(paper):
    written = paper.write("Dette bliver holdt tilbage.")
    url = paper.newest("parent_a")
    paper.limit(written, "redacted", "parent_a")
    told = paper.page("parent_a", url)
    assert "Dette bliver holdt tilbage." not in told
    assert "er holdt tilbage for dig" in told
    assert "Dette bliver holdt tilbage." in paper.page("parent_b", paper.newest("parent_b"))


def test_a_text_hidden_later_leaves_nothing_of_its_copy(paper):
    written = paper.write("Dette bliver skjult.")
    url = paper.newest("parent_a")
    paper.limit(written, "hidden", "parent_a")
    assert paper.web.as_("parent_a").get(url).status_code == 404
    assert paper.web.as_("parent_a").get(f"{url}.pdf").status_code == 404
    assert url not in paper.page("parent_a", "/")


def test_a_copy_keeps_the_version_it_was_made_of(paper):
    paper.deliver(days=2)
    written = paper.write("Første ordlyd.")
    url = paper.newest("parent_a")
    with paper.world.unit() as unit:
        again = writing(unit, "Anden ordlyd.")
        correct_entry(unit, paper.world.pedagogue, paper.log.id, written.record_id, 1, again)
    paper.deliver(days=2)
    told = paper.page("parent_a", url)
    assert "Første ordlyd." in told
    assert "Anden ordlyd." not in told
    newest = paper.page("parent_a", paper.newest("parent_a"))
    assert "Anden ordlyd." in newest
    assert "Rettet" in newest


def test_a_change_without_texts_is_told_in_words(paper):
    paper.world.consents(paper.world.ppr, by="parent_b")
    paper.deliver()
    told = paper.page("parent_a", paper.newest("parent_a"))
    assert "Bo Eksempel" in told
    assert "PPR Eksempelby" in told


def test_a_manifest_somebody_changed_shows_nothing(paper):
    paper.write("En tekst.")
    url = paper.newest("parent_a")
    with paper.world.unit() as unit:
        for item in unit.session.scalars(select(InboxItem)):
            item.manifest = []
    answer = paper.web.as_("parent_a").get(url)
    assert answer.status_code == 500
    assert "En tekst." not in answer.get_data(as_text=True)
