"""A leader closes all access to a child, the officer hears of it, and a mistake is mended (L60)."""

import pytest

from stafet.accounts.services import grant_role
from stafet.clock import day_of
from stafet.people.queries import placements_of
from stafet.people.services import move_on
from stafet.web.viewer import Role

TOLD = {"why": "adoption", "happened_on": "01/03/2027", "source": "authority", "sure": "y"}


@pytest.fixture
def log(web, clock):
    log = web.world.log()
    clock.advance(minutes=1)
    return log


@pytest.fixture
def address(web):
    return f"/leder/barn/{web.world.child}/luk"


def test_L60_from_the_childs_page_the_leader_closes_and_opens_again(web, log, address, clock):
    leader, child = web.as_("leader"), f"/leder/barn/{web.world.child}"
    assert address in leader.get(child).get_data(as_text=True)
    assert leader.post(address, TOLD).status_code == 303
    clock.advance(seconds=1)
    assert "Al adgang er lukket" in leader.get(child).get_data(as_text=True)
    for who in ("parent_a", "pedagogue"):
        assert web.as_(who).get(f"/log/{log.id}").status_code == 404
    page = leader.get(address).get_data(as_text=True)
    assert f"{address}/fortryd" in page
    assert "adopteret" in page
    assert leader.post(f"{address}/fortryd", {"mistake": "wrong_child"}).status_code == 303
    clock.advance(seconds=1)
    assert web.as_("parent_a").get(f"/log/{log.id}").status_code == 200
    assert "Det var et andet barn" in leader.get(address).get_data(as_text=True)


@pytest.mark.usefixtures("log")
def test_L60_a_parent_reads_on_the_overview_that_it_is_closed_and_no_name(web, address, clock):
    web.as_("leader").post(address, TOLD)
    clock.advance(seconds=1)
    overview = web.as_("parent_a").get("/").get_data(as_text=True)
    assert "er lukket" in overview
    assert "Anton" not in overview
    assert "forældremyndighed over et barn her" not in overview


@pytest.mark.usefixtures("log")
def test_L60_the_officer_sees_on_the_overview_who_said_what_and_of_no_child_the_name(
    web, address, clock
):
    with web.world.unit() as unit:
        grant_role(unit, web.world.nurse.person_id, Role.DPO, None)
    web.as_("leader").post(address, TOLD)
    clock.advance(seconds=1)
    overview = web.as_("nurse").get("/").get_data(as_text=True)
    assert "Solsikken" in overview
    assert "adopteret" in overview
    assert "Anton" not in overview
    assert "adopteret" not in web.as_("leader").get("/").get_data(as_text=True)
    clock.advance(days=91)
    assert "adopteret" not in web.as_("nurse").get("/").get_data(as_text=True)


def test_L60_a_form_with_something_missing_closes_nothing(web, log, address):
    leader = web.as_("leader")
    for missing in ({"why": ""}, {"source": ""}, {"sure": ""}, {"happened_on": "02/03/2027"}):
        assert leader.post(address, {**TOLD, **missing}).status_code == 422
    assert leader.post(f"{address}/fortryd", {"mistake": "not_true"}).status_code == 422
    assert leader.post(f"{address}/fortryd", {"mistake": ""}).status_code == 422
    assert web.as_("parent_a").get(f"/log/{log.id}").status_code == 200


@pytest.mark.usefixtures("log")
def test_L60_no_other_leader_and_nobody_else_sees_the_page(web, address):
    for who in ("teacher", "pedagogue", "parent_a"):
        for page in (address, f"{address}/fortryd"):
            assert web.as_(who).get(page).status_code in {403, 404}


def test_L60_the_leader_of_the_holder_gets_there_by_special_access(web, log, address):
    with web.world.unit() as unit:
        for stay in placements_of(unit, web.world.child):
            move_on(unit, stay, day_of(unit.now), by=None)
    page = web.as_("leader").get(f"/log/{log.id}/saerlig-adgang").get_data(as_text=True)
    assert address in page
    assert web.as_("leader").get(address).status_code == 200
