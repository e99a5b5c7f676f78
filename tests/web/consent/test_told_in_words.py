"""Receipts, the course and the form tell in whole sentences what somebody has said."""

from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.models import AttemptWay
from stafet.consent.services import Choice, Signing, ask, give, withdraw
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.services.receiving import Received, receive
from stafet.people.rules import CustodyKind
from stafet.people.services import record_custody
from tests.factories.world import ALL_TOPICS

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.school])
    return log


def sign(world, *choices):
    with world.unit() as unit:
        return give(unit, world.parent_a, world.child, Signing(uuid4(), choices))


def yes(place, **more):
    return Choice(place, yes=True, **{"categories": ALL_TOPICS, **more})


def take_back(world, *what):
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, *what)


def page(web, log, there, who="parent_a"):
    answer = web.as_(who).get(f"/log/{log.id}/{there}")
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def course(web, log, who="pedagogue"):
    return page(web, log, "samtykke/forloeb", who)


def test_L13_a_receipt_tells_a_no_how_far_back_and_own_matters(web, log):
    world = web.world
    given = yes(world.ppr, everything=False, own_matters=True)
    act = sign(world, given, Choice(world.school, yes=False))
    told = page(web, log, f"samtykke/kvittering/{act}")
    assert "PPR Eksempelby: ja til" in told
    assert "Kun det, der sker og bliver skrevet fra den 1. marts 2027." in told
    assert "Også det, der står om giverens egne private ting." in told
    assert "Engskolen: nej." in told


def test_L13_a_plain_yes_is_not_told_as_a_narrower_or_a_wider_one(web, log):
    told = page(web, log, f"samtykke/kvittering/{sign(web.world, yes(web.world.ppr))}")
    assert "PPR Eksempelby: ja til" in told
    assert "Kun det, der sker" not in told
    assert "egne private ting" not in told


def test_L13_the_receipt_of_a_taking_back_tells_which_topics(web, log):
    sign(web.world, yes(web.world.ppr))
    take_back(web.world, web.world.ppr, "health")
    assert "PPR Eksempelby: taget tilbage for helbred." in page(web, log, "samtykke/kvitteringer")


def test_L18_who_is_asked_again_reads_how_far_the_former_yes_went(web, log, clock):
    world = web.world
    sign(world, yes(world.ppr, everything=False, own_matters=True))
    clock.advance(days=1)
    with world.unit() as unit:
        facts = {"source": "court", "from_at": unit.now, "by": None}
        record_custody(unit, world.child, world.parent_a.person_id, CustodyKind.SOLE, **facts)
    told = page(web, log, "samtykke")
    assert "Kun fra den 1. marts 2027 og frem." in told
    assert "Også om dine egne private ting." in told


def test_the_course_tells_from_when_a_yes_counts(web, log):
    sign(web.world, yes(web.world.ppr, from_on=date(2027, 8, 1)))
    assert "Det gælder fra 1. august 2027." in course(web, log)


def test_the_course_tells_what_was_said_aloud(web, log, clock):
    world = web.world
    clock.advance(days=1)
    with world.unit() as unit:
        signing = Signing(uuid4(), (yes(world.ppr),), signed_on=day_of(unit.now))
        said = Received(world.parent_a.person_id, signing, words="Ja, det må de.", present="Mor")
        receive(unit, world.pedagogue, world.child, said)
    assert "Anna Eksempel sagde ja til PPR Eksempelby." in course(web, log)
    assert "Det skete mundtligt." in course(web, log)


@pytest.mark.parametrize("interpreter", [True, False])
def test_L09_the_course_tells_the_holder_how_a_giver_was_tried_to_be_reached(web, log, interpreter):
    world = web.world
    with world.unit() as unit:
        facts = {"interpreter": interpreter, "on_day": day_of(unit.now)}
        tried = Tried(uuid4(), world.parent_b.person_id, AttemptWay.PHONE, **facts)
        note_attempt(unit, world.pedagogue, world.child, tried)
    told = course(web, log)
    assert "Bo Eksempel blev ringet op, men har ikke svaret." in told
    assert ("Der var tolk med." in told) is interpreter


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        (None, "Anna Eksempel trak alt tilbage."),
        ("health", "Anna Eksempel trak sit ja til alle tilbage: helbred."),
    ],
)
def test_L07_the_course_tells_what_was_taken_back_from_all(web, log, topic, says):
    sign(web.world, yes(web.world.ppr))
    take_back(web.world, None, topic)
    assert says in course(web, log)


def test_L09_a_try_of_more_than_a_year_ago_is_told_at_its_field(web, log):
    there, browser = f"/log/{log.id}/samtykke/forsoeg", web.as_("pedagogue")
    long_ago = day_of(web.world.database.clock.now()) - timedelta(days=400)
    tried = {"giver": str(web.world.parent_b.person_id), "way": "phone"}
    answer = browser.post(there, tried | {"on_day": long_ago.isoformat()})
    assert answer.status_code == 422
    assert "Dagen ligger mere end et år tilbage." in answer.get_data(as_text=True)


def test_no_form_is_printed_before_a_place_is_asked_about(web):
    web.world.concern()
    there = f"/log/{web.world.log().id}/samtykke/modtag"
    answer = web.as_("pedagogue").post(there, {"language": "da", "form_id": str(uuid4())})
    assert answer.status_code == 422
    assert "Spørg først om et sted." in answer.get_data(as_text=True)


def test_an_answer_that_is_too_large_is_told_as_too_large(web, log):
    answer = web.as_("parent_a").client.post(
        f"/log/{log.id}/samtykke", data={"answer": "x" * 12_000_000}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        (None, "trak sit ja til PPR Eksempelby tilbage."),
        ("family", "trak sit ja til PPR Eksempelby tilbage: familie"),
    ],
)
def test_the_course_tells_what_was_taken_back_from_one_place(web, log, topic, told):
    world = web.world
    sign(world, yes(world.ppr), yes(world.school))
    take_back(world, world.ppr, topic)
    assert told in course(web, log)


def test_the_course_tells_that_one_topic_was_taken_back_from_everybody(web, log):
    world = web.world
    sign(world, yes(world.ppr), yes(world.school))
    take_back(world, None, "family")
    assert "trak sit ja til alle tilbage: familie" in course(web, log)


def test_L01_who_takes_part_and_does_not_hold_the_log_notes_no_attempts(web, log):
    world = web.world
    world.task(world.psychologist, world.ppr)
    assert web.as_("psychologist").get(f"/log/{log.id}/samtykke").status_code == 200
    assert web.as_("psychologist").get(f"/log/{log.id}/samtykke/forsoeg").status_code == 404
