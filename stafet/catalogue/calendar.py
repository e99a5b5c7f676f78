"""Days that count: hverdage, the hour of release, and the last day of a consent (law.md)."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from stafet.clock import day_of, start_of_day

ONE_DAY = timedelta(days=1)
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Calendar:
    """Hverdage by the kommune's list of public holidays."""

    holidays: frozenset[date] = field(repr=False)
    release_hour: int = 8

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is a hverdag: neither Sunday nor holiday; Saturday is one."""
        return day.weekday() != SUNDAY and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """Return the first hverdag after `day`."""
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, received_on: date, days: int) -> date:
        """Return hverdag number `days`, where the first after the receipt is day 1."""
        day = received_on
        for _ in range(days):
            day = self.next_working_day(day)
        return day

    def release_instant(self, written_at: datetime) -> datetime:
        """Return when ordinary text reaches the guardians: the next hverdag in the morning."""
        return start_of_day(self.next_working_day(day_of(written_at)), self.release_hour)

    @property
    def known_until(self) -> date:
        """The last day for which holidays are listed; after it every weekday counts."""
        return date(max((day.year for day in self.holidays), default=1), 12, 31)


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later, or the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of_consent(signed_on: date, months: int = 12) -> date:
    """Return the last day a consent may hold: the day before the signing day's return (L04, L05).

    `months` is what the kommune allows, at most 12. Signed 10 March 2027: 9 March 2028;
    signed 29 February: 27 February.
    """
    return months_after(signed_on, months) - ONE_DAY


def lapse_instant(last_day: date) -> datetime:
    """Return the instant a consent is no more: midnight in Copenhagen after its last day (L04)."""
    return start_of_day(last_day + ONE_DAY)
