"""The witness: who did what, linked so that a change shows."""

from stafet.audit.chain import (
    APART,
    KOMMUNE,
    STEP,
    append,
    begin,
    blocks,
    first_bad_link,
    keep_openings,
    lock,
    lock_after,
)
from stafet.audit.events import Event, Object, Sight

__all__ = [
    "APART",
    "KOMMUNE",
    "STEP",
    "Event",
    "Object",
    "Sight",
    "append",
    "begin",
    "blocks",
    "first_bad_link",
    "keep_openings",
    "lock",
    "lock_after",
]
