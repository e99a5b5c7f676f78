"""Birth dates: sealed at rest, opened once a process for each child, as told (L11, L51, L60)."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import months_after
from stafet.catalogue.cpr import InvalidCpr, parse_cpr
from stafet.clock import start_of_day
from stafet.db.transaction import Unit
from stafet.people.opening import open_identities

REMEMBERED = 10_000
ASKED, OF_AGE = 15, 18


class Ages:
    """The birth dates this process has opened, forgotten when they are many; `unit.use(Ages)`."""

    def __init__(self) -> None:
        self._known: dict[UUID, date | None] = {}

    def of(self, unit: Unit, children: Collection[UUID]) -> dict[UUID, date]:
        """Return the birth dates of these children, those whose number opens."""
        return {child: born for child, born in self.read(unit, children).items() if born}

    def read(self, unit: Unit, children: Collection[UUID]) -> dict[UUID, date | None]:
        """Return the same, with None for who has no number: who is missing did not open."""
        known = self._known
        found = {child: known[child] for child in children if child in known}
        if new := frozenset(children) - found.keys():
            opened = open_identities(unit, new, None, "ages:read", "age")
            read = {child: _born_on(identity.cpr) for child, identity in opened.items()}
            found |= read
            self._known = {**known, **read} if len(known) < REMEMBERED else read
        return found


def birthday(born_on: date, years: int) -> datetime:
    """Return the first instant of a birthday; of 29 February it is the 28th in other years."""
    return start_of_day(months_after(born_on, 12 * years))


def of_age(unit: Unit, children: Collection[UUID]) -> set[UUID]:
    """Return who of these is 18: nobody holds custody of them any more (L60)."""
    return _aged(unit, children, OF_AGE)


def asked(unit: Unit, children: Collection[UUID]) -> set[UUID]:
    """Return who of these says yes or no about itself by now (L11)."""
    return _aged(unit, children, ASKED)


def old_enough(unit: Unit, children: Collection[UUID]) -> set[UUID]:
    """Return who of these reads about itself by now: the kommune may let it be sooner."""
    return _aged(unit, children, unit.use(Catalogue).deadlines.youth_age)


def _aged(unit: Unit, children: Collection[UUID], years: int) -> set[UUID]:
    dates = unit.use(Ages).of(unit, children)
    return {child for child, born in dates.items() if unit.now >= birthday(born, years)}


def _born_on(cpr: str) -> date | None:
    try:
        return parse_cpr(cpr).born_on
    except InvalidCpr:
        return None
