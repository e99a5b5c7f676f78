"""The pages of særlig adgang: a leader decides, a receiver reads, the parents are told."""

import json
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.accounts.models import RoleGrant
from stafet.accounts.proving import PROVED
from stafet.consent.special.models import Access
from stafet.web.sessions import SessionRow
from stafet.web.viewer import Role
from tests.factories.special import CPR, alarmed, given
from tests.fixtures.web import TOKEN

SECRET = "Anton sover dårligt, og mor er bekymret."
REASON = "Familien skal hjælpes i denne uge."


@pytest.fixture
def log(web):
    web.world.concern()
    return web.world.log()


@pytest.fixture
def note(web, log):
    return web.world.entry(log, web.world.pedagogue, SECRET)


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def decide_at(web, log, kind="case_officer"):
    return f"/log/{log.id}/saerlig-adgang/ny?slags={kind}&sted={web.world.ppr}"


def choice(web, note, **more):
    return {
        "receiver": str(web.world.psychologist.person_id),
        "records": [str(note.record_id)],
        "reason": REASON,
        "tell_parents": "yes",
        **more,
    }


def proved(web, name):
    """Return a browser of somebody who has just typed his password."""
    browser = web.as_(name)
    with web.world.unit() as unit:
        for row in unit.session.scalars(select(SessionRow)):
            told = json.loads(row.data) | {PROVED: unit.now.isoformat()}
            row.data = json.dumps(told)
    return browser


def as_dpo(web):
    with web.world.unit() as unit:
        person = web.world.nurse.person_id
        told = {"from_at": unit.now, "reviewed_at": unit.now, "to_at": None}
        unit.session.add(RoleGrant(person_id=person, role=Role.DPO, **told))
    return web.as_("nurse")


def test_a_leader_decides_without_seeing_a_word_of_the_texts(web, log, note):
    leader = web.as_("leader")
    overview = text_of(leader.get("/saerlig-adgang"))
    assert f"/log/{log.id}/saerlig-adgang" in overview
    page = text_of(leader.get(f"/log/{log.id}/saerlig-adgang"))
    assert "Sagsbehandler" in page
    page = text_of(leader.get(decide_at(web, log)))
    assert SECRET not in page
    assert str(note.record_id) in page
    assert "Solsikken" in page
    answer = leader.post(decide_at(web, log), choice(web, note))
    assert answer.status_code == 303
    page = text_of(leader.get(f"/log/{log.id}/saerlig-adgang"))
    assert REASON in page
    assert SECRET not in page


def test_the_receiver_finds_and_reads_what_was_chosen(web, log, note):
    other = web.world.entry(log, web.world.pedagogue, "Noget helt andet.")
    given(web.world, note)
    reader = web.as_("psychologist")
    assert "/saerlig-adgang" in text_of(reader.get("/"))
    mine = text_of(reader.get("/saerlig-adgang"))
    assert "Anton Eksempel" in mine
    address = re.search(r'href="(/saerlig-adgang/[0-9a-f-]{36})"', mine)[1]
    page = text_of(reader.get(address))
    assert SECRET in page
    assert f'data-entry="{note.record_id}"' in page
    assert str(other.record_id) not in page
    assert "barnets lov § 136" in page
    reader.post(f"{address}/slut", {}, seen=address)
    text_of(reader.get(address), 404)


@pytest.mark.parametrize("who", ["stranger", "leader", "parent_a", "pedagogue"])
def test_L01_nobody_else_opens_the_receivers_page(web, note, who):
    opened, nothing, browser = given(web.world, note), uuid4(), web.as_(who)
    page = text_of(browser.get(f"/saerlig-adgang/{opened}"), 404)
    there_is_none = text_of(browser.get(f"/saerlig-adgang/{nothing}"), 404)
    assert TOKEN.sub("", page).replace(str(opened), str(nothing)) == TOKEN.sub("", there_is_none)


@pytest.mark.parametrize("who", ["pedagogue", "parent_a", "psychologist"])
def test_L01_nobody_but_a_deciding_leader_comes_to_the_leaders_page(web, log, note, who):
    text_of(web.as_(who).get(f"/log/{log.id}/saerlig-adgang"), 404)
    text_of(web.as_(who).get(decide_at(web, log)), 404)


@pytest.mark.parametrize(
    "query", ["", "?slags=case_officer", "?slags=nonsense&sted=x", "?slags=emergency&sted={ppr}"]
)
def test_an_unknown_kind_or_place_is_not_there(web, log, note, query):
    address = f"/log/{log.id}/saerlig-adgang/ny" + query.format(ppr=web.world.ppr)
    text_of(web.as_("leader").get(address), 404)


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(web, log, note):
    leader = web.as_("leader")
    wrong = choice(web, note, records=[], last_day="2030-01-01")
    page = text_of(leader.post(decide_at(web, log), wrong), 422)
    assert REASON in page
    assert "Datoen kan senest være" in page
    late = choice(web, note, tell_parents="no")
    assert "Skriv, hvorfor forældrene ikke" in text_of(leader.post(decide_at(web, log), late), 422)
    himself = choice(web, note, receiver=str(web.world.leader.person_id))
    text_of(leader.post(decide_at(web, log), himself), 422)


def test_a_silent_giver_that_may_not_be_passed_by_is_explained(web, log, note):
    page = text_of(web.as_("leader").get(decide_at(web, log, "silent_giver")))
    assert "mindst 14 dage" in page
    assert "<select" not in page


def test_the_parents_are_told_in_plain_words_and_never_who_or_why(web, log, note):
    given(web.world, note)
    parent = web.as_("parent_a")
    assert 'href="/saerlig-adgang"' in text_of(parent.get("/"))
    page = text_of(parent.get("/saerlig-adgang"))
    assert "Sagsbehandler i en underretning" in page
    assert "PPR Eksempelby" in page
    assert "Per Psykolog" not in page
    assert "Familien skal" not in page
    assert "særlig adgang" in text_of(parent.get(f"/log/{log.id}"))


def test_L46_what_the_parents_are_not_told_shows_nowhere(web, log, note):
    opened = given(web.world, note, tell_parents=False, not_told="Det kan skade barnet.")
    text_of(web.as_("psychologist").get(f"/saerlig-adgang/{opened}"))
    parent = web.as_("parent_a")
    for address in ("/", "/saerlig-adgang", f"/log/{log.id}", f"/log/{log.id}/laesninger"):
        page = text_of(parent.get(address))
        assert "Sagsbehandler" not in page
        assert "PPR" not in page
        assert 'href="/saerlig-adgang"' not in page
        assert "svag" not in page
    leader = web.as_("leader")
    page = f"/log/{log.id}/saerlig-adgang"
    leader.post(f"{page}/{opened}/fortael", {}, seen=page)
    assert "Sagsbehandler" in text_of(parent.get("/saerlig-adgang"))


def test_L16_an_emergency_from_reason_to_approval(web, note):
    colleague = proved(web, "stranger")
    told = {"reason": "Barnet har blå mærker.", "cpr": CPR, "tell_parents": "yes"}
    answer = colleague.post("/noedadgang", told)
    assert answer.status_code == 303
    page = text_of(colleague.get(answer.location))
    assert SECRET in page
    assert "Ring til din leder nu" in page
    leader = web.as_("leader")
    assert "venter på dit ja eller nej" in text_of(leader.get("/"))
    waiting = text_of(leader.get("/saerlig-adgang"))
    address = re.search(r'href="(/saerlig-adgang/[0-9a-f-]{36}/svar)"', waiting)[1]
    page = text_of(leader.get(address))
    assert "blå mærker" in page
    assert SECRET not in page
    assert leader.post(address, {"answer": "yes"}).status_code == 303
    assert "Ring til din leder nu" not in text_of(colleague.get(answer.location))


def test_L16_a_no_shuts_the_page_at_once_and_the_report_shows_the_incident(web, note):
    opened = alarmed(web.world, web.world.stranger)
    leader = web.as_("leader")
    leader.post(f"/saerlig-adgang/{opened}/svar", {"answer": "no"})
    text_of(web.as_("stranger").get(f"/saerlig-adgang/{opened}"), 404)
    officer = as_dpo(web)
    page = text_of(officer.get("/rapport/saerlig-adgang"))
    assert f"/rapport/saerlig-adgang/{opened}" in page
    assert "blå mærker" not in page
    assert "Anton" not in page
    address = f"/rapport/saerlig-adgang/{opened}"
    assert officer.post(address, {}).status_code == 422
    assert officer.post(address, {"outcome": "unjustified"}).status_code == 303
    assert address not in text_of(officer.get("/rapport/saerlig-adgang"))
    assert officer.get(address).status_code == 303


def test_L16_a_no_after_a_yes_says_that_somebody_has_approved(web, note):
    address = f"/saerlig-adgang/{alarmed(web.world, web.world.stranger)}/svar"
    leader = web.as_("leader")
    token = TOKEN.search(text_of(leader.get(address))).group(1)
    assert leader.post(address, {"answer": "yes"}).status_code == 303
    late = leader.client.post(address, data={"csrf_token": token, "answer": "no"})
    assert "Nogen har godkendt den" in text_of(late, 422)


def test_L16_the_answer_is_the_same_for_no_child_and_for_a_wrong_date(web, note):
    colleague = proved(web, "stranger")
    told = {"reason": "Fare.", "name": "Anton Eksempel", "tell_parents": "yes"}
    page = text_of(colleague.post("/noedadgang", {**told, "born_on": ["2", "3", "2020"]}), 422)
    assert "Der blev ikke fundet noget" in page
    assert "Fare." in page
    page = text_of(colleague.post("/noedadgang", {"reason": "", "cpr": CPR}), 422)
    assert SECRET not in page


def test_L16_nothing_opens_before_one_has_shown_again_who_one_is(web, note):
    told = {"reason": "Fare.", "cpr": CPR, "tell_parents": "yes", "password": "forkert kodeord"}
    page = text_of(web.as_("stranger").post("/noedadgang", told), 422)
    assert "Fare." in page
    with web.world.unit() as unit:
        assert unit.session.scalars(select(Access)).all() == []


def test_L16_an_administrator_does_not_come_to_the_page(web, note):
    with web.world.unit() as unit:
        person = web.world.nurse.person_id
        told = {"from_at": unit.now, "reviewed_at": unit.now, "to_at": None}
        unit.session.add(RoleGrant(person_id=person, role=Role.ADMIN, **told))
    text_of(web.as_("nurse").get("/noedadgang"), 404)
    text_of(web.as_("parent_a").get("/noedadgang"), 404)


def test_L17_a_refusal_is_kept_with_its_reason(web, log, note):
    leader = web.as_("leader")
    address = f"/log/{log.id}/saerlig-adgang/afslag?slags=access_request"
    assert leader.post(address, {"asker": "", "reason": ""}).status_code == 422
    told = {"asker": "Far uden forældremyndighed", "reason": "Hensynet til barnet vejer tungest."}
    assert leader.post(address, told).status_code == 303
    page = text_of(leader.get(f"/log/{log.id}/saerlig-adgang"))
    assert "vejer tungest" in page
    wrong = address.replace("access_request", "case_officer")
    text_of(leader.post(wrong, told), 422)


def test_the_report_counts_a_leaders_own_and_turns_its_months(web, log, note):
    given(web.world, note)
    leader = web.as_("leader")
    page = text_of(leader.get("/rapport/saerlig-adgang?maaned=2027-03"))
    assert "marts 2027" in page
    assert "Per Psykolog" in page
    assert "Ingen i denne måned" in text_of(leader.get("/rapport/saerlig-adgang?maaned=2027-02"))
    assert "marts 2027" in text_of(leader.get("/rapport/saerlig-adgang?maaned=9999-99"))
    text_of(web.as_("pedagogue").get("/rapport/saerlig-adgang"), 404)
