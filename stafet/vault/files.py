"""Files in sealed segments: none can be dropped, moved, swapped or added."""

from collections.abc import Iterator, Sequence

from stafet.vault.context import Context, pack
from stafet.vault.keys import UseKey
from stafet.vault.record import open_bytes, seal_bytes

SEGMENT = 64 * 1024 - 4
"""Bytes of the file in one segment; with their length they make 64 KiB."""
_TAG = 16


def seal(key: UseKey, context: Context, data: bytes) -> list[bytes]:
    """Return the file's segments, each bound to its place and to the one before."""
    chunks = [data[at : at + SEGMENT] for at in range(0, len(data), SEGMENT)] or [b""]
    segments: list[bytes] = []
    for bound, chunk in zip(_bounds(key, context, segments, len(chunks)), chunks, strict=True):
        segments.append(seal_bytes(key, bound, chunk))
    return segments


def open_(key: UseKey, context: Context, segments: Sequence[bytes]) -> bytes:
    """Return the file after its last segment has proved genuine, or raise `Sealed`."""
    bounds = _bounds(key, context, segments, len(segments))
    return b"".join(
        open_bytes(key, bound, segment) for bound, segment in zip(bounds, segments, strict=True)
    )


def _bounds(
    key: UseKey, context: Context, segments: Sequence[bytes], count: int
) -> Iterator[bytes]:
    start, before = key.prefix + pack(context), bytes(_TAG)
    for number in range(count):
        last = number == count - 1
        yield start + number.to_bytes(4, "big") + bytes((last,)) + before
        before = segments[number][-_TAG:]
