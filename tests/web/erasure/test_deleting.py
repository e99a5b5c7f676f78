"""The pages of deleting: the officer and the leader see what is due, hold it back, approve."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.accounts.models import Account
from stafet.accounts.services import grant_role
from stafet.erasure.models import Certificate, Order
from stafet.vault import Vault
from stafet.web.viewer import Role
from tests.factories.erasure import YEARS_5, run, worker
from tests.factories.special import school_leader


@pytest.fixture
def concern(web):
    web.world.concern("Anton græder, når far går.")
    web.world.database.clock.advance(days=800)
    return web.world.child


def signed_in(web, name, role):
    """Return a browser of somebody whose role has been reviewed lately (L53)."""
    with web.world.unit() as unit:
        grant_role(unit, web.world.people[name].person_id, role, by=None)
    return web.as_(name)


@pytest.fixture
def officer(web):
    return signed_in(web, "nurse", Role.DPO)


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def chosen(page):
    return re.findall(r'name="things" value="([^"]+)"', page)


def test_the_officer_approves_the_list_once_and_the_certificate_stands_there(
    web, concern, officer, settings, vault, catalogue
):
    page = text_of(officer.get("/sletning"))
    assert "Anton Eksempel" in page
    assert "Bekymring uden stafetlog" in page
    assert "græder" not in page
    assert "Gemt siden 1. marts 2027, slettes fra" in page
    assert page.count("Anton Eksempel, ") == 1
    things = chosen(page)
    assert officer.post("/sletning", {"things": things}).status_code == 303
    assert "1 bliver slettet" in text_of(officer.get("/sletning"))
    assert "Bliver slettet" in text_of(officer.get("/sletning"))
    run(web.world, worker(web.world, settings, vault, catalogue))
    officer = web.as_("nurse")
    told = text_of(officer.get("/sletning/beviser"))
    address = re.search(r'href="(/sletning/bevis/[^"]+)"', told).group(1)
    certificate = text_of(officer.get(address))
    assert "Regler om opbevaring og sletning" in certificate
    assert "Signe Sund" in certificate
    assert "Anton" not in certificate
    with web.world.unit() as unit:
        assert unit.session.scalars(select(Certificate.digest)).one().hex() in certificate


def test_nothing_chosen_is_nothing_deleted(web, concern, officer):
    told = officer.post("/sletning", {})
    assert "Vælg, hvad der skal slettes." in text_of(told, 422)
    with web.world.unit() as unit:
        assert unit.session.scalars(select(Order)).all() == []


def test_the_leader_of_the_place_sees_it(web, concern):
    leader = signed_in(web, "leader", Role.LEADER)
    assert "Anton Eksempel" in text_of(leader.get("/sletning"))
    assert "Anton Eksempel" in text_of(leader.get(f"/sletning/barn/{concern}"))


def test_a_leader_of_another_place_sees_nothing_of_it(web, concern):
    other = school_leader(web.world)
    with web.world.unit() as unit:
        index = unit.use(Vault).blind_index("login", "other")
        unit.session.add(
            Account(
                id=other.account_id,
                person_id=other.person_id,
                login_index=index,
                made_at=unit.now,
            )
        )
    browser = signed_in(web, "school_leader", Role.LEADER)
    page = text_of(browser.get("/sletning"))
    assert "Anton" not in page
    assert chosen(page) == []
    text_of(browser.get(f"/sletning/barn/{concern}"), 404)


def test_a_hold_is_set_and_lifted_with_its_reasons(web, concern, officer):
    at = f"/sletning/barn/{concern}"
    told = officer.post(f"{at}/behold", {"reason": "complaint", "why": ""})
    assert "Skriv, hvorfor det skal gemmes." in text_of(told, 422)
    held = officer.post(f"{at}/behold", {"reason": "complaint", "why": "Mor har klaget."})
    assert held.location == at
    page = text_of(officer.get(at))
    assert "Mor har klaget." in page
    assert "En klage eller retssag kører" in page
    assert chosen(text_of(officer.get("/sletning"))) == []
    lift = re.search(r'href="([^"]+/ophaev)"', page).group(1)
    assert "Skriv, hvorfor" in text_of(officer.post(lift, {"why": " "}), 422)
    officer.post(lift, {"why": "Klagen er trukket."})
    assert "Klagen er trukket." in text_of(officer.get(at))
    assert len(chosen(text_of(officer.get("/sletning")))) == 1


def test_the_archive_is_noted_for_a_closed_log(web, officer):
    web.world.concern()
    log = web.world.log()
    holder = web.as_("pedagogue")
    assert "Skriv, hvorfor" in text_of(holder.post(f"/log/{log.id}/luk", {"why": ""}), 422)
    closed = holder.post(f"/log/{log.id}/luk", {"why": "Det går godt."})
    assert closed.location == "/"
    assert "Det går godt." in text_of(web.as_("parent_a").get(f"/log/{log.id}"))
    assert "Kommer senere" in text_of(officer.get("/sletning"))
    web.world.database.clock.advance(days=YEARS_5.days)
    officer = signed_in(web, "nurse", Role.DPO)
    page = text_of(officer.get("/sletning"))
    assert "Først til arkivet" in page
    assert chosen(page) == []
    address = re.search(r'href="(/sletning/barn/[^"]+/arkiv/[^"]+)"', page).group(1)
    text_of(officer.get(address))
    assert "Skriv, hvilken dag" in text_of(officer.post(address, {"on_day": ""}), 422)
    tomorrow = web.world.database.clock.now() + timedelta(days=1)
    told = officer.post(address, {"on_day": f"{tomorrow:%d/%m/%Y}"})
    assert "ikke kommet endnu" in text_of(told, 422)
    today = web.world.database.clock.now()
    assert officer.post(address, {"on_day": f"{today:%d/%m/%Y}"}).status_code == 303
    assert len(chosen(text_of(officer.get("/sletning")))) == 1


def test_while_the_relay_is_offered_the_log_stays_open(web):
    web.world.concern()
    log = web.world.log()
    web.world.consents(web.world.ppr)
    web.world.task(web.world.psychologist, web.world.ppr)
    holder = web.as_("pedagogue")
    person = f"{web.world.psychologist.person_id}|{web.world.ppr}"
    assert holder.post(f"/log/{log.id}/overdrag", {"person": person}).status_code == 303
    told = text_of(holder.post(f"/log/{log.id}/luk", {"why": "Slut."}), 422)
    assert "Tag tilbuddet tilbage først." in told


def test_what_is_not_there_is_not_found(web, concern, officer):
    for path in (
        f"barn/{uuid4()}",
        f"bevis/{uuid4()}",
        f"barn/{concern}/arkiv/{uuid4()}",
        f"barn/{concern}/behold/{uuid4()}/ophaev",
    ):
        text_of(officer.get(f"/sletning/{path}"), 404)
