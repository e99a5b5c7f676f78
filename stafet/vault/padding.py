"""Padmé: a sealed length tells at most its order of magnitude (Nikitin et al., PETS 2019)."""

LEAST = 256
_COUNT = 4


def padded_size(size: int) -> int:
    """Return the least Padmé size, in bytes, that holds `size` bytes; never under 256."""
    size = max(size, LEAST)
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def pad(raw: bytes) -> bytes:
    """Return u32 length, `raw`, zeros up to the Padmé size."""
    counted = len(raw).to_bytes(_COUNT, "big") + raw
    return counted.ljust(padded_size(len(counted)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given; `ValueError` on bytes it cannot have made."""
    end = _COUNT + int.from_bytes(padded[:_COUNT], "big")
    if end > len(padded):
        raise ValueError("the length exceeds the bytes")
    return padded[_COUNT:end]
