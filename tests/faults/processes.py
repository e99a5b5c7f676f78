"""Other processes of the same house: they open it as a start does, act, and may be killed."""

import os
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from stafet import catalogue
from stafet.app import open_house
from stafet.clock import FixedClock
from stafet.failpoints import VARIABLE
from stafet.settings import Settings, data_dir
from tests.factories.world import World
from tests.fixtures.databases import all_tables
from tests.fixtures.house import RULE_SET

CATALOGUE = catalogue.load(data_dir("config"), RULE_SET)
all_tables()
FRESH = get_context("forkserver")
FRESH.set_forkserver_preload([__name__, "tests.faults.acts.table"])
PATIENCE = 60


@dataclass(frozen=True)
class Scene:
    """Which house, when, and who is who in it: all that another process is told."""

    settings: Settings
    at: datetime
    people: Mapping[str, Any]
    told: Mapping[str, Any]


def scene_of(world: World, settings: Settings, at: datetime, **told: Any) -> Scene:
    people = {name: value for name, value in vars(world).items() if name != "database"}
    return Scene(settings, at, people, told)


def in_a_fresh_process(scene: Scene, do, point: str = "") -> tuple[int | None, Any]:
    """Have another process do something, killed at a failpoint if one is named.

    Returns how it ended and what it answered: nothing, if it came to no answer.
    """
    return _ended(_do, scene, do, point)


def outside_any_house(do, *told, point: str = "") -> tuple[int | None, Any]:
    """Have another process do something for which no house is open yet."""
    return _ended(_do_outside, do, told, point)


def _ended(target, *told) -> tuple[int | None, Any]:
    mine, its = FRESH.Pipe(duplex=False)
    process = FRESH.Process(target=target, args=(*told, its))
    process.start()
    its.close()
    try:
        answer = mine.recv() if mine.poll(PATIENCE) else None
    except EOFError:
        answer = None
    process.join(PATIENCE)
    mine.close()
    return process.exitcode, answer


def until_killed(scene: Scene, do, answers: int) -> list[Any]:
    """Have another process tell of each thing it has done; kill it some answers later."""
    mine, its = FRESH.Pipe(duplex=False)
    process = FRESH.Process(target=telling, args=(scene, do, its))
    process.start()
    its.close()
    told = [mine.recv() for _ in range(answers)]
    process.kill()
    process.join(PATIENCE)
    with suppress(EOFError, OSError):  # what it still said before it was killed counts too
        while True:
            told.append(mine.recv())
    mine.close()
    return told


def telling(scene: Scene, do, answers: Connection) -> None:
    with closing(open_house(scene.settings, FixedClock(scene.at), CATALOGUE)) as house:
        for said in do(house, World(house.database, **scene.people), scene.told):
            answers.send(said)


def _do_outside(do, told, point: str, answer: Connection) -> None:
    os.environ[VARIABLE] = point
    answer.send(do(*told))


def _do(scene: Scene, do, point: str, answer: Connection) -> None:
    with closing(open_house(scene.settings, FixedClock(scene.at), CATALOGUE)) as house:
        if point:
            os.environ[VARIABLE] = point
        answer.send(do(house, World(house.database, **scene.people), scene.told))
