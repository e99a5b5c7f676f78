"""The holder sees the log as another would: never more than he may read himself."""

import json
import re
from uuid import uuid4

import pytest

from stafet.audit.chain import blocks
from stafet.consent.services import ask

HELLO, SPEECH, THEIRS = "Anton leger med Ida.", "Han siger s som t.", "Kun til PPR selv."


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr, categories=frozenset({"language"}))
    world.entry(log, world.pedagogue, HELLO)
    world.entry(log, world.pedagogue, SPEECH, categories=frozenset({"language"}))
    world.entry(log, world.psychologist, THEIRS, categories=frozenset({"psychology"}))
    return log


def seen(web, log, **whose):
    (kind, one), *_ = whose.items()
    answer = web.as_("pedagogue").get(f"/log/{log.id}/som?{kind}={one}")
    return answer.status_code, answer.get_data(as_text=True)


def test_L01_the_holder_sees_what_both_may_read_and_nothing_more(web, log):
    world = web.world
    for whose in ({"person": world.psychologist.person_id}, {"sted": world.ppr}):
        status, page = seen(web, log, **whose)
        assert status == 200
        assert SPEECH in page
        assert HELLO not in page
        assert THEIRS not in page
        assert re.search(r"Det er 1 af de \d notater, du selv kan læse\.", page)


def test_a_parent_sees_what_is_released(web, log):
    world = web.world
    world.entry(log, world.pedagogue, "Først i morgen.", at_once=False)
    status, page = seen(web, log, person=world.parent_a.person_id)
    assert status == 200
    assert HELLO in page
    assert "Først i morgen." not in page
    assert "Du ser det, som Anna Eksempel kan læse" in page


def test_a_place_that_is_only_asked_about_reads_nothing(web, log):
    world = web.world
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.health])
    assert "Der er ikke noget at læse" in seen(web, log, sted=world.health)[1]


def test_nobody_but_the_holder_lends_anothers_eyes(web, log):
    world = web.world
    address = f"/log/{log.id}/som?person={world.pedagogue.person_id}"
    for who in ("psychologist", "stranger"):
        assert web.as_(who).get(address).status_code == 404
    assert web.as_("parent_a").get(address).status_code in {403, 404}
    for whose in ({"person": world.stranger.person_id}, {"sted": uuid4()}, {"person": "nobody"}):
        assert seen(web, log, **whose)[0] == 404


def test_L44_it_is_recorded_as_the_holders_own_reading(web, log):
    world = web.world
    seen(web, log, person=world.psychologist.person_id)
    with world.unit() as unit:
        last = [json.loads(block.body) for block in blocks(unit, world.child)][-1]
    assert (last["action"], last["actor"]) == ("log:read-as", str(world.pedagogue.person_id))
    assert [sight["basis"] for sight in last["opened"]] == ["own_record"]
    assert len(last["opened"][0]["objects"]) == 1


def test_the_matrix_shows_each_place_and_topic_until_when_and_leads_there(web, log):
    world = web.world
    page = web.as_("pedagogue").get(f"/log/{log.id}/samtykke").get_data(as_text=True)
    row = page[page.index("PPR Eksempelby") :]
    assert "Samtykke fra Anna Eksempel og Bo Eksempel" in row
    assert row.count("til og med den 29. februar 2028") == 1
    assert f"/log/{log.id}/som?sted={world.ppr}" in row
    theirs = web.as_("psychologist").get(f"/log/{log.id}/samtykke").get_data(as_text=True)
    assert "/som?sted=" not in theirs
