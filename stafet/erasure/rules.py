"""Pure rules of deleting: when a thing's time is over, and what still stands in the way (L55)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from stafet.catalogue.calendar import months_after
from stafet.catalogue.retention import LOG, Profile

YEAR = 12


class State(StrEnum):
    """How far a thing is on the way that L55 sets: archived? held? then deleted."""

    LATER = "later"
    ARCHIVE = "archive"
    """Its time is over, and it is not handed over to the archive yet."""
    HELD = "held"
    READY = "ready"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Thing:
    """A closed log, or a concern that never came into one; its time runs from `since`."""

    child_id: UUID
    profile: str
    id: UUID
    institution_id: UUID | None
    since: date

    @property
    def log_id(self) -> UUID | None:
        return self.id if self.profile == LOG else None


def due_on(thing: Thing, profile: Profile, school_year_begins: int) -> date:
    """Return the first day on which a thing may be kept no longer."""
    if thing.profile == LOG:
        return months_after(thing.since, profile.keep * YEAR)
    return date(
        _school_year(thing.since, school_year_begins) + profile.keep + 1, school_year_begins, 1
    )


def _school_year(day: date, begins: int) -> int:
    """Return the calendar year in which the day's school year began."""
    return day.year if day.month >= begins else day.year - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a thing besides its age."""

    archived: bool
    held: bool
    approved: bool


def state_of(due: date, profile: Profile, standing: Standing, today: date) -> State:
    """Return how a thing stands today; an approved one that is held after all waits again."""
    if today < due:
        return State.LATER
    if profile.archive_first and not standing.archived:
        return State.ARCHIVE
    if standing.held:
        return State.HELD
    return State.APPROVED if standing.approved else State.READY


def digest(facts: Mapping[str, object]) -> bytes:
    """Return the SHA-256 of a certificate's facts, in one spelling."""
    told = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(told.encode("ascii")).digest()
