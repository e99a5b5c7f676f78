"""One value, one spelling: the bytes a row's MAC is taken over."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID


def canonical(values: Iterable[object]) -> bytes:
    """Return every value as tag, u32 length and bytes; `TypeError` on a kind not listed here."""
    return b"".join(map(_one, values))


def _one(value: object) -> bytes:
    tag, raw = _spelt(value)
    return tag + len(raw).to_bytes(4, "big") + raw


def _spelt(value: object) -> tuple[bytes, bytes]:  # noqa: PLR0911 - a line for each type
    match value:
        case None:
            return b"n", b""
        case bool():
            return b"b", b"1" if value else b"0"
        case int():
            return b"i", b"%d" % value
        case str():
            return b"s", value.encode()
        case UUID():
            return b"u", value.bytes
        case datetime():
            return b"t", _instant(value).encode()
        case date():
            return b"d", value.isoformat().encode()
        case bytes():
            return b"y", value
        case frozenset():
            return b"f", b"".join(sorted(map(_one, value)))
    raise TypeError(f"a row MAC knows no {type(value).__name__}")


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("a naive datetime has no place in a row MAC")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
