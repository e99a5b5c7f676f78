"""The demo served for real, and a browser for each person in it."""

from collections.abc import Iterator

import pytest

from tests.journeys.people import Demo
from tests.journeys.serving import serve
from tests.servers.postgres import Cluster


@pytest.fixture(params=["sqlite", "postgres"])
def cluster(request) -> Cluster | None:
    """Return the server the demo lives in: none where it lives in files of its own."""
    return request.getfixturevalue("own_cluster") if request.param == "postgres" else None


@pytest.fixture
def demo(cluster, tmp_path, chromium) -> Iterator[Demo]:
    """Serve a newborn demo on the engine; every person gets a window of his own."""
    with serve(tmp_path / "demo", _databases(cluster)) as address:
        stage = Demo(chromium, address, tmp_path / "demo", cluster)
        yield stage
        stage.close()


def _databases(cluster: Cluster | None) -> dict[str, str]:
    """Return where the demo keeps its records and its keys: in two databases, as in a kommune."""
    if cluster is None:
        return {}
    for database in ("stafet", "keys"):
        cluster.create(database)
    return {
        "STAFET_DATABASE_URL": cluster.url("stafet"),
        "STAFET_KEYSTORE_URL": cluster.url("keys"),
    }
