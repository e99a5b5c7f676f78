"""L30, L31: what is in no log, or in one at level 0, stays where it was written; levels move."""

import pytest

from stafet.consent.reading import read
from stafet.errors import Conflict, Invalid
from stafet.logs.queries import log_for
from stafet.logs.services import set_level


def test_L30_at_level_0_and_outside_a_log_nothing_leaves_the_institution(world):
    world.concern()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    assert texts(world, world.psychologist) == []
    log = world.log(level=1)
    assert texts(world, world.psychologist) != []
    with world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, 0, log.row_version)
    assert texts(world, world.psychologist) == []
    with world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, 1, log.row_version + 1)
    assert texts(world, world.psychologist) != []


def test_L30_at_level_0_nobody_is_told_that_the_parents_were_left_out(web):
    world = web.world
    world.concern()
    log = f"/log/{world.log(level=0).id}"
    for name in ("pedagogue", "parent_a"):
        page = web.as_(name).get(log).text
        assert "På dette niveau bliver loggen, hvor den er." in page
        assert "Forældrene var ikke med" not in page
    shown = web.as_("pedagogue").get(f"/bekymring/{world.child}/vis").text
    assert "Bekymringen er med i den." in shown


def test_L31_at_level_0_too_a_leader_must_approve_that_the_parents_were_left_out(web):
    world = web.world
    world.concern()
    log = world.log(level=0, reason="De kan ikke træffes.")
    assert "Forældrene var ikke med" in web.as_("pedagogue").get(f"/log/{log.id}").text


def texts(world, viewer):
    with world.unit() as unit:
        return [shown.content.text for shown in read(unit, viewer, world.child).records]


def test_a_level_moves_up_and_down_and_two_who_move_it_do_not_overwrite(world):
    world.concern()
    log = world.log()
    with world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, 3, log.row_version)
    with pytest.raises(Conflict), world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, 2, log.row_version)
    with world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, 1, log.row_version + 1)
    with pytest.raises(Invalid), world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, 9, log.row_version + 2)
    with world.unit() as unit:
        assert log_for(unit, world.pedagogue, log.id).level == 1
