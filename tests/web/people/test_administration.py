"""Administrators set up places and staff; they read nothing and favour nobody, least themselves."""

import re

import pytest
from sqlalchemy import select, text

from stafet import audit
from stafet.accounts.models import Account
from stafet.accounts.services import grant_role
from stafet.people.models import (
    Employment,
    EmploymentRole,
    Institution,
    Person,
    Task,
)
from stafet.people.queries import employments_of
from stafet.people.services.employing import end_employment
from stafet.web.viewer import Role

STAFF = "/administration/medarbejdere"
PLACES = "/administration/institutioner"
PLACE = {
    "name": "Bakken",
    "kind": "dagtilbud",
    "ownership": "municipal",
    "controller": "Eksempelby Kommune",
    "agreement_on": "",
    "performs_public_task": "y",
}


@pytest.fixture
def admin(web):
    """The stranger of the world, made an administrator."""
    with web.world.unit() as unit:
        grant_role(unit, web.world.stranger.person_id, Role.ADMIN, None)
    return web.as_("stranger")


def rows(web, table):
    with web.world.unit() as unit:
        return unit.session.scalars(select(table)).all()


def staff(web, name):
    return f"{STAFF}/{web.world.people[name].person_id}"


def test_a_place_is_added_once_and_changed(web, admin):
    assert admin.post(f"{PLACES}/ny", PLACE).location == PLACES
    assert admin.post(f"{PLACES}/ny", PLACE).status_code == 422
    (place,) = [row for row in rows(web, Institution) if row.name == "Bakken"]
    changed = {**PLACE, "name": "Lille Bakken", "performs_public_task": ""}
    assert admin.post(f"{PLACES}/{place.id}", changed).location == PLACES
    page = admin.get(PLACES).get_data(as_text=True)
    assert "Lille Bakken" in page
    assert admin.post(f"{PLACES}/{place.id}", {**changed, "name": "Engskolen"}).status_code == 422
    assert admin.get(f"{PLACES}/{web.world.child}").status_code == 404


@pytest.mark.parametrize("ownership", ["private", "regional"])
def test_L19_a_place_of_others_needs_the_day_of_the_agreement(web, admin, ownership):
    told = {**PLACE, "ownership": ownership}
    page = admin.post(f"{PLACES}/ny", told)
    assert page.status_code == 422
    assert b'href="#agreement_on"' in page.data
    assert admin.post(f"{PLACES}/ny", {**told, "agreement_on": "01/03/2027"}).location == PLACES


def test_a_professional_is_registered_once_per_press(web, admin):
    before = len(rows(web, Person))
    told = {
        "name": "Mette Holm",
        "email": "mette@eksempelby.example",
        "institution": str(web.world.school),
        "title": "laerer",
        "role": "employee",
        "form_id": "3f2c8f5e-6f0f-4d0c-9a3e-0d8a1c0a9e11",
    }
    first = admin.post(f"{STAFF}/ny", told)
    second = admin.post(f"{STAFF}/ny", told)
    assert first.location == second.location
    assert len(rows(web, Person)) == before + 1
    assert "Mette Holm" in admin.get(first.location).get_data(as_text=True)


def test_a_mail_address_is_one_mail_address(web, admin):
    told = {"name": "Mette", "email": "a@x.dk, b@y.dk", "institution": str(web.world.school)}
    page = admin.post(f"{STAFF}/ny", {**told, "title": "laerer", "role": "employee"})
    assert b'href="#email"' in page.data


def test_staff_is_listed_by_place(web, admin):
    page = admin.get(f"{STAFF}?sted={web.world.daycare}").get_data(as_text=True)
    assert "Pia Pedersen" in page
    assert "Troels Thomsen" not in page
    assert "Pia Pedersen" not in admin.get(STAFF).get_data(as_text=True)


def test_an_invitation_is_shown_once_and_the_check_recorded(web, admin):
    told = {"login": "pia@eksempelby.example", "how": "passport"}
    page = admin.post(f"{staff(web, 'pedagogue')}/invitation", told).get_data(as_text=True)
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/invitation/[\w-]+)", page)
    assert web.stranger().get(path).status_code == 200
    with web.world.unit() as unit:
        bodies = [block.body for block in audit.blocks(unit, audit.KOMMUNE)]
    assert any("accounts:invite" in body and "passport" in body for body in bodies)
    assert not any(path.rsplit("/", 1)[1] in body for body in bodies)


def test_an_invitation_needs_an_identity_check_and_a_free_login(web, admin):
    url = f"{staff(web, 'pedagogue')}/invitation"
    assert admin.post(url, {"login": "pia", "how": ""}).status_code == 422
    assert admin.post(url, {"login": "leader", "how": "passport"}).status_code == 422


def test_L29_who_leaves_the_last_work_is_out_at_once(web, admin):
    browser = web.as_("pedagogue")
    with web.world.unit() as unit:
        (work,) = employments_of(unit, web.world.pedagogue.person_id)
    url = staff(web, "pedagogue")
    assert admin.post(f"{url}/stop", {"work": str(work.id)}, seen=url).location == url
    assert browser.get("/konto/adgangskode").status_code == 303
    with web.world.unit() as unit:
        assert unit.session.get(Account, web.world.pedagogue.account_id).disabled_at
        tasks = unit.session.scalars(
            select(Task).where(Task.person_id == web.world.pedagogue.person_id)
        )
        assert all(task.to_at for task in tasks)


def test_access_is_closed_by_a_button(web, admin):
    browser, url = web.as_("pedagogue"), staff(web, "pedagogue")
    assert admin.post(f"{url}/luk", {}, seen=url).location == url
    assert browser.get("/konto/adgangskode").status_code == 303


def test_L53_roles_are_listed_with_the_day_they_lapse_and_confirmed(web, admin, clock):
    page = admin.get("/administration/roller").get_data(as_text=True)
    assert "Lone Lund" in page
    clock.advance(days=10)
    admin = web.as_("stranger")
    told = {"role": "leader", "to": "roles"}
    url = f"{staff(web, 'leader')}/rolle"
    assert admin.post(url, told, seen="/administration/roller").location == "/administration/roller"
    clock.advance(days=180)
    assert web.as_("leader").get("/leder/grupper").status_code == 200


def test_a_role_is_given_and_taken(web, admin):
    url = staff(web, "pedagogue")
    admin.post(f"{url}/rolle", {"role": "dpo"}, seen=url)
    assert "Data" in admin.get(url).get_data(as_text=True)
    assert admin.post(f"{url}/rolle/slut", {"role": "dpo"}, seen=url).location == url
    assert admin.post(f"{url}/rolle", {"role": "king"}, seen=url).status_code == 404


def test_an_administrator_does_nothing_for_himself(web, admin):
    mine, other = staff(web, "stranger"), staff(web, "pedagogue")
    before = len(rows(web, Employment))
    leader = {"institution": str(web.world.daycare), "title": "leder", "role": "leader"}
    assert admin.post(f"{mine}/ansaet", leader).status_code == 422
    assert admin.post(f"{mine}/rolle", {"role": "dpo"}, seen=other).status_code == 400
    assert admin.post(f"{mine}/luk", {}, seen=other).status_code == 400
    assert admin.post(f"{mine}/stop", {"work": ""}, seen=other).status_code == 400
    assert admin.get(f"{mine}/invitation").status_code == 404
    assert len(rows(web, Employment)) == before


def test_L16_an_administrator_sees_no_child_and_gives_himself_no_task(web, admin):
    child = web.world.child
    me = str(web.world.stranger.person_id)
    told = {"person": me, "until_on": "01/04/2027"}
    for url in (f"/leder/barn/{child}", f"/leder/barn/{child}/opgave", "/leder/grupper"):
        assert admin.get(url).status_code == 404
    page = f"{staff(web, 'pedagogue')}"
    assert admin.post(f"/leder/barn/{child}/opgave", told, seen=page).status_code == 404
    assert not [task for task in rows(web, Task) if str(task.person_id) == me]
    for url in (PLACES, STAFF, page, "/administration/roller"):
        assert "Anton" not in admin.get(url).get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/ansaet", "/invitation"])
def test_only_professionals_are_staff(web, admin, path):
    for person in (web.world.parent_a.person_id, web.world.child):
        assert admin.get(f"{STAFF}/{person}{path}").status_code == 404


def test_more_work_is_added_once(web, admin):
    url = staff(web, "pedagogue")
    told = {"institution": str(web.world.school), "title": "laerer", "role": "employee"}
    for _ in range(2):
        assert admin.post(f"{url}/ansaet", told).location == url
    with web.world.unit() as unit:
        work = employments_of(unit, web.world.pedagogue.person_id)
    assert len(work) == 2
    assert {row.role for row in work} == {EmploymentRole.EMPLOYEE}


def test_before_there_is_a_place_the_way_leads_to_adding_one(web, admin):
    with web.world.unit() as unit:
        (work,) = employments_of(unit, web.world.stranger.person_id)
        end_employment(unit, work, by=None)
    with web.world.unit() as unit:
        for statement in (
            "ALTER TABLE people_institution RENAME TO away",
            "CREATE TABLE people_institution AS SELECT * FROM away WHERE id IS NULL",
        ):
            unit.session.execute(text(statement))
    assert admin.get(f"{STAFF}/ny").location == f"{PLACES}/ny"
    assert "Tilføj først et sted." in admin.get(f"{PLACES}/ny").get_data(as_text=True)
