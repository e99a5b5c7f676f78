"""Padmé: a sealed length tells at most its order of magnitude (Nikitin et al., PETS 2019)."""

from struct import Struct

LEAST = 256
_COUNT = Struct(">I")
_FRONT = _COUNT.size


def padded_size(size: int) -> int:
    """Return the least Padmé size, in bytes, that holds `size` bytes; never under 256."""
    size = max(size, LEAST)
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def pad(raw: bytes) -> bytes:
    """Return u32 length, `raw`, zeros up to the Padmé size."""
    counted = _COUNT.pack(len(raw)) + raw
    return counted.ljust(padded_size(len(counted)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given; `ValueError` on bytes it cannot have made."""
    end = _FRONT + _COUNT.unpack_from(padded)[0]
    if end > len(padded):
        raise ValueError("the length exceeds the bytes")
    return padded[_FRONT:end]
