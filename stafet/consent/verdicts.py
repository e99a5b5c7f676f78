"""What a leader says of a record that is to be kept back. Pure (law.md, Redacted and Hidden)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from stafet.consent.models import LimitKind


class Answer(StrEnum):
    """What a leader says."""

    REFUSE = "refuse"
    """It is released as planned."""
    REDACT = "redact"
    """The guardian sees that something is withheld, and why."""
    HIDE = "hide"
    """No trace by any channel."""

    @property
    def limit(self) -> LimitKind:
        return LimitKind.HIDDEN if self is Answer.HIDE else LimitKind.REDACTED


@dataclass(frozen=True, slots=True)
class Decision:
    """A leader's decision: for every guardian, or for one, with its legal reason and a day."""

    answer: Answer
    whom: UUID | None = None
    legal: str = ""
    review_on: date | None = None


def problems_with(
    decision: Decision, reasons: Collection[str], family: Collection[UUID]
) -> dict[str, str]:
    """Return what stands against a decision by field: a legal reason, a guardian of this child."""
    problems: dict[str, str] = {}
    if decision.legal not in reasons:
        problems["legal"] = "Choose the legal reason."
    if decision.whom is not None and decision.whom not in family:
        problems["whom"] = "Choose whom it is kept back from."
    return problems


def problem_with_day(review_on: date | None, today: date, latest: date) -> str:
    """Return what stands against a day to look again, "" if nothing does."""
    if review_on is None:
        return "Choose the day on which you look at it again."
    if review_on <= today:
        return "The day must be in the future."
    return "The day is too far away." if review_on > latest else ""
