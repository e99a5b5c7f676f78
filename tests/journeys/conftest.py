"""The demo served for real, and a browser for each person in it."""

from collections.abc import Iterator

import pytest

from tests.journeys.people import Demo
from tests.journeys.serving import serve


@pytest.fixture
def demo(engine_url, new_sqlite, new_postgres, tmp_path, chromium) -> Iterator[Demo]:
    """Serve a newborn demo on the engine; every person gets a window of his own."""
    folder = tmp_path / "demo"
    on_postgres = engine_url.startswith("postgresql")
    extra = {"STAFET_DATABASE_URL": new_postgres(tables=False)} if on_postgres else {}
    with serve(folder, extra) as address:
        stage = Demo(chromium, address, folder, "postgres-" if on_postgres else "sqlite-")
        yield stage
        stage.close()
