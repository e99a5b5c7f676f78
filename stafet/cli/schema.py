"""Bring a database's tables to the newest form, by the migrations."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from stafet.db.transaction import make_engine
from stafet.errors import ConfigurationError
from stafet.settings import data_dir
from stafet.upkeep.unfinished import refuse_unfinished


def config_for(engine: Engine) -> Config:
    """Return Alembic's configuration for this engine."""
    config = Config()
    config.set_main_option("script_location", str(data_dir("migrations")))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> None:
    """Run every migration that has not run yet.

    Raises `ConfigurationError` on a newer version's tables.
    """
    try:
        command.upgrade(config_for(engine), "head")
    except CommandError:
        raise ConfigurationError(
            "the tables are of a newer version than this one; going back means restoring a backup"
        ) from None


def is_newest(engine: Engine) -> bool:
    """Return whether the tables have the form this version needs."""
    newest = ScriptDirectory.from_config(config_for(engine)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def refuse_other_tables(url: str) -> None:
    """Raise `ConfigurationError` where a database's tables are not those of this version."""
    refuse_unfinished(url)
    engine = make_engine(url)
    try:
        fits = is_newest(engine)
    finally:
        engine.dispose()
    if not fits:
        raise ConfigurationError("the tables are not of this version: run `stafet init`")
