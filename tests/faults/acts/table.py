"""Every act by its name, and what another process is told to do with it."""

import time

from stafet.errors import StafetError
from stafet.web.unit import House
from tests.factories.world import World
from tests.faults.acts import consenting, copying, keeping, relaying
from tests.faults.acts.act import Told, is_whole

ACTS = {
    "read": consenting.READ,
    "write": consenting.WRITE,
    "give": consenting.GIVE,
    "withdraw": consenting.WITHDRAW,
    "send": consenting.SEND,
    "hand over": relaying.HAND_OVER,
    "finalise": relaying.FINALISE,
    "register": relaying.REGISTER,
    "rotate": keeping.ROTATE,
    "retire": keeping.RETIRE,
    "rotate KEK": keeping.ROTATE_KEK,
    "destroy": keeping.DESTROY,
    "sign": keeping.SIGN,
    "back up": copying.COPY,
}


def done(house: House, world: World, told: Told) -> None:
    ACTS[told["act"]].do(house, world, told)


def at_the_same_time(house: House, world: World, told: Told) -> str:
    """Do an act at an instant that another process waits for too; return what was answered."""
    while time.monotonic() < told["begin"]:
        pass
    try:
        done(house, world, told)
    except StafetError as answer:
        return type(answer).__name__
    return "done"


def seen(house: House, world: World, told: Told) -> object:
    assert is_whole(house, world)
    return ACTS[told["act"]].seen(house, world, told)


def started_anew(house: House, world: World, told: Told) -> tuple[object, object]:
    """Look at how far an act came, do it again later, look again."""
    act, clock = ACTS[told["act"]], world.database.clock
    assert is_whole(house, world)
    found = act.seen(house, world, told)
    clock.advance(seconds=act.again.total_seconds())
    act.do(house, world, told)
    assert is_whole(house, world)
    return found, act.seen(house, world, told)
