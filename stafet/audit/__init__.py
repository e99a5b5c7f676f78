"""The witness: who did what, linked so that a change shows."""

from stafet.audit.chain import (
    APART,
    KOMMUNE,
    NO_MANIFEST,
    STEP,
    Manifest,
    append,
    begin,
    blocks,
    disown,
    first_bad_link,
    keep_openings,
    lock,
    lock_after,
    manifests,
    work_of,
)
from stafet.audit.events import Event, Object, Sight

__all__ = [
    "APART",
    "KOMMUNE",
    "NO_MANIFEST",
    "STEP",
    "Event",
    "Manifest",
    "Object",
    "Sight",
    "append",
    "begin",
    "blocks",
    "disown",
    "first_bad_link",
    "keep_openings",
    "lock",
    "lock_after",
    "manifests",
    "work_of",
]
