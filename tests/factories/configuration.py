"""A kommune's files with something wrong in them, and what is told of it."""

import pytest

from stafet.catalogue import load
from stafet.errors import ConfigurationError
from stafet.settings import data_dir

SHIPPED = data_dir("config")


def change(config, name, old, new):
    """Replace the first `old` and return the number of the line it ends on."""
    text = (config / name).read_text("utf-8")
    before, found, after = text.partition(old)
    assert found
    (config / name).write_text(before + new + after, "utf-8")
    return (before + found).count("\n") + 1


def problems(config, rule_set="2024"):
    with pytest.raises(ConfigurationError) as refused:
        load(config, rule_set)
    return str(refused.value).splitlines()
