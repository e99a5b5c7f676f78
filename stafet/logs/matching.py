"""Find words in a text however they are spelt, and show where. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

BEFORE, AFTER = 60, 160
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
"""Characters that show nothing: a soft hyphen in the middle of a word hides no word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; the words that were looked for are marked."""

    text: str
    marked: bool = False


def words_of(asked: str) -> tuple[str, ...]:
    """Return the words to look for, each once, as `matches` wants them."""
    return tuple(dict.fromkeys(_folded(_seen(asked)).split()))


def matches(words: Sequence[str], text: str) -> bool:
    """Return whether every word is there, inside longer words too."""
    folded = _folded(_seen(text))
    return all(word in folded for word in words)


def excerpt(words: Sequence[str], text: str) -> tuple[Piece, ...]:
    """Return a short piece of the text around the first of the words, each one marked."""
    text = _seen(text)
    spans = _spans(words, text)
    start, end = _window(text, spans[0][0] if spans else 0)
    edges = [start, *(min(edge, end) for span in spans if span[0] < end for edge in span), end]
    marked = {span[0] for span in spans}
    pieces = [Piece(text[one:other], one in marked) for one, other in pairwise(edges)]
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if end < len(text) else []
    return (*before, *(piece for piece in pieces if piece.text), *after)


def _seen(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def _folded(text: str) -> str:
    """Return a text in which one spelling stands for all: small letters, å as aa, ß as ss."""
    small = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", small).replace("å", "aa")


def _spans(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Return where the words stand in the text, in order, overlapping ones joined."""
    signs = [_folded(sign) for sign in text]
    origin = [place for place, sign in enumerate(signs) for _ in sign]
    folded = "".join(signs)
    found = sorted(
        (origin[hit], origin[hit + len(word) - 1] + 1)
        for word in words
        for hit in _hits(word, folded)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _hits(word: str, folded: str) -> Iterator[int]:
    at = folded.find(word)
    while at >= 0:
        yield at
        at = folded.find(word, at + 1)


def _window(text: str, first: int) -> tuple[int, int]:
    """Return a stretch around a place, beginning and ending between words where it can."""
    start, end = max(0, first - BEFORE), min(len(text), first + AFTER)
    if start:
        gap = text.find(" ", start, first)
        start = gap + 1 if gap >= 0 else start
    if end < len(text):
        gap = text.rfind(" ", first, end)
        end = gap if gap > first else end
    return start, end
