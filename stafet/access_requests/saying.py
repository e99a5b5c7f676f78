"""Says the ids, keys and instants of an answer's data as people read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from stafet.people.words import CUSTODIES, CUSTODY_SOURCES
from stafet.web.i18n import _, _l, moment, short_day

LABELS = {
    "person": _l("Who"),
    "place": _l("Place"),
    "kind": _l("Kind"),
    "kind_in_words": _l("Kind"),
    "source": _l("Source"),
    "checked_on": _l("Checked"),
    "from": _l("From"),
    "to": _l("Until"),
    "until": _l("Until"),
    "last_day": _l("Last day"),
    "address": _l("Address"),
    "phone": _l("Phone"),
    "email": _l("Mail"),
    "level": _l("Level"),
    "opened_at": _l("Opened"),
    "closed_at": _l("Closed"),
    "deadline_on": _l("Deadline"),
    "state": _l("How it stands"),
    "wellbeing": _l("How the child is doing, from 0 to 10"),
    "next_on": _l("Followed up again"),
    "at": _l("When"),
    "who_came": _l("Who came"),
    "what": _l("What"),
    "topics": _l("Topics"),
    "number": _l("Number"),
    "text": _l("Text"),
    "reader": _l("Reader"),
    "on_what_ground": _l("On what ground"),
    "read_at": _l("Read"),
    "asked": _l("Your question"),
    "answered_at": _l("Answered"),
    "answer": _l("The answer"),
}
"""What a page says of a line; the other keys are for machines."""
VALUES: Mapping[str, object] = {
    "open": _l("open"),
    "kept": _l("kept"),
    "partly": _l("partly kept"),
    "dropped": _l("dropped"),
    "asked": _l("asked"),
    "yes": _l("yes"),
    "no": _l("no"),
    "confirmed": _l("confirmed"),
    "withdrawn": _l("taken back"),
    "lapsed": _l("ended"),
    "suspended": _l("paused"),
    "tried": _l("tried to reach"),
    "young_asked": _l("the young person is asked"),
    "young_silent": _l("the young person has not answered"),
    "of_age": _l("18 years old"),
    "own_record": _l("written where the reader works"),
    "custody": _l("holds custody"),
    "youth": _l("is about the reader"),
    "consent": _l("consent"),
    "meeting_seat": _l("sat at the meeting"),
    "statute": _l("a law allows it"),
    "called": _l("called"),
    "held": _l("has been held"),
    "cancelled": _l("cancelled"),
    **{key.value: said for key, said in CUSTODIES.items()},
    **{key.value: said for key, said in CUSTODY_SOURCES.items()},
}


class Teller:
    """Says what stands in one answer."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told

    def name(self, person: str | None) -> str:
        return (self._told["people"].get(person) if person else None) or _("Somebody")

    def place(self, place: str | None) -> str:
        return self._told["places"].get(place, "") if place else ""

    def day(self, text: str | None) -> str:
        return short_day(date.fromisoformat(text[:10])) if text else ""

    def moment(self, text: str | None) -> str:
        return moment(datetime.fromisoformat(text)) if text else ""

    def line(self, line: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return what a page says of a line of the data, in words."""
        said = {key: self._value(key, value) for key, value in line.items() if key in LABELS}
        return [(str(LABELS[key]), text) for key, text in said.items() if text]

    def _value(self, key: str, value: Any) -> str:
        if value is None:
            return ""
        if key == "place":
            return self.place(value)
        if key == "person":
            return self.name(value)
        if isinstance(value, list):
            told = (self.name(one) if key == "who_came" else _worded(one) for one in value)
            return ", ".join(told)
        return _worded(value)


def _worded(value: Any) -> str:
    text = str(value)
    if text in VALUES:
        return str(VALUES[text])
    try:
        return _when(text)
    except ValueError:
        return text


def _when(text: str) -> str:
    if "T" in text:
        return moment(datetime.fromisoformat(text))
    return short_day(date.fromisoformat(text))
