"""Pure rules of meetings: who can be invited, and what stands against calling and finishing."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from stafet.catalogue.calendar import months_after
from stafet.clock import day_of, start_of_day
from stafet.logs.rules import problems_with_agreement

SSD = "ssd"
RULES_OF_THEIR_OWN = frozenset({"konsultativt", "dialogmoede", SSD})
"""Kinds that are not called by consent alone: anonymous, with authority, or by statute."""
AT_LINE: Mapping[str, str] = {"text": "what", "responsible": "who", "deadline_on": "on"}
"""Where a problem with an agreement is told on its line."""


class MeetingState(StrEnum):
    CALLED = "called"
    HELD = "held"
    CANCELLED = "cancelled"


class PartyKind(StrEnum):
    """In what capacity somebody comes; the family's own people stand in the call's words."""

    PROFESSIONAL = "professional"
    GUARDIAN = "guardian"
    CHILD = "child"


class Bar(StrEnum):
    """Why an institution cannot be invited (L26, L30)."""

    LEVEL = "level"
    NO_YES = "no_yes"


Chair = tuple[UUID, UUID]
"""A person and the institution he comes from."""


@dataclass(frozen=True, slots=True)
class Call:
    """A meeting to be."""

    kind: str
    on: date | None
    at: datetime | None
    place: str
    purpose: str
    categories: frozenset[str]
    people: frozenset[Chair] = frozenset()
    guardians: frozenset[UUID] = frozenset()
    child_comes: bool = False
    child_perspective: str = ""
    parents_how: str = ""
    parents_reason: str = ""
    tried: str = ""
    others: str = ""
    others_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of GØR: who does what by when, and on which row it was typed."""

    row: int
    what: str
    who: UUID | None
    on: date | None

    @property
    def empty(self) -> bool:
        return not self.what.strip() and self.who is None and self.on is None


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was said and decided; `answers` are by the agenda's items."""

    answers: Mapping[str, str]
    categories: frozenset[str]
    parents: str = ""
    parents_reason: str = ""
    child: str = ""
    child_reason: str = ""
    lines: tuple[Line, ...] = ()
    came: frozenset[UUID] = field(default_factory=frozenset)

    @property
    def decisions(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.empty)


def bar_to(
    institution: UUID, own: UUID, permitted: Collection[UUID], *, may_be_shared: bool
) -> Bar | None:
    """Return why an institution cannot be invited; the caller's own needs nobody's leave (L26)."""
    if institution == own:
        return None
    if not may_be_shared:
        return Bar.LEVEL
    return None if institution in permitted else Bar.NO_YES


def from_two_places(chairs: Collection[Chair]) -> frozenset[UUID]:
    """Return who stands there for several places: his seat lasts as long as that place's yes."""
    people = Counter(person for person, _place in chairs)
    return frozenset(person for person, places in people.items() if places > 1)


def problems_with_call(call: Call, today: date) -> dict[str, str]:
    """Return what stands against calling, by field (L25, L26)."""
    return {
        **_when_and_where(call, today),
        **_who(call),
        **_parents_part(call),
        **({} if call.categories else {"categories": "Choose what the meeting is about."}),
    }


def problems_with_minutes(minutes: Minutes, today: date) -> dict[str, str]:
    """Return what stands against finishing the minutes, by field (L25, L32)."""
    problems: dict[str, str] = {}
    if not any(text.strip() for text in minutes.answers.values()):
        problems[""] = "Write what was said before you finish."
    if not minutes.came:
        problems["came"] = "Tick who is here."
    if not (minutes.parents.strip() or minutes.parents_reason.strip()):
        problems["parents"] = "Write how the parents see it, or why their view is missing."
    if not (minutes.child.strip() or minutes.child_reason.strip()):
        problems["child"] = "Write how the child sees it, or why its view is missing."
    if not minutes.categories:
        problems["categories"] = "Choose what the meeting was about."
    for line in minutes.decisions:
        found = problems_with_agreement(line.what, line.who is not None, line.on, today)
        problems |= at_line(line, found)
    return problems


def at_line(line: Line, problems: Mapping[str, str]) -> dict[str, str]:
    """Tell an agreement's problems at the fields of its line."""
    return {f"{AT_LINE.get(name, 'what')}_{line.row}": text for name, text in problems.items()}


def seat_ends(kind: str, closed_at: datetime, ssd_months: int) -> datetime | None:
    """Return when a seat stops opening the minutes: for SSD a fixed day, else never by itself."""
    if kind != SSD:
        return None
    return start_of_day(months_after(day_of(closed_at), ssd_months))


def problems_with_hour(on: date | None, at: datetime | None, today: date) -> dict[str, str]:
    """Return what stands against meeting on a day at an hour, by field."""
    problems: dict[str, str] = {}
    if on is None:
        problems["on"] = "Choose a day."
    elif on < today:
        problems["on"] = "The day is in the past."
    if at is None and on is not None:
        problems["hour"] = "Choose an hour."
    return problems


def _when_and_where(call: Call, today: date) -> dict[str, str]:
    problems = problems_with_hour(call.on, call.at, today)
    if not call.place.strip():
        problems["place"] = "Tell where the meeting is."
    if not call.purpose.strip():
        problems["purpose"] = "Tell what the meeting is for."
    return problems


def _who(call: Call) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not call.people and not call.guardians:
        problems["guardians"] = "Choose who is invited."
    if from_two_places(call.people):
        problems["people"] = "You chose the same person from two places. Choose one of them."
    if not call.child_comes and not call.child_perspective.strip():
        problems["child_perspective"] = "Tell how the child's view is brought to the meeting."
    if call.others.strip() and not call.others_agreed:
        problems["others_agreed"] = "They can only come when the parents have said yes."
    return problems


def _parents_part(call: Call) -> dict[str, str]:
    if not call.guardians and not call.parents_reason.strip():
        return {"parents_reason": "Tell why the parents are not invited."}
    if not (call.parents_how.strip() or call.parents_reason.strip()):
        return {"parents_how": "Tell how the parents took part in calling the meeting, or why not."}
    return {}
