"""A kommune's own copy of the files that the product comes with."""

import shutil
from pathlib import Path

import pytest

from tests.factories.configuration import SHIPPED


@pytest.fixture
def config(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "config"))
