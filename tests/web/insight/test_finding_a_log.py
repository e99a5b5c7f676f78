"""The data-protection officer finds what to ask about by a child's number (L62)."""

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.accounts.services import grant_role
from stafet.audit.models import Block
from stafet.errors import NotFound
from stafet.insight.who_could_page import log_to_ask_about
from stafet.web.viewer import Role
from tests.factories.special import CPR

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
UNKNOWN = "610320-4993"
PLACE = "/hvem-kunne"


@pytest.fixture
def officer(web):
    with web.world.unit() as unit:
        grant_role(unit, web.world.nurse.person_id, Role.DPO, None)
    return web.as_("nurse")


def test_the_overview_leads_to_the_question(officer):
    assert f'href="{PLACE}"' in officer.get("/").get_data(as_text=True)
    assert officer.get(PLACE).status_code == 200


def test_a_number_leads_to_the_childs_log(web, officer):
    log = web.world.log()
    answer = officer.post(PLACE, {"cpr": CPR})
    assert answer.status_code == 303
    assert answer.location == f"/log/{log.id}/hvem-kunne"


def test_L01_a_child_without_a_log_and_no_child_are_answered_alike(officer):
    told = [officer.post(PLACE, {"cpr": number}) for number in (CPR, UNKNOWN)]
    assert [answer.status_code for answer in told] == [422, 422]
    for answer in told:
        assert "Der er ikke noget at spørge om på det nummer." in answer.get_data(as_text=True)
        assert "Anton" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("number", ["", "12", "990220-4801"])
def test_what_is_no_number_is_asked_for_again(officer, number):
    assert officer.post(PLACE, {"cpr": number}).status_code == 422


def test_L44_each_question_is_recorded_without_the_number(web, officer):
    for number in (CPR, UNKNOWN):
        officer.post(PLACE, {"cpr": number})
    with web.world.unit() as unit:
        bodies = unit.session.scalars(select(Block.body).where(Block.chain == audit.KOMMUNE))
        asked = [body for body in bodies if '"record:who-could-find"' in body]
    assert len(asked) == 2
    assert not any(CPR.replace("-", "") in body for body in asked)
    assert asked[0] != asked[1]


@pytest.mark.parametrize("name", ["leader", "pedagogue", "parent_a"])
def test_L01_nobody_else_can_ask_by_a_number(web, name):
    web.world.log()
    assert web.as_(name).get(PLACE).status_code in {403, 404}
    with web.world.unit() as unit, pytest.raises(NotFound):
        log_to_ask_about(unit, web.world.people[name], CPR)
