"""CPR numbers: the date and century must be true, modulus 11 only hints (L56)."""

import re
from dataclasses import dataclass, field
from datetime import date

WRITTEN = re.compile(r"\s*([0-9]{6})[ -]?([0-9]{4})\s*")
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
SUBSTITUTE_DAYS = 60
"""What is added to the day in a number given to somebody who has none (erstatnings-CPR)."""

CENTURIES = (
    ("0123", 99, 1900, 1900),
    ("49", 36, 2000, 1900),
    ("5678", 57, 2000, 1800),
)
"""The register's table: 7th digits, last year of the century named first, then the other."""


class InvalidCpr(ValueError):
    """Not a CPR number; `reason` is `shape` or `date`, and the digits are never repeated."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Cpr:
    digits: str = field(repr=False)
    born_on: date = field(repr=False)
    substitute: bool

    @property
    def modulus_ok(self) -> bool:
        """Whether modulus 11 agrees; since 2007 true numbers are given where it does not."""
        products = zip(map(int, self.digits), WEIGHTS, strict=True)
        return sum(digit * weight for digit, weight in products) % 11 == 0

    @property
    def written(self) -> str:
        """The number as people write it."""
        return f"{self.digits[:6]}-{self.digits[6:]}"


def parse_cpr(text: str) -> Cpr:
    """Read a CPR number written with or without hyphen; raises `InvalidCpr` (L56)."""
    if not (match := WRITTEN.fullmatch(text)):
        raise InvalidCpr("shape")
    digits = match[1] + match[2]
    day, month = int(digits[:2]), int(digits[2:4])
    substitute = day > SUBSTITUTE_DAYS
    try:
        born_on = date(_year(digits), month, day - SUBSTITUTE_DAYS * substitute)
    except ValueError:
        raise InvalidCpr("date") from None
    return Cpr(digits, born_on, substitute)


def _year(digits: str) -> int:
    year = int(digits[4:6])
    _, last, first_named, other = next(row for row in CENTURIES if digits[6] in row[0])
    return year + (first_named if year <= last else other)
