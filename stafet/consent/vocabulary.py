"""Words of the configuration that are in use: none may be taken away (L03, L13)."""

from collections.abc import Iterable
from itertools import chain

from sqlalchemy import inspect, select

from stafet.catalogue import Catalogue
from stafet.consent.models import Party
from stafet.db.transaction import Database
from stafet.errors import ConfigurationError
from stafet.records.models import RecordVersion


def refuse_forgotten(database: Database) -> None:
    """Raise `ConfigurationError` naming each category that is gone while something names it."""
    if not inspect(database.engine).has_table(Party.__tablename__):
        return
    with database.unit() as unit:
        known = unit.use(Catalogue).categories.keys()
        running = select(Party.categories).where(Party.until_at > unit.now).distinct()
        written = select(RecordVersion.categories).distinct()
        gone = {
            "consents that run": _of(unit.session.scalars(running)) - known,
            "texts that are kept": _of(unit.session.scalars(written)) - known,
        }
    told = [
        f"config/categories.toml: {word} is gone, but {users} name it; put it back"
        for users, words in gone.items()
        for word in sorted(words)
    ]
    if told:
        raise ConfigurationError("\n".join(told))


def _of(sets: Iterable[frozenset[str]]) -> set[str]:
    return set(chain.from_iterable(sets))
