"""Days, dates of birth and hours."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import wtforms
from wtforms.validators import StopValidation

from stafet.web.dates import read_day, read_hour
from stafet.web.fields.drawn import Drawn
from stafet.web.i18n import _, short_day


class DayField(Drawn, wtforms.Field):
    """A day; reads 02/03/2026 (typed) and 2026-03-02 (sent by the calendar), nothing else."""

    look = "day"
    data: date | None
    raw_data: list[str] | None

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, **rest: Any
    ) -> None:
        self.earliest: date | None = rest.pop("earliest", None)
        self.latest: date | None = rest.pop("latest", None)
        super().__init__(label, validators, **rest)

    @property
    def typed(self) -> str:
        """What the page shows: the day, or what was typed when it is none."""
        if self.data:
            return self.data.strftime("%d/%m/%Y")
        return self.raw_data[0] if self.raw_data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        self.data = read_day(text)
        if self.data is None:
            raise ValueError(_("Write the date as day/month/year, for example 02/03/2026."))

    def pre_validate(self, form: wtforms.Form) -> None:  # noqa: ARG002 - the signature is given
        if self.data is None:
            return
        if self.earliest and self.data < self.earliest:
            earliest = short_day(self.earliest)
            raise StopValidation(_("The date can be %(day)s at the earliest.", day=earliest))
        if self.latest and self.data > self.latest:
            latest = short_day(self.latest)
            raise StopValidation(_("The date can be %(day)s at the latest.", day=latest))


class BirthDateField(Drawn, wtforms.Field):
    """Day, month and year in three boxes, posted as three values of one name."""

    look = "birth_date"
    data: date | None
    raw_data: list[str] | None

    @property
    def first_id(self) -> str:
        return f"{self.id}-day"

    @property
    def parts(self) -> tuple[str, str, str]:
        if self.raw_data and len(self.raw_data) == 3:  # noqa: PLR2004 - day, month, year
            return (self.raw_data[0], self.raw_data[1], self.raw_data[2])
        if self.data:
            return (str(self.data.day), str(self.data.month), str(self.data.year))
        return ("", "", "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not any(part.strip() for part in valuelist):
            return
        self.data = read_day("/".join(part.strip() for part in valuelist))
        if self.data is None:
            raise ValueError(_("Write day, month and year in numbers, for example 2 3 2019."))


class HourField(Drawn, wtforms.Field):
    """A time of day; reads 14.05, 14:05 and 1405."""

    look = "hour"
    data: time | None
    raw_data: list[str] | None

    @property
    def typed(self) -> str:
        if self.data:
            return self.data.strftime("%H.%M")
        return self.raw_data[0] if self.raw_data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        self.data = read_hour(text)
        if self.data is None:
            raise ValueError(_("Write the time as hour and minutes, for example 14.05."))
