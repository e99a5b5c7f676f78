"""A restore that has begun and not ended: until it has, the product does not open."""

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    Uuid,
    insert,
    inspect,
    select,
    update,
)

from stafet.db.transaction import Unit, make_engine
from stafet.errors import ConfigurationError
from stafet.upkeep.copied import Copy

_mark = Table(
    "upkeep_restore",
    MetaData(),
    Column("records_of", Uuid),
    Column("keys_of", Uuid),
    Column("loaded", Boolean),
)
"""No table of the product: it is there while a restore is under way and then goes."""


def refuse_unfinished(url: str) -> None:
    """Raise `ConfigurationError` while what is in a database has not passed its checks."""
    engine = make_engine(url)
    found = inspect(engine).has_table(_mark.name)
    engine.dispose()
    if found:
        raise ConfigurationError(
            "a restore was begun here and has not ended: run `stafet restore` on the same folder"
            " again, it goes on where it was"
        )


def begin(records: Engine, keys: Engine, copy: Copy) -> None:
    """Mark empty databases as being restored, or find the mark of this very restore.

    Raises `ConfigurationError` where there is anything else.
    """
    mine = (copy.records.manifest.backup, copy.keys.manifest.backup)
    if inspect(records).has_table(_mark.name):
        with records.begin() as connection:
            marked = connection.execute(select(_mark.c.records_of, _mark.c.keys_of)).one_or_none()
            if marked != mine:
                raise ConfigurationError(
                    "another backup is being restored here: finish that one, or empty both"
                    " databases"
                )
        return
    for engine, what in ((records, "database"), (keys, "key store")):
        if inspect(engine).get_table_names():
            raise ConfigurationError(f"the {what} is not empty: a restore overwrites nothing")
    with records.begin() as connection:
        _mark.create(connection)
        connection.execute(insert(_mark).values(records_of=mine[0], keys_of=mine[1], loaded=False))


def is_loaded(connection: Connection) -> bool:
    """Whether a run before has loaded all records."""
    return connection.scalar(select(_mark.c.loaded)) is True


def note_loaded(connection: Connection) -> None:
    """Note that all records are loaded, in the transaction that loads them."""
    connection.execute(update(_mark).values(loaded=True))


def end(unit: Unit) -> None:
    """Take the mark away: from now on the product opens."""
    _mark.drop(unit.session.connection())
