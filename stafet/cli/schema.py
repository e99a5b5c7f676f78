"""Bring a database's tables to the newest form, by the migrations."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from stafet.settings import data_dir


def config_for(engine: Engine) -> Config:
    """Return Alembic's configuration for this engine."""
    config = Config()
    config.set_main_option("script_location", str(data_dir("migrations")))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> None:
    """Run every migration that has not run yet."""
    command.upgrade(config_for(engine), "head")


def is_newest(engine: Engine) -> bool:
    """Return whether the tables have the form this version needs."""
    newest = ScriptDirectory.from_config(config_for(engine)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
