"""L30: what is not in a log, or in a log at level 0, stays where it was written."""

from stafet.consent.reading import read
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


def texts(world, viewer):
    with world.unit() as unit:
        return [shown.content.text for shown in read(unit, viewer, world.child).records]
