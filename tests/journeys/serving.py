"""Serve a newborn demo in a process of its own, the way `make demo` does."""

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

COMMAND = Path(sys.executable).with_name("stafet")
READY = re.compile(r"ready (http://127\.0\.0\.1:\d+)\n")


@contextmanager
def serve(folder: Path, extra: Mapping[str, str] = {}) -> Iterator[str]:
    """Give the address of a demo that lives in `folder`; it ends with the block.

    What it logged is written out then: a test that fails shows it.
    """
    command = [COMMAND, "demo", "--port", str(_free_port()), "--folder", str(folder)]
    environment = {**os.environ, **extra}
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        line = process.stdout.readline()
        try:
            if not (ready := READY.fullmatch(line)):
                raise RuntimeError(f"the demo did not serve: {line}")
            yield ready.group(1)
        finally:
            process.terminate()
            log.seek(0)
            sys.stdout.write(log.read())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
