"""The hands that delete: the product's own worker."""

import pytest

from tests.factories.erasure import worker


@pytest.fixture
def hands(world, settings, vault, catalogue):
    return worker(world, settings, vault, catalogue)
