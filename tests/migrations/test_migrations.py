"""The migrations lead to the very tables the code speaks of, up and down, with data, on both."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

import stafet.app  # noqa: F401  (every table is known once the product is imported)
from stafet.cli.schema import config_for, is_newest, upgrade
from stafet.db.base import Base
from stafet.db.transaction import make_engine
from tests.factories.world import make_world


def fresh(engine_url, new_sqlite, new_postgres):
    make = new_sqlite if engine_url.startswith("sqlite") else new_postgres
    return make_engine(make(tables=False))


def test_migrations_make_what_the_models_say(engine_url, new_sqlite, new_postgres):
    engine = fresh(engine_url, new_sqlite, new_postgres)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert is_newest(engine)
    engine.dispose()


def test_each_migration_goes_down_and_up_again_with_data(database):
    world = make_world(database)
    world.concern()
    log = world.log()
    world.consents(world.ppr)
    command.stamp(config_for(database.engine), "head")
    newest = ScriptDirectory.from_config(config_for(database.engine)).get_current_head()
    before = counts(database)
    if newest != "0001":
        command.downgrade(config_for(database.engine), "-1")
        older = before.keys() & set(inspect(database.engine).get_table_names())
        upgrade(database.engine)
        after = counts(database)
        assert {name: after[name] for name in older} == {name: before[name] for name in older}
    assert log.id


def test_the_first_migration_leaves_nothing_behind(engine_url, new_sqlite, new_postgres):
    engine = fresh(engine_url, new_sqlite, new_postgres)
    upgrade(engine)
    command.downgrade(config_for(engine), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def counts(database):
    with database.unit() as unit:
        return {
            table.name: len(unit.session.execute(select(table)).all())
            for table in Base.metadata.sorted_tables
        }
