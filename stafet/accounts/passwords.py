"""Passwords: argon2id, long rather than odd, none that everybody thinks of."""

import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from stafet.accounts.rules import guessable
from stafet.errors import Invalid

SHORTEST = 12
LONGEST = 200
_hasher = PasswordHasher()


def hash_password(password: str, login: str = "") -> str:
    """Return the hash of a good password. Raises `Invalid` at `password`."""
    text = _composed(password)
    if len(text) < SHORTEST:
        raise Invalid({"password": "Use at least 12 characters."})
    if len(text) > LONGEST:
        raise Invalid({"password": "Use at most 200 characters."})
    if guessable(text, login, common_words()):
        raise Invalid({"password": "This is easy to guess. Use some words that only you combine."})
    return _hasher.hash(text)


def verify(stored: str | None, password: str) -> bool:
    """Return whether a password is the one stored; unknown users cost the same work."""
    try:
        _hasher.verify(stored or _nobodys(), _composed(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Return whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


def renewed(password: str) -> str:
    """Return a verified password's hash with today's settings."""
    return _hasher.hash(_composed(password))


@lru_cache
def common_words() -> tuple[str, ...]:
    """Return words everybody thinks of, the longest first."""
    lines = Path(__file__).with_name("common_words.txt").read_text("utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _composed(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@lru_cache
def _nobodys() -> str:
    return _hasher.hash("nobody signs in with this")
