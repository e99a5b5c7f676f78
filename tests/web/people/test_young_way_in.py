"""The young person gets a way in of its own, once it is old enough (L11)."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest

from stafet import audit
from stafet.accounts.queries import account_of, load_viewer
from stafet.clock import start_of_day
from stafet.web.viewer import ViewerKind

FOURTEEN, FIFTEEN = start_of_day(date(2027, 3, 9), 20), start_of_day(date(2027, 3, 10), 9)
YOUNG = {"name": "Freja Birk", "cpr": "700312-4980", "from_on": "01/03/2027"}
HANDED = {"login": "freja", "how": "passport"}


@pytest.fixture
def leader(web):
    return lambda: web.as_("leader")


@pytest.fixture
def child(web, leader):
    """A child of the leader's who turns 15 in some days."""
    answer = leader().post("/leder/barn/nyt", {**YOUNG, "place": f"{web.world.daycare}:"})
    return UUID(answer.location.rsplit("/", 1)[1])


@pytest.fixture
def addresses(child):
    return f"/leder/barn/{child}", f"/leder/barn/{child}/adgang/{child}"


def test_L11_before_the_day_there_is_no_invitation_and_no_link_to_one(leader, addresses, clock):
    page, way_in = addresses
    clock.set(FOURTEEN)
    assert way_in not in leader().get(page).get_data(as_text=True)
    assert leader().get(way_in).status_code == 404


def test_L11_on_the_day_the_leader_hands_over_a_way_in_and_the_check_is_recorded(
    web, leader, child, addresses, clock
):
    page, way_in = addresses
    clock.set(FIFTEEN)
    assert way_in in leader().get(page).get_data(as_text=True)
    shown = leader().post(way_in, HANDED).get_data(as_text=True)
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/invitation/[\w-]+)", shown)
    assert web.stranger().get(path).status_code == 200
    with web.world.unit() as unit:
        assert account_of(unit, child) is not None
        bodies = [block.body for block in audit.blocks(unit, audit.KOMMUNE)]
    told = [body for body in bodies if "accounts:invite" in body]
    assert any("passport" in body and str(child) in body for body in told)


def test_L11_who_comes_in_by_it_is_the_young_person(web, leader, child, addresses, clock):
    clock.set(FIFTEEN)
    leader().post(addresses[1], HANDED)
    with web.world.unit() as unit:
        viewer = load_viewer(unit, account_of(unit, child).id)
    assert (viewer.kind, viewer.person_id) == (ViewerKind.YOUNG, child)


def test_L11_nobody_without_identity_check_and_no_other_leader_hands_one_over(
    web, leader, child, addresses, clock
):
    way_in = addresses[1]
    clock.set(FIFTEEN)
    assert leader().post(way_in, {**HANDED, "how": ""}).status_code == 422
    for who in ("teacher", "pedagogue", "parent_a"):
        assert web.as_(who).get(way_in).status_code in {403, 404}
    assert leader().get(f"/leder/barn/{child}/adgang/{uuid4()}").status_code == 404
