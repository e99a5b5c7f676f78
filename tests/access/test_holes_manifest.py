"""Holes that were found once and stay closed: what an operator signs for."""

from uuid import uuid4

import pytest

from stafet.audit.models import Head
from stafet.consent.models import Withdrawal
from stafet.errors import NotFound
from stafet.people.models import Employment, Task
from stafet.upkeep.listing import list_anew
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
