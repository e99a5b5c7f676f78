"""Make keys anew, destroy a child's."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from stafet.audit.checkpoints import checkpoints
from stafet.audit.witness_file import kept
from stafet.records.models import RecordVersion
from stafet.upkeep.destroying import destroy_child
from stafet.upkeep.rotation import key_version, rotate_holder
from stafet.upkeep.witnessing import sign
from stafet.vault import Vault
from stafet.web.unit import House
from tests.factories.world import World
from tests.faults.acts.act import TEXT, Act, Told, texts

SETTLED = timedelta(minutes=3)
"""Longer than a server remembers a key."""


def three_texts(world: World) -> dict[str, Any]:
    log = world.log()
    written = [world.entry(log, world.pedagogue, f"{TEXT} {n}") for n in range(3)]
    return {"notes": [one.record_id for one in written]}


def a_rotation_to_end(world: World) -> dict[str, Any]:
    told = three_texts(world)
    with world.unit() as unit:
        vault = unit.use(Vault)
    rotate_holder(world.database, vault, world.child)
    return told


def rotate(house: House, world: World, told: Told) -> None:
    rotate_holder(house.database, house.vault, world.child)


def end_rotation(house: House, world: World, told: Told) -> None:
    if len(house.vault.key_versions(world.child)) > 1:
        rotate(house, world, told)


def texts_and_their_key(house: House, world: World, told: Told) -> tuple[int, bool]:
    """Return how many texts open, and whether all are sealed under the newest key."""
    newest = key_version(max(house.vault.key_versions(world.child)))
    with world.unit() as unit:
        mine = select(RecordVersion.sealed).where(RecordVersion.child_id == world.child)
        named = {sealed[4:8] for sealed in unit.session.scalars(mine)}
    return still_read(house, world, told), named == {newest}


def texts_and_former_keys(house: House, world: World, told: Told) -> tuple[int, int]:
    return still_read(house, world, told), len(house.vault.key_versions(world.child)) - 1


def rotate_kek(house: House, world: World, told: Told) -> None:
    house.vault.rotate_kek()


def texts_and_kek(house: House, world: World, told: Told) -> tuple[int, bool]:
    """Return how many texts open, and whether every key is wrapped under the newest KEK."""
    status = house.vault.status()
    return still_read(house, world, told), status.kek_version == status.oldest_kek_in_use


def destroy(house: House, world: World, told: Told) -> None:
    destroy_child(house.database, house.vault, world.child)


def sign_the_audit(house: House, world: World, told: Told) -> None:
    sign(house)


def signed_and_handed_over(house: House, world: World, told: Told) -> tuple[int, int]:
    """Return how many checkpoints are in the database, and how many in the witness's file.

    Looking leaves a block, so signing again makes another: the one cut short is there with it.
    """
    with world.unit() as unit:
        signed = len(list(checkpoints(unit, after=0)))
    return signed, len(kept(house.settings.witness_file))


def still_read(_: House, world: World, told: Told) -> int:
    return len(texts(world, "pedagogue", *told["notes"]))


ALL_READ = (3, True)
ROTATE = Act(three_texts, rotate, texts_and_their_key, ALL_READ, ALL_READ, again=SETTLED)
RETIRE = Act(a_rotation_to_end, end_rotation, texts_and_former_keys, before=(3, 1), after=(3, 0))
ROTATE_KEK = Act(three_texts, rotate_kek, texts_and_kek, ALL_READ, ALL_READ)
SIGN = Act(three_texts, sign_the_audit, signed_and_handed_over, before=(0, 0), after=(2, 2))
DESTROY = Act(three_texts, destroy, still_read, before=3, after=0)
