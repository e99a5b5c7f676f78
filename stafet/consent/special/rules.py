"""Pure rules of særlig adgang: how long it may last, in which state it is, what is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from stafet.catalogue.model import AccessKind, ParentsTold
from stafet.clock import day_of, start_of_day


class State(StrEnum):
    """How a særlig adgang stands."""

    WAITING = "waiting"
    """Open, and no second person has approved it yet (L16)."""
    OPEN = "open"
    ENDED = "ended"
    UNAPPROVED = "unapproved"
    """A second person said no, or none said yes in time: an incident."""


class Spell(Protocol):
    """What of an access says how it stands."""

    until_at: datetime
    approved_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wish:
    """A særlig adgang as its decider wishes it; `id` is the press of the button."""

    id: UUID
    kind: str
    receiver_id: UUID
    institution_id: UUID
    records: frozenset[UUID]
    reason: str
    last_day: date | None = None
    tell_parents: bool = True
    not_told: str = ""
    """Why the parents are not told, where they are not."""
    asker: str = ""
    """Who asked for it from outside."""


def state_of(access: Spell, kind: AccessKind, now: datetime) -> State:
    """Return how an access stands now."""
    over = access.ended_at is not None or access.until_at <= now
    if kind.second_person and access.approved_at is None:
        return State.UNAPPROVED if over else State.WAITING
    return State.ENDED if over else State.OPEN


def last_days(kind: AccessKind, now: datetime) -> tuple[date, date]:
    """Return the last day proposed, and the last that may be chosen; today is the first day."""
    today, one = day_of(now), timedelta(days=1)
    return today + max(kind.default, one) - one, today + max(kind.longest, one) - one


def end_of(last_day: date) -> datetime:
    """Return the instant at which an access with this last day ends."""
    return start_of_day(last_day + timedelta(days=1))


def problems_with(
    wish: Wish, kind: AccessKind, choosable: Collection[UUID], now: datetime
) -> dict[str, str]:
    """Return what stands against a wish, by field."""
    problems: dict[str, str] = {}
    longest = last_days(kind, now)[1]
    if not wish.reason.strip():
        problems["reason"] = "Write why it is needed."
    if not wish.records:
        problems["records"] = "Choose at least one text."
    elif not wish.records <= set(choosable):
        problems["records"] = "One of these texts cannot be chosen."
    if wish.last_day is not None and wish.last_day < day_of(now):
        problems["last_day"] = "This day is in the past."
    if wish.last_day is not None and wish.last_day > longest:
        problems["last_day"] = "This is longer than this kind may last."
    if kind.on_behalf and not wish.asker.strip():
        problems["asker"] = "Write who has asked."
    return problems | problems_with_silence(kind, told=wish.tell_parents, why=wish.not_told)


def problems_with_silence(kind: AccessKind, *, told: bool, why: str) -> dict[str, str]:
    """Return what stands against not telling the parents."""
    if told:
        return {}
    if kind.parents_told is ParentsTold.ALWAYS:
        return {"tell_parents": "The parents must be told of this kind."}
    return {} if why.strip() else {"not_told": "Write why the parents are not told."}
