"""A kommune that can be copied, and empty places to bring it back to."""

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from alembic import command

from stafet.app import open_house
from stafet.cli.schema import config_for, upgrade
from stafet.settings import Settings
from stafet.upkeep.backup import back_up
from stafet.upkeep.copied import find_copy
from stafet.upkeep.restore import restore
from stafet.web.unit import House


@dataclass
class Kommune:
    """A house in use; `take` copies it, `bring_back` restores a copy elsewhere."""

    house: House
    clock: object
    folder: Path
    new: dict
    taken: int = 0

    def take(self) -> Path:
        self.taken += 1
        self.clock.advance(minutes=1)
        folder = self.folder / f"backup-{self.taken}"
        back_up(self.house, folder)
        return folder

    def elsewhere(self, records="sqlite", keys="sqlite") -> Settings:
        return replace(
            self.house.settings,
            database_url=self.new[records](tables=False),
            keystore_url=self.new[keys](tables=False),
        )

    def bring_back(self, copy, settings=None, *, keys=None, lists=(), make=upgrade, **more):
        settings = settings or self.elsewhere()
        found = find_copy(copy, keys, lists, settings.kommune_code)
        return restore(settings, self.clock, found, make, **more)

    @contextmanager
    def opened(self, settings):
        with closing(open_house(settings, self.clock, self.house.catalogue)) as house:
            yield house


def kommune_of(settings, database, vault, catalogue, clock, folder, new) -> Kommune:
    command.stamp(config_for(database.engine), "head")
    return Kommune(House(settings, database, vault, catalogue), clock, folder, new)


def flip(file: Path, position: int) -> None:
    """Change one bit of a file."""
    data = bytearray(file.read_bytes())
    data[position] ^= 1
    file.write_bytes(data)
