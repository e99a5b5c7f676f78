"""Pure rules about people: what counts now."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Lasting(Protocol):
    from_at: datetime
    to_at: datetime | None


def lasts(fact: Lasting, now: datetime) -> bool:
    """Return whether a fact from one instant until before another counts at `now`."""
    return fact.from_at <= now and (fact.to_at is None or now < fact.to_at)


@dataclass(frozen=True, slots=True)
class Identity:
    """What is sealed about a person; empty strings where nothing is known."""

    name: str
    cpr: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""

    @property
    def betraying_words(self) -> tuple[str, ...]:
        """Address parts and numbers that would give a protected home away."""
        parts = [part.strip() for part in self.address.split(",")]
        return tuple(word for word in (*parts, self.phone, self.email) if len(word) >= 4)  # noqa: PLR2004 - shorter words tell nothing


@dataclass(frozen=True, slots=True)
class Outsider:
    """A person outside the kommune: his name, and what he is to the child."""

    name: str
    role: str

    @property
    def whole(self) -> str:
        return f"{self.name} ({self.role})"


def names_betrayed(text: str, words: tuple[str, ...]) -> bool:
    """Return whether a text holds one of the words, however it is spelt.

    Numbers count by their digits alone; of an address also the street without its number, and
    the town without its postcode.
    """
    plain = _plain(text)
    squeezed = "".join(plain.split())
    numbers = ["".join(run.split()) for run in re.findall(r"\d[\d ]*", plain)]
    return any(_betrays(_plain(word), plain, squeezed, numbers) for word in words)


_TELLING = 5
"""A shorter name is too common a word to be refused by itself."""
_UNMISTAKABLE = 8
"""A name so long is found inside other words too."""
_PHONE = 8
_FLOORS = frozenset({"stuen", "kælder", "kælderen"})


def _plain(text: str) -> str:
    """Return a text's letters and digits in small, with blanks for everything else."""
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold())
    return re.sub(r"[\W_]+", " ", folded).strip()


def _betrays(word: str, plain: str, squeezed: str, numbers: Collection[str]) -> bool:
    whole = "".join(word.split())
    if not whole or whole in _FLOORS:
        return False
    if whole.isdecimal():
        return any(whole[-_PHONE:] in number for number in numbers)
    return whole in squeezed or any(
        _named(name, plain, squeezed) for name in re.findall(r"[^\W\d]+(?: [^\W\d]+)*", word)
    )


def _named(name: str, plain: str, squeezed: str) -> bool:
    whole = "".join(name.split())
    if len(whole) < _TELLING or whole in _FLOORS:
        return False
    if len(whole) >= _UNMISTAKABLE:
        return whole in squeezed
    return re.search(rf"\b{name}s?\b", plain) is not None


class Ownership(StrEnum):
    """Whose institution it is."""

    MUNICIPAL = "municipal"
    REGIONAL = "regional"
    PRIVATE = "private"


def has_agreement(
    ownership: Ownership, controller: str, agreement_on: date | None, today: date
) -> bool:
    """Return whether an institution may have accounts (L19).

    The kommune's own may; others by agreement with a named controller, once it is in force.
    """
    if ownership is Ownership.MUNICIPAL:
        return True
    return bool(controller) and agreement_on is not None and agreement_on <= today


class CustodySource(StrEnum):
    """Where it is known from who holds custody."""

    CPR = "cpr"
    DECISION = "decision"
    CERTIFICATE = "birth_certificate"
    TOLD = "told"


class CustodyKind(StrEnum):
    JOINT = "joint"
    SOLE = "sole"
    TEMPORARY = "temporary"
    APPOINTED = "appointed"
    AUTHORITY = "authority"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a guardian needs to be met well."""

    language: str = "da"
    interpreter: bool = False
    protected_address: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A custody as somebody has checked it."""

    kind: CustodyKind
    source: CustodySource
    checked_on: date
    from_on: date


class EndingSource(StrEnum):
    """Where it is known from that all access has to end."""

    CPR = "cpr"
    AUTHORITY = "authority"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class EndingTold:
    """Why all access ends: a key of the kommune's, the day, and how it is known (L60)."""

    why: str
    happened_on: date
    source: EndingSource


def problems_with_ending(told: EndingTold, may: Collection[str], today: date) -> dict[str, str]:
    """Return what stands against an ending, by field."""
    problems: dict[str, str] = {}
    if told.why not in may:
        problems["why"] = "Choose what has happened."
    if told.happened_on > today:
        problems["happened_on"] = "This day is in the future."
    return problems


@dataclass(frozen=True, slots=True)
class Move:
    """Where a child goes, from when; `protects` is a guardian the place's name gives away."""

    institution_id: UUID
    group_id: UUID | None
    from_on: date
    ends_former: bool = True
    protects: UUID | None = None


def sure_kind(held: Held) -> CustodyKind:
    """Return the custody that counts: what is only told opens nothing to anybody."""
    return CustodyKind.UNKNOWN if held.source is CustodySource.TOLD else held.kind


def clashes(kind: CustodyKind, others: Collection[CustodyKind]) -> bool:
    """Return whether a custody cannot stand beside the others that count."""
    if kind is CustodyKind.SOLE:
        return bool(others)
    return CustodyKind.SOLE in others and kind is not CustodyKind.UNKNOWN


def lacks_agreement(ownership: Ownership, agreement_on: date | None) -> bool:
    """Return whether an institution of others lacks the day of its agreement (L19)."""
    return ownership is not Ownership.MUNICIPAL and agreement_on is None


class TaskWhy(StrEnum):
    """Why somebody is near a child; the labels and purposes are data (config/tasks.toml)."""

    AUTHOR = "concern_author"
    OWN_LEADER = "own_leader"
    CONTACT = "contact_person"
    HOLDER = "holder"
    INVITED = "invited"
    SUBSTITUTE = "substitute"
