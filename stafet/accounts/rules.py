"""Pure rules of signing in: how a login is spelled, how long to wait, when a role lapses."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from stafet.catalogue.calendar import months_after

INVITED_FOR = timedelta(days=14)
FORGIVEN_AFTER = timedelta(hours=12)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
LEAST_LENGTH = 3
OWN_LETTERS = 5
OWN_SIGNS = 8
"""Different letters, or signs, a password must have beside what everybody thinks of."""
_LOOKALIKES = str.maketrans("013457@$!", "oleastasi")


class IdentityCheck(StrEnum):
    """How somebody made sure who an invitation is handed to."""

    KNOWN = "known_in_person"
    PASSPORT = "passport"
    MITID = "mitid_shown"
    LETTER = "letter_to_registered_address"
    FIRST = "first_administrator"
    COMMAND = "command_line"


SHOWN_CHECKS = (
    IdentityCheck.KNOWN,
    IdentityCheck.PASSPORT,
    IdentityCheck.MITID,
    IdentityCheck.LETTER,
)
"""The checks one chooses among; the others record themselves."""


class Bucket(StrEnum):
    """What tries are counted by, and how many are free."""

    LOGIN = "login"
    CODE = "code"
    ADDRESS = "address"

    @property
    def free(self) -> int:
        """An address may be a whole school's; a login is one person's."""
        return 50 if self is Bucket.ADDRESS else 5


def spelled(login: str) -> str:
    """Return the one spelling under which a login is kept and found."""
    return " ".join(unicodedata.normalize("NFKC", login).casefold().split())


def wait_until(bucket: Bucket, count: int, last_at: datetime) -> datetime:
    """Return from when one may try again: each try beyond the free ones doubles the wait."""
    over = count - bucket.free
    if over < 0:
        return last_at
    doubled: timedelta = FIRST_WAIT * 2 ** min(over, 10)
    return last_at + min(doubled, LONGEST_WAIT)


def is_forgiven(last_at: datetime, now: datetime) -> bool:
    """Return whether tries lie so far back that they count no more."""
    return now - last_at >= FORGIVEN_AFTER


def role_lapses_on(reviewed_on: date, months: int) -> date:
    """Return the day from which a role no longer counts unless it is reviewed (L53)."""
    return months_after(reviewed_on, months)


def guessable(password: str, login: str, words: tuple[str, ...]) -> bool:
    """Return whether hardly anything is left of a password without what everybody thinks of.

    Words of the list (the longest first) and the login are taken out, once as typed and once with
    look-alike digits read as letters; runs (abcd) and repeats (aaaa) count for nothing.
    """
    typed = unicodedata.normalize("NFKC", password).casefold()
    known = (*_parts_of(spelled(login)), *words)
    return any(_is_poor(_without(text, known)) for text in (typed, typed.translate(_LOOKALIKES)))


def _without(text: str, known: tuple[str, ...]) -> str:
    for word in known:
        text = text.replace(word, " ")
    return "".join(text.split())


def _is_poor(rest: str) -> bool:
    letters = "".join(sign for sign in rest if sign.isalpha())
    return not (_is_rich(letters, OWN_LETTERS) or _is_rich(rest, OWN_SIGNS))


def _is_rich(text: str, least: int) -> bool:
    turns = [1 for one, two in pairwise(text) if not 0 <= ord(two) - ord(one) <= 1]
    return len(set(text)) >= least and len(turns) >= least - 1


def _parts_of(login: str) -> list[str]:
    parts = re.split(r"[^\w]+|_", login)
    return sorted((part for part in parts if len(part) >= LEAST_LENGTH), key=len, reverse=True)
