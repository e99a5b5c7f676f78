"""A parent asks why on the page of readings; the leader answers; the parent reads the answer."""

import re

import pytest

from stafet.consent.reading import read
from tests.web.copies.reading import words_of

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


def address(paper, end=""):
    return f"/log/{paper.log.id}/laesninger{end}"


def asking(paper):
    """Return where the newest reading is asked about."""
    found = re.search(r'action="([^"]+/hvorfor)"', paper.page("parent_a", address(paper)))
    return found[1]


def ask(paper, **told):
    answer = paper.web.as_("parent_a").post(asking(paper), told, seen=address(paper))
    assert answer.status_code == 303
    found = re.search(r"/spoergsmaal/[\w-]+", paper.page("leader", "/spoergsmaal"))
    return found[0]


def test_one_press_asks_and_the_page_says_when_the_answer_comes(read_paper):
    ask(read_paper)
    page = read_paper.page("parent_a", address(read_paper))
    assert "Du spurgte hvorfor den 1. marts 2027." in page
    assert "skal svare senest den 15. marts 2027." in page
    assert "/hvorfor" not in page


def test_own_words_reach_the_leader_and_the_answer_the_parent(read_paper):
    question = ask(read_paper, words="Vi talte jo om det i går.")
    page = read_paper.page("leader", question)
    for words in ("Vi talte jo om det i går.", "Anna Eksempel", "Anton Eksempel", "Pia Pedersen"):
        assert words in page
    assert "En tekst." not in page
    told = {"outcome": "mistake", "words": "Pia trykkede forkert."}
    assert read_paper.web.as_("leader").post(question, told).status_code == 303
    page = read_paper.page("parent_a", address(read_paper))
    assert "Det var en fejl." in page
    assert "Pia trykkede forkert." in page
    read_paper.deliver()
    news = read_paper.page("parent_a", read_paper.newest("parent_a"))
    assert "Der er svar på, hvorfor nogen har læst." in news
    assert address(read_paper) in news


def test_an_answer_without_words_comes_back_with_what_is_missing(read_paper):
    question = ask(read_paper)
    answer = read_paper.web.as_("leader").post(question, {"outcome": "mistake"})
    assert answer.status_code == 422
    text = "Bo bor på Skjulestien 7."
    answer = read_paper.web.as_("leader").post(question, {"outcome": "mistake", "words": text})
    assert answer.status_code == 422
    assert text in answer.get_data(as_text=True)


def test_too_many_words_are_refused_and_kept_on_the_page(read_paper):
    answer = read_paper.web.as_("parent_a").post(asking(read_paper), {"words": "x" * 2001})
    assert answer.status_code == 422
    assert "xxx" in answer.get_data(as_text=True)


def test_a_reading_that_is_not_the_askers_to_know_has_no_page(read_paper):
    for name, sequence in (("parent_a", "1"), ("parent_a", "0" * 64), ("leader", "1")):
        url = address(read_paper, f"/{sequence}/hvorfor")
        assert read_paper.web.as_(name).get(url).status_code == 404


def test_the_overviews_of_leader_and_reader_say_that_a_family_asks(read_paper):
    ask(read_paper)
    assert "1 spørgsmål venter på dit svar." in read_paper.page("leader", "/")
    assert "En familie spørger, hvorfor du har læst" in read_paper.page("pedagogue", "/")
    assert "Du læste" in read_paper.page("pedagogue", "/spoergsmaal")
    assert "En familie spørger" not in read_paper.page("teacher", "/")


def test_a_question_about_an_older_reading_stands_by_itself(read_paper):
    ask(read_paper)
    for _ in range(31):
        read_paper.clock.advance(days=1)
        with read_paper.world.unit() as unit:
            read(unit, read_paper.world.parent_b, read_paper.world.child)
    page = read_paper.page("parent_a", address(read_paper))
    assert "Det har du spurgt om før" in page
    assert "Svaret er sent" in page


def test_the_list_can_be_saved_as_a_pdf(read_paper):
    ask(read_paper, words="Hvorfor dog?")
    answer = read_paper.web.as_("parent_a").get(address(read_paper, ".pdf"))
    assert answer.mimetype == "application/pdf"
    text = words_of(answer.data)
    for words in ("Hvem har læst?", "Pædagog, Dagtilbud", "Notat, 1. marts 2027", "Hvorfor dog?"):
        assert words in text
    assert "Pia" not in text
    assert read_paper.web.as_("leader").get(address(read_paper, ".pdf")).status_code == 404
    other = read_paper.web.as_("parent_b").get(address(read_paper, ".pdf"))
    assert "Hvorfor dog?" not in words_of(other.data)
