"""The demo served for real, and a browser for each person in it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.people import Demo

COMMAND = Path(sys.executable).with_name("stafet")


@pytest.fixture
def served(engine_url, new_sqlite, new_postgres, tmp_path) -> Iterator[tuple[str, Path]]:
    """Serve a newborn demo on a free port; give its address and folder."""
    folder = tmp_path / "demo"
    environment = dict(os.environ)
    if engine_url.startswith("postgresql"):
        environment["STAFET_DATABASE_URL"] = new_postgres(tables=False)
    command = [COMMAND, "demo", "--port", str(_free_port()), "--folder", str(folder)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    line = process.stdout.readline()
    ready = re.fullmatch(r"ready (http://127\.0\.0\.1:\d+)\n", line)
    if not ready:
        pytest.fail(f"the demo did not serve: {line}{process.stderr.read()}")
    yield ready.group(1), folder
    process.terminate()
    process.communicate()


@pytest.fixture
def demo(served, chromium, request) -> Iterator[Demo]:
    address, folder = served
    engine = "postgres" if "postgres" in request.node.name else "sqlite"
    stage = Demo(chromium, address, folder, f"{engine}-")
    yield stage
    stage.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
