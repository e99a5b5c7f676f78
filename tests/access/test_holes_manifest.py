"""Holes that were found once and stay closed: what an operator signs for."""

from uuid import uuid4

import pytest

from stafet.accounts.models import Account
from stafet.accounts.queries import account_of, load_viewer
from stafet.accounts.services import grant_role, make_account
from stafet.audit import work_of
from stafet.audit.models import Head
from stafet.consent.models import Withdrawal
from stafet.errors import NotFound
from stafet.people.models import Employment, Task
from stafet.upkeep.listing import list_anew
from stafet.web.viewer import Role
from tests.factories.consent import seen
from tests.factories.tampering import WORDS, Tamperer, doctor

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def tamperer(world, log):
    """Write past the product about a child whose text the psychologist may read."""
    world.entry(log, world.pedagogue, WORDS)
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    assert WORDS in seen(world, world.psychologist)
    return Tamperer(world.database)


def signed(world, child, **more):
    return list_anew(world.database, child, world.leader.person_id, **more)


def test_after_an_upgrade_nobody_signs_for_a_row_that_always_had_to_bear_a_mac(
    world, tamperer, vault
):
    [like, *_] = tamperer.rows(Task)
    mine = {"person_id": world.stranger.person_id, "institution_id": world.school}
    tamperer.insert(Task, {**like, **mine, "id": uuid4(), "mac": b""})
    tamperer.change(Withdrawal, mac=b"")
    signed(world, world.child, after_upgrade=True)
    assert WORDS in seen(world, world.psychologist)
    with pytest.raises(NotFound):
        seen(world, world.stranger)
    assert doctor(world, vault) == ({"people_task"}, ["people_task"])


@pytest.fixture
def dpo(world, vault, tamperer, clock):
    """The nurse with a role, as a version before lists of roles and accounts left them."""
    nurse = world.nurse.person_id
    with world.unit() as unit:
        account = make_account(unit, nurse, "nurse").id
        grant_role(unit, nurse, Role.DPO, None)
        facts = (account, nurse, account_of(unit, nurse).login_index, None, None)
    tamperer.change(Account, mac=vault.mac("accounts_account", 1, facts))
    tamperer.delete(Head, Head.chain == work_of(nurse))
    clock.advance(minutes=1)
    return account


def roles_of(world, account):
    with world.unit() as unit:
        viewer = load_viewer(unit, account)
        return viewer and viewer.roles


def test_accounts_and_roles_of_before_count_once_they_are_signed_after_the_upgrade(
    world, dpo, vault
):
    nurse = world.nurse.person_id
    with world.unit() as unit:
        grant_role(unit, nurse, Role.DPO, None)
    with world.unit() as unit:
        assert unit.session.get(Head, work_of(nurse)) is None, "a review begins no list"
    assert roles_of(world, dpo) is None
    signed(world, nurse)
    assert roles_of(world, dpo) is None, "its MAC is of another format"
    signed(world, nurse, after_upgrade=True)
    assert roles_of(world, dpo) == {Role.DPO}
    assert doctor(world, vault) == (set(), [])


def test_an_account_of_before_the_upgrade_is_not_signed_once_another_is_listed(
    world, dpo, tamperer
):
    before = tamperer.rows(Account)
    signed(world, world.nurse.person_id, after_upgrade=True)
    tamperer.put_back(Account, before)
    signed(world, world.nurse.person_id, after_upgrade=True)
    assert roles_of(world, dpo) is None


def test_a_number_nobody_signed_spoils_no_list_for_good(world, tamperer):
    mine = Head.chain == world.child
    before = tamperer.head(world.child)
    tamperer.change(Head, mine, manifest_sequence=1_000_000)
    assert seen(world, world.psychologist) == set()
    tamperer.change(Head, mine, **before)
    assert WORDS in seen(world, world.psychologist)


def test_a_child_that_somebody_wrote_down_as_an_employee_is_signed_for_all_the_same(
    world, tamperer
):
    [like, *_] = tamperer.rows(Employment)
    tamperer.insert(Employment, {**like, "id": uuid4(), "person_id": world.child})
    tamperer.delete(Withdrawal)
    assert seen(world, world.psychologist) == set()
    found = signed(world, world.child)
    assert found.tables[:1] == ("consent_withdrawal",)
    assert WORDS in seen(world, world.psychologist)
