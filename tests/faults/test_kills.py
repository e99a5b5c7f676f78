"""R4: the process is killed at every named place; a fresh one finds it wholly before or after."""

import ast
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

import stafet
from tests.faults.acts.table import ACTS, done, started_anew
from tests.faults.processes import in_a_fresh_process, scene_of
from tests.faults.test_killed_restore import RESTORING

pytestmark = pytest.mark.opens_by_hand  # the other processes count their own openings
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Kill:
    """Where, in the middle of what, and what that leaves: before, after, or a stop between."""

    point: str
    act: str
    leaves: object = BEFORE

    def __str__(self) -> str:
        return f"{self.act} at {self.point}"

    @property
    def left(self) -> object:
        act = ACTS[self.act]
        return {BEFORE: act.before, AFTER: act.after}.get(str(self.leaves), self.leaves)


UNDER_WAY = (3, False)
"""Everything is still read, and the next run goes on."""
KILLS = (
    Kill("read.told", "read"),
    Kill("read.opened", "read"),
    Kill("write.sealed", "write"),
    Kill("write.told", "write"),
    Kill("give.answered", "give"),
    Kill("withdraw.taken-back", "withdraw"),
    Kill("send.leased", "send"),
    Kill("send.put", "send"),
    Kill("send.handed-over", "send", (2, 2)),
    Kill("relay.laid-down", "hand over"),
    Kill("relay.taken-up", "hand over"),
    Kill("minutes.agreed", "finalise"),
    Kill("minutes.written", "finalise"),
    Kill("rotate.renewed", "rotate", UNDER_WAY),
    Kill("rotate.batch-done", "rotate", UNDER_WAY),
    Kill("rotate.columns-done", "rotate", AFTER),
    Kill("rotate.retired", "retire", AFTER),
    Kill("kek.made", "rotate KEK", UNDER_WAY),
    Kill("kek.rewrapped", "rotate KEK", AFTER),
    Kill("destroy.tombstone-set", "destroy", AFTER),
    Kill("destroy.key-gone", "destroy", AFTER),
    Kill("backup.records-copied", "back up"),
    Kill("backup.keys-copied", "back up"),
    Kill("backup.keys-described", "back up"),
    Kill("backup.described", "back up", AFTER),
    Kill("witness.signed", "sign", (1, 0)),
    Kill("register.key-made", "register"),
    Kill("register.number-kept", "register"),
    *(
        Kill(point, act, leaves)
        for act in ("read", "write", "give", "withdraw", "hand over", "finalise", "register")
        for point, leaves in (("unit.before-commit", BEFORE), ("unit.committed", AFTER))
    ),
)


@pytest.fixture
def scene(kill, world, settings, clock):
    told = ACTS[kill.act].prepare(world)
    clock.advance(minutes=3)  # longer than a server remembers a key
    world.database.engine.dispose()
    return scene_of(world, settings, clock.now(), act=kill.act, **told)


@pytest.mark.parametrize("kill", KILLS, ids=str)
def test_R04_killed_there_it_is_wholly_before_or_after_and_is_done_again(kill, scene):
    assert in_a_fresh_process(scene, done, kill.point) == (-signal.SIGKILL, None)
    assert in_a_fresh_process(scene, started_anew) == (0, (kill.left, ACTS[kill.act].after))


def test_R04_every_failpoint_of_the_product_is_killed_at():
    files = Path(stafet.__file__).parent.rglob("*.py")
    calls = [
        node
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "failpoint"
    ]
    names = [call.args[0].value for call in calls]
    assert len(names) == len(set(names)) > 20
    assert set(names) == {*RESTORING, *(kill.point for kill in KILLS)}
