"""Two who change one account at once: neither signs it without what the other wrote."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select

from stafet.accounts import factor
from stafet.accounts.models import Account, Invitation
from stafet.accounts.queries import account_of
from stafet.accounts.rules import IdentityCheck
from stafet.accounts.services import (
    check_code,
    disable_account,
    invite,
    make_account,
    set_password,
    take_factor,
)
from stafet.vault import genuine
from tests.factories.signing_in import code


@pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
def test_an_account_that_is_shut_while_its_password_changes_is_still_the_products_own(world, vault):
    nurse, read, shut = world.nurse.person_id, Event(), Event()
    with world.unit() as unit:
        make_account(unit, nurse, "nurse")

    def set_another() -> None:
        with world.unit() as unit:
            mine = account_of(unit, nurse)
            read.set()
            shut.wait(5)
            set_password(unit, mine, "new")

    with ThreadPoolExecutor(1) as other:
        slow = other.submit(set_another)
        read.wait(5)
        with world.unit() as unit:
            disable_account(unit, account_of(unit, nurse), by=None)
        shut.set()
        slow.result()
    with world.unit() as unit:
        row = unit.session.scalars(select(Account)).one()
        assert row.password_hash == "new"
        assert row.disabled_at
        assert genuine(vault, row)


@pytest.fixture
def nurse(world):
    """The nurse's person, who is invited."""
    with world.unit() as unit:
        invite(unit, world.nurse.person_id, "nurse", IdentityCheck.FIRST, by=None)
    return world.nurse.person_id


def bound(world, nurse, part, before=lambda: None):
    """Bind the nurse's account to an app, as a page does that has read the account `before`."""
    with world.unit() as unit:
        mine, invitation = account_of(unit, nurse), unit.session.scalars(select(Invitation)).one()
        secret = factor.secret_of(unit, mine.id, part)
        before()
        return take_factor(unit, mine, invitation, part, code(secret, world.database.clock))


@pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
def test_of_two_who_use_one_invitation_at_once_the_second_does_not_replace_the_firsts_app(
    world, nurse
):
    parts, first = (b"1" * 20, b"2" * 20), []

    def another_is_first():
        with ThreadPoolExecutor(1) as other:
            first.append(other.submit(bound, world, nurse, parts[0]).result())

    assert bound(world, nurse, parts[1], another_is_first) is None
    assert first[0].person_id == nurse
    with world.unit() as unit:
        assert account_of(unit, nurse).totp == parts[0]


@pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
def test_who_shows_a_code_while_his_account_is_shut_is_refused_and_nobody_fails(world, nurse):
    part = bytes(20)
    assert bound(world, nurse, part)
    world.database.clock.advance(minutes=2)
    with world.unit() as unit:
        mine = account_of(unit, nurse)
        digits = code(factor.secret_of(unit, mine.id, part), world.database.clock)

    def shows_a_code():
        with world.unit() as unit:
            return check_code(unit, mine.id, digits)

    with ThreadPoolExecutor(1) as other:
        with world.unit() as unit:
            disable_account(unit, account_of(unit, nurse), by=None)
            trying = other.submit(shows_a_code)
            Event().wait(0.3)
        assert trying.result() is None
