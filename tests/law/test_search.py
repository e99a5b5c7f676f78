"""Search in the logs finds what one may read, and tells nothing else of it (L01, L44)."""

import json
from base64 import b64decode
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.audit.models import Block
from stafet.clock import day_of
from stafet.consent.services import withdraw
from stafet.errors import Invalid
from stafet.logs import search as searching
from stafet.logs.matching import excerpt, matches, words_of
from stafet.logs.search import search
from stafet.people.rules import CustodyKind, Identity, TaskWhy
from stafet.people.services import (
    give_task,
    record_custody,
    register_child,
)
from stafet.vault import Context, Kind, Permit, Vault
from stafet.vault.keys import STAFF


@pytest.fixture
def log(world):
    world.concern()
    return world.log()


def found(world, viewer, words, onward=""):
    with world.unit() as unit:
        return search(unit, viewer, words, onward)


def texts(result) -> list[str]:
    return ["".join(piece.text for piece in hit.excerpt) for hit in result.hits]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("BØRNEHAVE", "storbørnehaven på Ærø"),
        ("strasse", "Hauptstraße 7"),
        ("aabenraa", "De bor i Åbenrå"),
        ("Åbenrå", "de bor i aabenraa"),
        ("pa\u030a", "Han er på stuen"),
        ("sprog test", "test af sproget"),
        ("fiskeri", "fi\u00adske\u200bri"),
        ("ﬁn", "en fin dag"),
    ],
)
def test_a_word_is_found_however_it_is_spelt(asked, text):
    assert matches(words_of(asked), text)
    assert any(piece.marked for piece in excerpt(words_of(asked), text))


def test_all_words_must_be_there():
    assert not matches(words_of("sprog leg"), "test af sproget")


def test_the_excerpt_is_short_and_marks_every_hit():
    text = "ord " * 200 + "kanariefuglen sang. Kanariefugle synger. " + "ord " * 200
    told = excerpt(words_of("kanarie"), text)
    assert [piece.text for piece in told if piece.marked] == ["kanarie", "Kanarie"]
    assert len("".join(piece.text for piece in told)) < 300


def test_L01_search_finds_what_may_be_read_and_no_trace_of_the_rest(world, log):
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    world.entry(log, world.pedagogue, "Kanariefuglen synger i kor.")
    world.entry(log, world.psychologist, "Kanariefuglen er testet.")
    assert len(found(world, world.pedagogue, "kanarie").hits) == 1
    assert len(found(world, world.psychologist, "kanarie").hits) == 2
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
    after = found(world, world.psychologist, "kanarie")
    assert texts(after) == ["Kanariefuglen er testet."]
    assert after.looked_through == 1
    assert found(world, world.stranger, "kanarie").looked_through == 0


def test_L01_guardians_search_their_own_and_only_what_is_released(world, log):
    world.entry(log, world.pedagogue, "Kanariefuglen er fri.")
    world.entry(log, world.pedagogue, "Kanariefuglen venter.", at_once=False)
    mine = frozenset({str(world.parent_b.person_id)})
    world.entry(log, world.pedagogue, "Kanariefuglen er Bos.", subjects=mine)
    assert texts(found(world, world.parent_a, "kanarie")) == ["Kanariefuglen er fri."]
    assert len(found(world, world.parent_b, "kanarie").hits) == 2


@pytest.mark.opens_by_hand
def test_L44_a_search_is_one_block_with_its_words_sealed_and_one_for_each_child(world, log):
    world.entry(log, world.pedagogue, "Kanariefuglen synger.")
    found(world, world.pedagogue, "kanarie æøå")
    with world.unit() as unit:
        blocks = unit.session.scalars(select(Block)).all()
        assert not any("kanarie" in block.body.casefold() for block in blocks)
        told = [json.loads(block.body) for block in blocks]
        asked = [one for one in told if one["action"] == "log:search" and not one["opened"]]
        opened = [one for one in told if one["action"] == "log:search" and one["opened"]]
        assert [UUID(one["chain"]) for one in asked] == [audit.KOMMUNE]
        assert [UUID(one["chain"]) for one in opened] == [world.child]
        assert opened[0]["about"]["search"] == asked[0]["about"]["search"]
        search_id = UUID(asked[0]["about"]["search"])
        author = world.pedagogue.person_id
        context = Context("audit_block", "criterion", STAFF, search_id, author=author)
        permit = Permit(unit.id, STAFF, Kind.CONTENT, frozenset({(search_id, 1)}))
        sealed = b64decode(asked[0]["about"]["criterion"])
        assert unit.use(Vault).open(permit, [(context, sealed)]) == ["kanarie æøå"]


def test_several_children_come_newest_first_each_by_name(world, log, clock):
    world.entry(log, world.pedagogue, "Kanariefuglen hos Anton.")
    with world.unit() as unit:
        other = register_child(unit, Identity("Berta Eksempel", "610321-4984"), by=None)
        give_task(unit, other, world.pedagogue.person_id, world.daycare, TaskWhy.AUTHOR, by=None)
        record_custody(
            unit,
            other,
            world.parent_a.person_id,
            CustodyKind.SOLE,
            source="cpr",
            from_at=unit.now - timedelta(days=9),
            by=None,
        )
    anton, world.child = world.child, other
    second = world.log()
    with world.unit() as unit:
        yesterday = day_of(unit.now) - timedelta(days=1)
    world.entry(second, world.pedagogue, "Kanariefuglen hos Berta.", event_on=yesterday)
    clock.advance(minutes=1)
    result = found(world, world.pedagogue, "kanarie")
    assert [hit.child_id for hit in result.hits] == [anton, other]
    assert set(result.names.values()) == {"Anton Eksempel", "Berta Eksempel"}


def test_what_one_search_leaves_the_next_goes_on_with(world, log, clock, monkeypatch):
    monkeypatch.setattr(searching, "AT_ONCE", 3)
    monkeypatch.setattr(searching, "PAGE", 2)
    for number in range(6):
        clock.advance(minutes=1)
        world.entry(log, world.pedagogue, f"Kanariefugl nummer {number}.")
    told, onward, windows = [], "", 0
    while True:
        result = found(world, world.pedagogue, "kanariefugl nummer", onward)
        told += texts(result)
        onward, windows = result.onward, windows + 1
        if not onward:
            break
    assert told == [f"Kanariefugl nummer {number}." for number in reversed(range(6))]
    assert windows > 2


def test_too_little_to_look_for_is_refused(world, log):
    with pytest.raises(Invalid):
        found(world, world.pedagogue, " \u00ada ")


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L50_no_word_comes_into_an_address_and_the_hit_is_marked(web):
    web.world.concern()
    log = web.world.log()
    written = web.world.entry(log, web.world.pedagogue, "Kanariefuglen <b>synger</b>.")
    browser = web.as_("pedagogue")
    answer = browser.post("/soeg", {"words": "kanarie"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<mark>Kanarie</mark>fuglen &lt;b&gt;synger" in page
    assert f"/log/{log.id}/optegnelse/{written.record_id}" in page
    assert "no-store" in answer.headers["Cache-Control"]
    by_address = browser.get("/soeg?words=kanarie").get_data(as_text=True)
    assert "fuglen" not in by_address
    assert browser.post("/soeg", {"words": "x"}).status_code == 422
