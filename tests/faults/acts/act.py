"""One act in the middle of which a process is killed, and what somebody sees of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit.models import Head
from stafet.consent.facts import load_facts
from stafet.consent.reading import Wanted, read
from stafet.errors import NotFound
from stafet.people.models import Person
from stafet.web.unit import House
from tests.factories.world import World

Told = Mapping[str, Any]
TEXT = "Anton leger mest alene."


@dataclass(frozen=True)
class Act:
    """What must be there first, what is done, what is seen of it before and after."""

    prepare: Callable[[World], dict[str, Any]]
    do: Callable[[House, World, Told], object]
    seen: Callable[[House, World, Told], object]
    before: object
    after: object
    again: timedelta = timedelta(seconds=1)
    """How long after the kill somebody tries again."""


def texts(world: World, who: str, *records: UUID) -> list[str]:
    """Return what somebody reads of these records: nothing where he may not."""
    wanted = Wanted(records=frozenset(records))
    try:
        with world.unit() as unit:
            shown = read(unit, world.people[who], world.child, wanted).records
    except NotFound:
        return []
    return [one.content.text or "answers" for one in shown if one.content]


def is_whole(house: House, world: World) -> bool:
    """Whether every chain holds and every deciding row is genuine."""
    unborn = set() if house.vault.key_versions(world.child) else {Person.__tablename__}
    with world.unit() as unit:
        chains = unit.session.scalars(select(Head.chain)).all()
        whole = all(audit.first_bad_link(unit, chain) is None for chain in chains)
        return whole and set(load_facts(unit, world.child).forged) <= unborn
