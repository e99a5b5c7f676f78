"""The one source of time: aware UTC instants, Copenhagen days."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present instant in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move; for tests and the demo's history."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def advance(self, **parts: float) -> None:
        self.at += timedelta(**parts)


def day_of(instant: datetime) -> date:
    """Return the calendar day in Copenhagen at `instant`."""
    return instant.astimezone(COPENHAGEN).date()


def start_of_day(day: date, hour: int = 0) -> datetime:
    """Return the UTC instant at which `hour` o'clock strikes in Copenhagen on `day`."""
    return datetime.combine(day, time(hour), COPENHAGEN).astimezone(UTC)
