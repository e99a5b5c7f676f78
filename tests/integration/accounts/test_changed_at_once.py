"""Two who change one account at once: neither signs it without what the other wrote."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select

from stafet.accounts.models import Account
from stafet.accounts.queries import account_of
from stafet.accounts.services import disable_account, make_account, set_password
from stafet.vault import genuine


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
