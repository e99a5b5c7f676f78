"""A copy on paper: PDF/A-2a and PDF/UA-1 by typst, the same bytes for the same copy."""

import json
import re
import threading
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from stafet.settings import HOME, data_dir
from stafet.web.filters import BIDI

FONTS = HOME / "static" / "vendor" / "dkfds" / "dist" / "fonts" / "IBMPlexSans" / "complete" / "ttf"
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
GAP = "▯"
"""Stands for a letter that no font of ours has; the page on screen shows it."""
_UNDRAWN = re.compile(r'the text `"(?:\\u\{([0-9a-f]+)\}|(.))')
_SCRIPTS = 0x590, 0x1E00, 0x2E80
_BLOCK = 0x80


class Press:
    """One compiler, kept warm; it prints one document at a time."""

    def __init__(self, sheet: Path) -> None:
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(
            str(sheet), root=str(sheet.parent), font_paths=[str(FONTS)], ignore_system_fonts=True
        )

    def printed(self, told: Mapping[str, object]) -> bytes:
        """Return the document; texts go in as data and are never read as markup."""
        text = json.dumps(told, ensure_ascii=False)
        while True:
            try:
                return self._print(text)
            except typst.TypstError as error:
                text = _without(text, error.message)

    def _print(self, text: str) -> bytes:
        with self._lock:
            made = self._compiler.compile(
                format="pdf", sys_inputs={"told": text}, pdf_standards=["a-2a", "ua-1"]
            )
        assert isinstance(made, bytes)
        return made


@cache
def press(name: str) -> Press:
    """Return the press of a sheet under templates/pdf."""
    return Press(data_dir("templates") / "pdf" / f"{name}.typ")


def plain(text: str) -> str:
    """Return a text in which hidden and unassigned characters show as codes."""
    return "".join(f"[U+{ord(s):04X}]" if _unprintable(s) else s for s in text)


def paragraphs(text: str) -> list[str]:
    """Return a text's paragraphs; within each a line break stays a line break."""
    return [plain(part) for part in re.split(r"\n\s*\n", text.strip()) if part]


def _unprintable(sign: str) -> bool:
    category = unicodedata.category(sign)
    return sign in BIDI or (category in {"Cc", "Cn", "Co", "Cs", "Zl", "Zp"} and sign not in "\n\t")


def _without(text: str, message: str) -> str:
    """Return the text with gaps for what could not be drawn: the letter, or its whole script."""
    found = _UNDRAWN.search(message)
    if found is None:
        raise RuntimeError("the sheet does not print")
    code = int(found[1], 16) if found[1] else ord(found[2])
    if _SCRIPTS[0] <= code < _SCRIPTS[1] or code >= _SCRIPTS[2]:
        block = code // _BLOCK
        return "".join(GAP if ord(sign) // _BLOCK == block else sign for sign in text)
    return text.replace(chr(code), GAP)
