"""Holes that were found once and stay closed: what leaves the house for a person outside."""

from uuid import uuid4

import pytest

from stafet import audit
from stafet.clock import day_of
from stafet.consent.pages.handing import handed_copy
from stafet.consent.services import name_outsider
from stafet.logs.services import correct_entry
from stafet.people.models import Institution
from stafet.people.rules import Identity, Outsider
from stafet.people.services import open_institution, place_child, register_child
from tests.factories.consent import events
from tests.factories.meetings import called
from tests.factories.outsider import HANNE, NAME, asked_about, counted, handed_over
from tests.factories.world import writing

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
WORDS = "Anton leger med Ida."


@pytest.fixture
def hanne(world, log, clock):
    """A person outside whom both parents have said yes to, a day after the log was opened."""
    outsider = asked_about(world)
    world.consents(outsider)
    clock.advance(days=1)
    return outsider


def page_of(log, outsider):
    return f"/log/{log.id}/samtykke/udenfor/{outsider}"


def test_what_the_family_cannot_read_yet_is_not_handed_over(world, log, hanne, clock):
    before = counted(world, log, hanne)
    world.entry(log, world.pedagogue, WORDS, at_once=False)
    assert counted(world, log, hanne) == before
    assert WORDS not in handed_over(world, log, hanne)
    clock.advance(days=4)
    assert WORDS in handed_over(world, log, hanne)


def test_a_wording_that_was_corrected_is_handed_over_no_more(world, log, hanne, clock):
    note = world.entry(log, world.pedagogue, WORDS)
    own = frozenset({"child", str(world.parent_a.person_id)})
    with world.unit() as unit:
        told = writing(unit, "Mor er syg.", subjects=own)
        correct_entry(unit, world.pedagogue, log.id, note.record_id, 1, told)
    for _ in range(2):
        assert not {WORDS, "Mor er syg."} & set(handed_over(world, log, hanne))
        clock.advance(days=4)


def test_an_address_alone_hands_nothing_over(web, log, hanne):
    world, there = web.world, page_of(log, hanne)
    holder, paper = web.as_("pedagogue"), f"{there}/kopi.pdf"
    for method in ("get", "head"):
        assert getattr(holder.client, method)(paper).status_code == 404, method
    assert holder.client.post(paper).status_code == 403, "without the page's token"
    assert events(world, world.child, "consent:hand-over") == []
    assert holder.post(paper, {}, seen=there).mimetype == "application/pdf"
    assert len(events(world, world.child, "consent:hand-over")) == 1


def named(world, press, who=HANNE, child=None):
    with world.unit() as unit:
        return name_outsider(unit, world.pedagogue, child or world.child, press, who)


def test_the_press_of_a_button_about_one_child_names_nobody_of_anothers(world, log):
    press = uuid4()
    mine = named(world, press)
    with world.unit() as unit:
        other = register_child(unit, Identity("Ida Eksempel", "620418-4980"), by=None)
    theirs = named(world, press, child=other)
    assert theirs != mine
    with world.unit() as unit:
        assert unit.session.get_one(Institution, theirs).child_id == other


def test_another_name_sent_by_the_same_form_is_not_lost(world, log):
    press = uuid4()
    assert named(world, press) == named(world, press)
    assert named(world, press, Outsider("Hanne Holt", HANNE.role)) != named(world, press)


@pytest.mark.parametrize(
    ("who", "page"),
    [("pedagogue", "inviter?"), ("leader", "saerlig-adgang/ny?slags=case_officer&")],
    ids=["invite", "special-access"],
)
def test_he_is_no_place_that_somebody_works_at(web, log, hanne, who, page):
    there = f"/log/{log.id}/{page}sted="
    web.world.consents(web.world.school)
    assert web.as_(who).get(f"{there}{web.world.school}").status_code == 200
    assert web.as_(who).get(f"{there}{hanne}").status_code == 404


def test_a_name_that_is_not_shown_is_not_opened(web, log, hanne):
    world = web.world
    world.task(world.psychologist, world.ppr)
    note = world.entry(log, world.psychologist, "Testet hos PPR.")
    browser, me = web.as_("psychologist"), str(world.psychologist.person_id)
    for ending in ("/skriv", "/aftal", f"/optegnelse/{note.record_id}/laesere"):
        answer = browser.get(f"/log/{log.id}{ending}")
        assert NAME not in answer.get_data(as_text=True)
    told = events(world, audit.KOMMUNE, "names:outside")
    assert not [event for event in told if event["actor"] == me]


def test_where_a_meeting_was_betrays_no_home_on_the_copy(world, log, hanne):
    called(world, log, place="Klub Fjordglimt")
    with world.unit() as unit:
        club = open_institution(unit, "klub", "Klub Fjordglimt", "Eksempelby Kommune").id
        today, protects = day_of(unit.now), world.parent_b.person_id
        place_child(unit, world.child, club, None, today, protects=protects, by=None)
    with world.unit() as unit:
        copy = handed_copy(unit, world.pedagogue, log.id, hanne)
    told = str(copy.entries)
    assert "Pia taler med Anton dagen før." in told
    assert "Fjordglimt" not in told
