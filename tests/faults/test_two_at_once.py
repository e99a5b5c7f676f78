"""R2, R8: the same sent twice to two servers at once, two workers on one outbox: one effect."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.acts.table import ACTS, at_the_same_time, seen
from tests.faults.processes import in_a_fresh_process, scene_of

pytestmark = pytest.mark.opens_by_hand  # the other processes count their own openings
TWICE = ("write", "give", "withdraw", "hand over", "finalise", "register", "rotate", "rotate KEK")
UNTIL_BOTH_WAIT = 0.4


@pytest.fixture
def scene(world, settings, clock):
    def make(name):
        told = ACTS[name].prepare(world)
        clock.advance(seconds=1)
        world.database.engine.dispose()
        return scene_of(world, settings, clock.now(), act=name, **told)

    return make


def both(scene):
    """Return how two processes ended that did the same at the same time."""
    begin = time.monotonic() + UNTIL_BOTH_WAIT
    scene.told["begin"] = begin
    with ThreadPoolExecutor(2) as two:
        return list(two.map(lambda _: in_a_fresh_process(scene, at_the_same_time), range(2)))


@pytest.mark.parametrize("name", TWICE)
def test_R08_done_twice_at_once_it_has_one_effect(name, scene):
    acted = scene(name)
    assert both(acted) == [(0, "done"), (0, "done")]
    assert in_a_fresh_process(acted, seen) == (0, ACTS[name].after)


def test_R02_two_workers_on_one_outbox_have_one_effect(scene):
    waiting = scene("send")
    assert both(waiting) == [(0, "done"), (0, "done")]
    assert in_a_fresh_process(waiting, seen) == (0, ACTS["send"].after)
