"""Copy everything, and bring it back elsewhere."""

from datetime import datetime
from pathlib import Path

from stafet.cli.schema import upgrade
from stafet.clock import FixedClock
from stafet.settings import Settings
from stafet.upkeep.backup import back_up
from stafet.upkeep.copied import find_copy
from stafet.upkeep.manifest import Damaged
from stafet.upkeep.restore import restore
from stafet.web.unit import House
from tests.factories.world import World
from tests.faults.acts.act import Act, Told
from tests.faults.acts.keeping import three_texts


def copy_all(house: House, world: World, told: Told) -> None:
    """Copy into a new folder: what a run before has left lies where it was."""
    back_up(house, _beside(house) / f"copy-{len(_copies(house)) + 1}")


def is_copied(house: House, world: World, told: Told) -> bool:
    """Whether any copy is taken for a whole one."""
    return any(_is_whole(house, folder) for folder in _copies(house))


def bring_back(folder: Path, place: Settings, at: datetime) -> bool:
    """Restore a copy at its place; return whether the product opens there."""
    copy = find_copy(folder, None, (), place.kommune_code)
    return restore(place, FixedClock(at), copy, upgrade).opens


def bring_back_at_a_loss(folder: Path, place: Settings, at: datetime) -> bool:
    """Restore a copy, whatever the witness knows of that is not in it."""
    copy = find_copy(folder, None, (), place.kommune_code)
    return restore(place, FixedClock(at), copy, upgrade, accept_loss=True).opens


def _is_whole(house: House, folder: Path) -> bool:
    try:
        find_copy(folder, None, (), house.settings.kommune_code).require_seals(house.vault)
    except Damaged:
        return False
    return True


def _copies(house: House) -> list[Path]:
    return sorted(_beside(house).glob("copy-*"))


def _beside(house: House) -> Path:
    return house.settings.root_key_file.parent


COPY = Act(three_texts, copy_all, is_copied, before=False, after=True)
