"""One engine for pages: the services behind them run on both."""

import pytest


@pytest.fixture(params=["sqlite"])
def engine_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"new_{request.param}")(tables=True)
    return url
