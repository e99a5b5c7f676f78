"""Which counts may be published (L57). Pure."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from typing import TypeVar

from stafet.clock import day_of, start_of_day

Cell = TypeVar("Cell", bound=Hashable)


def published(counts: Mapping[Cell, int], threshold: int) -> dict[Cell, int | None]:
    """Return the counts that may be shown, None for those from 1 to below the threshold (L57).

    Each cell stands alone: no sum of a row, a column or the whole is published beside them, so
    that nothing is left to take a hidden count from.
    """
    return {cell: None if 0 < count < threshold else count for cell, count in counts.items()}


def counted_at(now: datetime) -> tuple[date, datetime]:
    """Return the day and instant the counts are of: the first of this month.

    The same all month, so that nobody who looks each day sees one log come or go (L57).
    """
    first = day_of(now).replace(day=1)
    return first, start_of_day(first)
