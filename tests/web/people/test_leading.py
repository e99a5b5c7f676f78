"""Leaders run their groups, children, custody and substitutes, and no other place's."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import day_of
from stafet.people.models import Custody, Guardian, Person, Placement, Task
from stafet.people.queries import contacts_of, custodians, groups_of, tasks_of
from stafet.people.rules import TaskWhy
from stafet.people.services import open_group

NEW = {"name": "Freja Birk", "cpr": "620321-4982", "address": "Engvej 2", "from_on": "01/03/2027"}
PARENT = {
    "name": "Ida Birk",
    "email": "ida@hjem.example",
    "language": "da",
    "kind": "joint",
    "source": "cpr",
    "checked_on": "01/03/2027",
    "from_on": "02/03/2021",
}


@pytest.fixture
def leader(web):
    return web.as_("leader")


@pytest.fixture
def room(web):
    with web.world.unit() as unit:
        (group,) = groups_of(unit, web.world.daycare)
    return group


@pytest.fixture
def child(web, leader, room):
    """A child the leader has registered in the room."""
    answer = leader.post("/leder/barn/nyt", {**NEW, "place": f"{web.world.daycare}:{room.id}"})
    return answer.location


def rows(web, table, *where):
    with web.world.unit() as unit:
        return unit.session.scalars(select(table).where(*where)).all()


def tasks(web, name, child):
    with web.world.unit() as unit:
        unit.no_earlier_than(unit.now + timedelta(seconds=1))
        found = tasks_of(unit, web.world.people[name].person_id)
        return [task.why for task in found if str(task.child_id) in child]


def test_a_registered_child_gets_its_group_and_the_contact_person_a_task(web, leader, child):
    page = leader.get(child).get_data(as_text=True)
    assert "Freja Birk" in page
    assert "620321" not in page
    assert tasks(web, "pedagogue", child) == [TaskWhy.CONTACT]


def test_the_same_child_is_registered_once(web, leader, child, room):
    again = leader.post("/leder/barn/nyt", {**NEW, "place": f"{web.world.daycare}:{room.id}"})
    assert again.location == child
    assert len(rows(web, Person, Person.kind == "child")) == 2


@pytest.mark.parametrize("cpr", ["310220-1234", "12345", "000000-0000", ""])
def test_L56_an_impossible_number_is_told_at_its_field(web, leader, room, cpr):
    told = {**NEW, "cpr": cpr, "place": f"{web.world.daycare}:{room.id}"}
    page = leader.post("/leder/barn/nyt", told)
    assert page.status_code == 422
    assert b'href="#cpr"' in page.data
    assert b"Freja Birk" in page.data


def test_L61_another_places_child_is_neither_shown_nor_placed(web, leader, room):
    told = {**NEW, "cpr": "610320-4985", "place": f"{web.world.daycare}:{room.id}"}
    with web.world.unit() as unit:
        for row in unit.session.scalars(select(Placement)):
            row.institution_id, row.group_id = web.world.school, None
    page = leader.post("/leder/barn/nyt", told)
    assert page.status_code == 422
    assert b"Anton" not in page.data
    assert all(row.institution_id == web.world.school for row in rows(web, Placement))


def test_a_child_of_another_place_and_no_child_answer_alike(web, leader):
    with web.world.unit() as unit:
        for row in unit.session.scalars(select(Placement)):
            row.institution_id, row.group_id = web.world.school, None
    for path in ("", "/sted", "/foraelder", "/opgave"):
        assert leader.get(f"/leder/barn/{web.world.child}{path}").status_code == 404


def test_parents_are_added_with_their_custody(web, leader, child):
    assert leader.post(f"{child}/foraelder", PARENT).location == child
    other = {**PARENT, "name": "Bo Birk", "protected_address": "y", "interpreter": "y"}
    assert leader.post(f"{child}/foraelder", {**other, "language": "ar"}).location == child
    page = leader.get(child).get_data(as_text=True)
    assert "Ida Birk" in page
    assert "Bo Birk" in page
    (guardian,) = rows(web, Guardian, Guardian.language == "ar")
    assert guardian.interpreter
    assert guardian.protected_address


def test_a_siblings_parent_is_one_person(web, leader, child, room):
    with_number = {**PARENT, "cpr": "700380-4983"}
    leader.post(f"{child}/foraelder", with_number)
    leader.post(f"{child}/foraelder", with_number)
    sibling = {**NEW, "name": "Alma Birk", "cpr": "620322-4980"}
    where = {"place": f"{web.world.daycare}:{room.id}"}
    second = leader.post("/leder/barn/nyt", {**sibling, **where}).location
    leader.post(f"{second}/foraelder", with_number)
    held = rows(web, Custody, Custody.source == "cpr", Custody.checked_on == date(2027, 3, 1))
    mine = [row for row in held if str(row.child_id) in child + second]
    assert len(mine) == 2
    assert len({row.guardian_id for row in mine}) == 1


def test_the_same_press_adds_one_parent(web, leader, child):
    told = {**PARENT, "form_id": "3f2c8f5e-6f0f-4d0c-9a3e-0d8a1c0a9e11"}
    leader.post(f"{child}/foraelder", told)
    leader.post(f"{child}/foraelder", told)
    assert leader.get(child).get_data(as_text=True).count("Ida Birk</h3>") == 1


def test_sole_custody_does_not_stand_beside_another(web, leader):
    child = f"/leder/barn/{web.world.child}"
    page = leader.post(f"{child}/foraelder", {**PARENT, "kind": "sole"})
    assert page.status_code == 422
    assert b'href="#kind"' in page.data


def test_custody_ends_when_the_leader_has_checked_it(web, leader):
    child, parent = web.world.child, web.world.parent_b.person_id
    (row,) = rows(web, Custody, Custody.guardian_id == parent)
    url = f"/leder/barn/{child}/myndighed/{row.id}"
    assert leader.post(url, {}).status_code == 422
    assert leader.post(url, {"sure": "y"}).location == f"/leder/barn/{child}"
    with web.world.unit() as unit:
        unit.no_earlier_than(unit.now + timedelta(seconds=1))
        assert custodians(unit, child) == (web.world.parent_a.person_id,)


def test_a_home_that_becomes_protected_is_noted(web, leader):
    (row,) = rows(web, Custody, Custody.guardian_id == web.world.parent_a.person_id)
    url = f"/leder/barn/{web.world.child}/myndighed/{row.id}/behov"
    leader.post(url, {"language": "tr", "protected_address": "y"})
    (needs,) = rows(web, Guardian, Guardian.person_id == web.world.parent_a.person_id)
    assert (needs.language, needs.protected_address) == ("tr", True)


def test_another_childs_custody_is_not_found_here(web, leader, child):
    (row,) = rows(web, Custody, Custody.guardian_id == web.world.parent_a.person_id)
    assert leader.get(f"{child}/myndighed/{row.id}").status_code == 404


def test_a_child_moves_on_and_the_tasks_end_on_the_last_day(web, leader, child, clock):
    told = {"place": f"{web.world.school}:", "from_on": "02/08/2027", "ends_former": "y"}
    assert leader.post(f"{child}/sted", {**told, "protects": ""}).location == child
    assert tasks(web, "pedagogue", child) == [TaskWhy.CONTACT]
    clock.advance(days=(date(2027, 8, 2) - date(2027, 3, 1)).days)
    assert tasks(web, "pedagogue", child) == []
    assert web.as_("leader").get(child).status_code == 404


def test_a_place_can_give_a_protected_home_away(web, leader):
    child, parent = web.world.child, web.world.parent_b.person_id
    url = f"/leder/barn/{child}/sted"
    told = {"place": f"{web.world.school}:", "from_on": "02/08/2027", "protects": str(parent)}
    assert leader.post(url, told).status_code == 303
    (row,) = rows(web, Placement, Placement.institution_id == web.world.school)
    assert row.protects_id == parent


def test_a_substitutes_task_ends_by_itself(web, leader, clock):
    child = f"/leder/barn/{web.world.child}"
    assert (
        leader.post(
            f"{child}/opgave",
            {"person": str(web.world.pedagogue.person_id), "until_on": "05/03/2027"},
        ).location
        == child
    )
    assert TaskWhy.SUBSTITUTE in tasks(web, "pedagogue", child)
    clock.advance(days=4, hours=14)
    assert TaskWhy.SUBSTITUTE in tasks(web, "pedagogue", child)
    clock.advance(hours=1)
    assert TaskWhy.SUBSTITUTE not in tasks(web, "pedagogue", child)


def test_a_substitutes_task_can_be_taken_back_and_others_cannot(web, leader, clock):
    child = f"/leder/barn/{web.world.child}"
    told = {"person": str(web.world.pedagogue.person_id), "until_on": "05/03/2027"}
    leader.post(f"{child}/opgave", told)
    clock.advance(seconds=1)
    for task in rows(web, Task):
        leader.post(f"{child}/opgave/{task.id}/slut", {}, seen=child)
    assert tasks(web, "pedagogue", child) == [TaskWhy.CONTACT]


@pytest.mark.parametrize(
    ("person", "until"),
    [("leader", "05/03/2027"), ("teacher", "05/03/2027"), ("pedagogue", "28/02/2027")],
)
def test_no_task_for_oneself_for_other_places_or_for_the_past(web, leader, person, until):
    told = {"person": str(web.world.people[person].person_id), "until_on": until}
    assert leader.post(f"/leder/barn/{web.world.child}/opgave", told).status_code == 422


def test_groups_get_contact_persons_and_lose_them(web, leader, room):
    url = f"/leder/institution/{web.world.daycare}/gruppe/ny"
    assert leader.post(url, {"name": "Skovstuen"}).location == "/leder/grupper"
    person = {"person": str(web.world.pedagogue.person_id)}
    contact = f"/leder/gruppe/{room.id}/kontaktperson"
    leader.post(contact, person)
    assert leader.post(f"{contact}/slut", person, seen="/leder/grupper").status_code == 303
    with web.world.unit() as unit:
        assert not contacts_of(unit, [room.id])
    assert tasks(web, "pedagogue", str(web.world.child)) == []
    assert leader.post(contact, person).location == "/leder/grupper"
    assert tasks(web, "pedagogue", str(web.world.child)) == [TaskWhy.CONTACT]


def test_another_places_groups_are_not_found(web, leader):
    with web.world.unit() as unit:
        group = open_group(unit, web.world.school, "1. a")
    assert leader.get(f"/leder/gruppe/{group.id}/kontaktperson").status_code == 404
    assert leader.get(f"/leder/institution/{web.world.school}/gruppe/ny").status_code == 404


def test_a_parent_is_invited_by_the_leader_who_knows_the_family(web, leader):
    child, parent = web.world.child, web.world.parent_a.person_id
    url = f"/leder/barn/{child}/adgang/{parent}"
    told = {"login": "anna@hjem.example", "how": "known_in_person"}
    assert b"/invitation/" in leader.post(url, told).data
    nobody = web.world.pedagogue.person_id
    assert leader.get(f"/leder/barn/{child}/adgang/{nobody}").status_code == 404


def test_a_coming_child_is_the_leaders_already(web, leader, room):
    with web.world.unit() as unit:
        later = day_of(unit.now) + timedelta(days=30)
    told = {**NEW, "from_on": later.strftime("%d/%m/%Y")}
    answer = leader.post("/leder/barn/nyt", {**told, "place": f"{web.world.daycare}:{room.id}"})
    assert "Freja Birk" in leader.get(answer.location).get_data(as_text=True)
    assert "Freja Birk" in leader.get("/leder/grupper").get_data(as_text=True)
    assert tasks(web, "pedagogue", answer.location) == []


def test_the_same_move_twice_is_one_move(web, leader):
    url = f"/leder/barn/{web.world.child}/sted"
    told = {"place": f"{web.world.daycare}:", "from_on": "02/08/2027", "ends_former": "y"}
    for _ in range(2):
        assert leader.post(url, {**told, "protects": ""}).status_code == 303
    assert len(rows(web, Placement)) == 2


def test_a_task_nobody_has_is_not_found(web, leader):
    child = f"/leder/barn/{web.world.child}"
    answer = leader.post(f"{child}/opgave/{web.world.child}/slut", {}, seen=child)
    assert answer.status_code == 404


def test_a_contact_person_nobody_knows_is_not_found(web, leader, room):
    url = f"/leder/gruppe/{room.id}/kontaktperson/slut"
    assert leader.post(url, {"person": "x"}, seen="/leder/grupper").status_code == 404


def test_a_number_left_by_a_unit_that_failed_can_be_registered(web, leader, room):
    web.app.extensions["stafet"].vault.remember_cpr("6203214982", uuid4())
    where = {"place": f"{web.world.daycare}:{room.id}"}
    assert leader.post("/leder/barn/nyt", {**NEW, **where}).status_code == 303
