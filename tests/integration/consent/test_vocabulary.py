"""A category that something names is not taken out of the configuration."""

import shutil
from dataclasses import replace

import pytest

from stafet.app import open_house
from stafet.consent.vocabulary import refuse_forgotten
from stafet.db.transaction import Database, make_engine
from stafet.errors import ConfigurationError


def without(database, catalogue, *gone):
    """Provide the catalogue as if these categories had been taken out of the file."""
    left = {key: word for key, word in catalogue.categories.items() if key not in gone}
    database.provide(replace(catalogue, categories=left))


def test_what_is_in_use_is_known(database, world):
    world.concern()
    world.consents(world.ppr)
    refuse_forgotten(database)


def test_a_category_that_consents_name_is_not_taken_away(database, world, catalogue):
    world.consents(world.ppr)
    without(database, catalogue, "health", "social")
    with pytest.raises(ConfigurationError) as refused:
        refuse_forgotten(database)
    assert "health is gone, but consents that run" in str(refused.value)
    assert "social is gone" in str(refused.value)


def test_a_category_that_only_lapsed_consents_name_may_go(database, world, catalogue, clock):
    world.consents(world.ppr)
    clock.advance(days=400)
    without(database, catalogue, "health")
    refuse_forgotten(database)


def test_a_category_that_texts_name_is_not_taken_away(database, world, catalogue, clock):
    world.concern()
    clock.advance(days=400)
    without(database, catalogue, "wellbeing")
    with pytest.raises(ConfigurationError, match="wellbeing is gone, but texts that are kept"):
        refuse_forgotten(database)


def test_before_there_are_tables_nothing_is_in_use(new_sqlite, clock):
    database = Database(make_engine(new_sqlite(tables=False)), clock)
    refuse_forgotten(database)
    database.engine.dispose()


def test_the_product_does_not_start_and_says_which_category(world, settings, tmp_path, clock):
    world.consents(world.ppr)
    config = shutil.copytree(settings.config_dir, tmp_path / "config")
    words = config / "categories.toml"
    words.write_text(words.read_text().replace('key = "social"', 'key = "friends"'))
    with pytest.raises(ConfigurationError, match="social is gone"):
        open_house(replace(settings, config_dir=config), clock)
