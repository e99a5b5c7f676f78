"""Show what people wrote: safe, with its line breaks, and with nothing hidden in it."""

import re
from typing import Final

from flask import Flask
from markupsafe import Markup, escape

BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MEGABYTE: Final = 1_000_000
_HIDDEN: Final = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{''.join(sorted(BIDI))}]")
"""Control characters (Cc), line and paragraph separators, and marks of direction."""
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")


def init_filters(app: Flask) -> None:
    app.jinja_env.filters["body"] = body
    app.jinja_env.filters["size"] = size


def hidden_in(text: str, allowed: str = "") -> list[str]:
    """Return the control and direction characters of `text` as "U+202E", each once."""
    found = set(_HIDDEN.findall(text)).difference(allowed)
    return [f"U+{ord(sign):04X}" for sign in sorted(found)]


def body(text: str) -> Markup:
    """Return `text` as paragraphs; a hidden character shows as its code."""
    paragraphs = (part for part in _PARAGRAPHS.split(text.strip()) if part)
    return Markup("\n").join(Markup("<p>{}</p>").format(_lines(part)) for part in paragraphs)


def size(count: int) -> str:
    """Return a file's size in bytes as "1,4 MB"."""
    if count < MEGABYTE:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / MEGABYTE:.1f} MB".replace(".", ",")


def _lines(text: str) -> Markup:
    return Markup("<br>").join(_shown(line) for line in text.split("\n"))


def _shown(line: str) -> Markup:
    if not hidden_in(line, "\t"):
        return escape(line)
    return Markup("").join(
        Markup('<code class="hidden-sign">U+{:04X}</code>').format(ord(sign))
        if _is_hidden(sign) and sign != "\t"
        else escape(sign)
        for sign in line
    )


def _is_hidden(sign: str) -> bool:
    return _HIDDEN.match(sign) is not None
