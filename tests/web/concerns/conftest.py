"""One engine for pages: the services behind them run on both."""

import pytest

from tests.fixtures.databases import url_for


@pytest.fixture(params=["sqlite"])
def engine_url(request: pytest.FixtureRequest) -> str:
    return url_for(request)
