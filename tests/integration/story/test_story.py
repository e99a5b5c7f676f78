"""The main job on the services' floor: from a concern to a withdrawal."""

import pytest

from stafet.consent.decision import Basis
from stafet.consent.reading import read
from stafet.consent.services import withdraw
from stafet.errors import NotFound


def seen(world, viewer):
    with world.unit() as unit:
        shown = read(unit, viewer, world.child).records
    return {(record.content.text, record.basis) for record in shown}


def test_both_parents_open_and_one_closes_again(world):
    world.concern("Anton leger mest alene.")
    log = world.log()
    world.task(world.psychologist, world.ppr)
    assert seen(world, world.psychologist) == set()
    world.consents(world.ppr, by="parent_a")
    assert seen(world, world.psychologist) == set()
    world.consents(world.ppr, by="parent_b")
    assert ("Anton leger mest alene.", Basis.CONSENT) in seen(world, world.psychologist)
    world.entry(log, world.psychologist, "Talt med Anton.")
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    assert seen(world, world.psychologist) == {("Talt med Anton.", Basis.OWN_RECORD)}
    with pytest.raises(NotFound):
        seen(world, world.stranger)
