"""Read days and hours as people and the calendar send them."""

import re
from datetime import date, time
from typing import Final

_TYPED: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_HOUR: Final = re.compile(r"(\d{1,2})[.:]?(\d{2})", re.ASCII)
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""Days outside these years are slips of the pen, and no instant can be counted from some."""


def read_day(text: str) -> date | None:
    """Return the day written as 2/3/2026 or 2026-03-02, else None."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _TYPED.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_hour(text: str) -> time | None:
    """Return the time written as 14.05, 14:05 or 1405, else None."""
    if not (found := _HOUR.fullmatch(text)):
        return None
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError:
        return None
