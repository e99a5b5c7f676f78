"""A restore that has begun and not ended: until it has, the product does not open."""

from sqlalchemy import Column, Engine, MetaData, Table, Uuid, delete, insert, inspect, select

from stafet.db.transaction import Database, Unit
from stafet.errors import ConfigurationError
from stafet.upkeep.copied import Copy

_mark = Table("upkeep_restore", MetaData(), Column("records", Uuid), Column("keys", Uuid))
"""No table of the product: it is there while a restore is under way and then goes."""


def refuse_unfinished(database: Database) -> None:
    """Raise `ConfigurationError` while what is in the databases has not passed its checks."""
    if inspect(database.engine).has_table(_mark.name):
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
            if connection.execute(select(_mark)).one_or_none() != mine:
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
        connection.execute(insert(_mark).values(records=mine[0], keys=mine[1]))


def end(unit: Unit) -> None:
    """Take the mark away: from now on the product opens."""
    unit.session.execute(delete(_mark))
    _mark.drop(unit.session.connection())
