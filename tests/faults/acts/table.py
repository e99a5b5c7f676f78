"""Every act by its name, and what another process is told to do with it."""

from stafet.web.unit import House
from tests.factories.world import World
from tests.faults.acts import consenting, keeping, relaying
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
}


def done(house: House, world: World, told: Told) -> None:
    ACTS[told["act"]].do(house, world, told)


def started_anew(house: House, world: World, told: Told) -> tuple[object, object]:
    """Look at how far an act came, do it again later, look again."""
    act, clock = ACTS[told["act"]], world.database.clock
    assert is_whole(house, world)
    found = act.seen(house, world, told)
    clock.advance(seconds=act.again.total_seconds())
    act.do(house, world, told)
    assert is_whole(house, world)
    return found, act.seen(house, world, told)
