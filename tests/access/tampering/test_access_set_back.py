"""Roles, accounts and contact persons set back to rows that were once true: nothing is gained."""

import pytest
from sqlalchemy import null

from stafet import audit
from stafet.accounts.models import Account, RoleGrant
from stafet.accounts.queries import account_of, has_administrator, holders_of
from stafet.accounts.services import (
    disable_account,
    grant_role,
    invite_first_administrator,
    knock,
    set_password,
    shut_or_reopen,
    take_role,
)
from stafet.audit import manifest, work_of
from stafet.audit.models import Head
from stafet.people.models import ContactPerson
from stafet.people.queries import contact_persons, employments_of, tasks_of
from stafet.people.services import end_contact, led_group, place_child
from stafet.upkeep.listing import list_anew
from stafet.web.viewer import Role
from tests.factories.tampering import Tamperer, alarms, doctor

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
MINE, PLACES = "/konto/adgangskode", "/administration/institutioner"


@pytest.fixture
def tamperer(web):
    return Tamperer(web.world.database)


@pytest.fixture
def account(web):
    """The nurse's account, with a password and a factor."""
    with web.world.unit() as unit:
        mine = account_of(unit, web.world.nurse.person_id)
        mine.totp = bytes(20)
        set_password(unit, mine, "leaked")
    return Account.id == mine.id


def stored(world):
    """Return the password that a sign-in of the nurse is checked against."""
    with world.unit() as unit:
        return knock(unit, "nurse", "somewhere").stored


def is_in(web, name="nurse", page=MINE):
    return web.as_(name).get(page).status_code == 200


def changed(world, change):
    """Change the nurse's account through the product."""
    with world.unit() as unit:
        change(unit, account_of(unit, world.nurse.person_id))


SPOILT = [{}, {"manifest": bytes(32)}, {"worker_id": null()}]


@pytest.mark.parametrize("spoilt", SPOILT, ids=["set back", "spoilt list", "nobody's list"])
def test_a_role_that_was_taken_is_not_held_again_by_its_former_row(web, tamperer, vault, spoilt):
    person = web.world.nurse.person_id
    with web.world.unit() as unit:
        grant_role(unit, person, Role.ADMIN, None)
    before = tamperer.rows(RoleGrant)
    assert is_in(web, page=PLACES)
    with web.world.unit() as unit:
        take_role(unit, person, Role.ADMIN, None)
    tamperer.put_back(RoleGrant, before)
    if spoilt:
        tamperer.change(Head, Head.chain == work_of(person), **spoilt)
    assert not is_in(web, page=PLACES)
    with web.world.unit() as unit:
        assert holders_of(unit, Role.ADMIN) == frozenset()
    assert ("alarm:forged", "accounts_account" if spoilt else "accounts_role") in alarms(web.world)
    assert doctor(web.world, vault) == ({"audit_head" if spoilt else "accounts_role"}, [])
    assert is_in(web, "pedagogue")


def test_a_password_that_leaked_opens_nothing_when_its_row_is_put_back(
    web, tamperer, account, vault
):
    before = tamperer.rows(Account, account)
    assert stored(web.world) == "leaked"
    changed(web.world, lambda unit, mine: set_password(unit, mine, "new"))
    assert stored(web.world) == "new"
    tamperer.put_back(Account, before)
    assert stored(web.world) is None
    assert not is_in(web)
    assert alarms(web.world) == {("alarm:forged", "accounts_account")}
    assert doctor(web.world, vault) == ({"accounts_account"}, [])
    assert is_in(web, "pedagogue")


def test_a_factor_that_was_lost_opens_nothing_when_its_row_is_put_back(web, tamperer, account):
    before = tamperer.rows(Account, account)
    changed(web.world, lambda _unit, mine: setattr(mine, "totp", bytes(range(20))))
    tamperer.put_back(Account, before)
    assert stored(web.world) is None
    assert not is_in(web)


@pytest.mark.parametrize("way", ["the whole row", "the end alone"])
def test_a_closed_account_is_not_opened_by_hand(web, tamperer, account, vault, way):
    before = tamperer.rows(Account, account)
    changed(web.world, lambda unit, mine: disable_account(unit, mine, by=None))
    if way == "the whole row":
        tamperer.put_back(Account, before)
    else:
        tamperer.change(Account, account, disabled_at=None)
    assert stored(web.world) is None
    assert not is_in(web)
    assert alarms(web.world) == {("alarm:forged", "accounts_account")}
    missing, forged = doctor(web.world, vault)
    assert missing == {"accounts_account"}
    assert forged == ([] if way == "the whole row" else ["accounts_account"])


def test_an_account_that_others_shut_stays_shut(web, tamperer, account):
    with web.world.unit() as unit:
        now = unit.now
    tamperer.change(Account, account, disabled_at=now)
    assert stored(web.world) is None
    assert not is_in(web)


def test_an_account_the_house_shuts_and_opens_again_is_in_use_as_before(
    web, tamperer, account, vault
):
    for shut in (True, False):
        changed(web.world, lambda unit, mine, shut=shut: shut_or_reopen(unit, mine, shut=shut))
        assert is_in(web) is not shut
    assert stored(web.world) == "leaked"
    assert doctor(web.world, vault) == (set(), [])


def test_whose_group_it_was_gets_no_task_by_a_former_row(web, tamperer, vault):
    world, before = web.world, tamperer.rows(ContactPerson)
    with world.unit() as unit:
        group = led_group(unit, world.leader, before[0]["group_id"])
        end_contact(unit, group, world.pedagogue.person_id, by=world.leader.person_id)
    tamperer.put_back(ContactPerson, before)
    with world.unit() as unit:
        assert contact_persons(unit, group.id) == ()
        place_child(unit, world.child, world.daycare, group.id, unit.now.date(), by=None)
    with world.unit() as unit:
        assert tasks_of(unit, world.pedagogue.person_id) == []
    assert alarms(world) == {("alarm:forged", "people_contact_person")}
    assert doctor(world, vault) == ({"people_contact_person"}, [])


def test_whoever_lost_a_row_has_it_again_when_it_is_put_back(web, tamperer, account, vault):
    mine = tamperer.rows(Account, account)
    tamperer.delete(Account, account)
    assert doctor(web.world, vault) == ({"accounts_account"}, [])
    tamperer.insert(Account, *mine)
    assert stored(web.world) == "leaked"
    assert doctor(web.world, vault) == (set(), [])


def test_an_operator_signs_for_an_account_that_is_to_be_in_use_again(web, tamperer, account, vault):
    before = tamperer.rows(Account, account)
    changed(web.world, lambda unit, mine: set_password(unit, mine, "new"))
    tamperer.put_back(Account, before)
    found = list_anew(web.world.database, web.world.nurse.person_id, web.world.leader.person_id)
    assert found.tables == ("accounts_account",)
    assert is_in(web)
    assert doctor(web.world, vault) == (set(), [])
    changed(web.world, lambda unit, mine: set_password(unit, mine, "newer"))
    assert stored(web.world) == "newer"


def test_the_first_administrator_is_invited_anew_only_where_none_is_left(web, tamperer, account):
    person = web.world.nurse.person_id
    with web.world.unit() as unit:
        grant_role(unit, person, Role.ADMIN, None)
    before, mine = tamperer.rows(RoleGrant), Head.chain == work_of(person)
    listed = tamperer.head(work_of(person))
    tamperer.change(Head, mine, manifest=bytes(32))
    with web.world.unit() as unit:
        assert invite_first_administrator(unit) is None, "his list waits to be signed"
    tamperer.change(Head, mine, **listed)
    with web.world.unit() as unit:
        take_role(unit, person, Role.ADMIN, None)
    tamperer.put_back(RoleGrant, before)
    with web.world.unit() as unit:
        assert not has_administrator(unit)
        assert invite_first_administrator(unit)


def test_after_an_upgrade_nobody_is_invited_in_an_employed_administrators_place(
    web, tamperer, account, vault
):
    world, person = web.world, web.world.nurse.person_id
    with world.unit() as unit:
        grant_role(unit, person, Role.ADMIN, None)
    with world.unit() as unit:  # as the version before left it: only work is listed
        audit.lock(unit, work_of(person))
        manifest.sign_anew(unit, work_of(person), employments_of(unit, person))
        mine = account_of(unit, person)
        told = [getattr(mine, name) for name in Account.mac_fields_before]
    tamperer.change(Account, account, mac=vault.mac("accounts_account", 1, told))
    with world.unit() as unit:
        assert invite_first_administrator(unit) is None
    list_anew(world.database, person, person, after_upgrade=True)
    assert is_in(web, page=PLACES)


def test_a_list_set_back_with_its_rows_gives_nothing_where_the_later_one_was_seen(web, tamperer):
    person = web.world.nurse.person_id
    with web.world.unit() as unit:
        grant_role(unit, person, Role.ADMIN, None)
    before, head = tamperer.rows(RoleGrant), tamperer.head(work_of(person))
    with web.world.unit() as unit:
        take_role(unit, person, Role.ADMIN, None)
    assert not is_in(web, page=PLACES)
    tamperer.put_back(RoleGrant, before)
    tamperer.change(Head, Head.chain == work_of(person), **head)
    assert not is_in(web, page=PLACES)
