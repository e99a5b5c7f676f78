"""Named places where a test ends the process as a power cut would (R4); elsewhere they do nothing.

See docs/adr/0008-failpoints.md. Each name has a test in `tests/faults/`.
"""

import os
import signal

VARIABLE = "STAFET_FAILPOINT"


def failpoint(name: str) -> None:
    """End this process here if the environment names this place."""
    if os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)


def armed() -> bool:
    """Whether the environment names any place: a product in use refuses to start then."""
    return VARIABLE in os.environ
