"""Pure rules of the log, the relay and its agreements."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stafet.records.rules import RecordKind

HIGHEST_WELLBEING = 10
WRITTEN_BY_HAND = frozenset(
    {RecordKind.NOTE, RecordKind.CONCERN, RecordKind.CHILD_VOICE, RecordKind.INVOLVEMENT}
)
"""What its author corrects as text; agreements are followed up, minutes have a page."""


class OfferState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class AgreementState(StrEnum):
    """What has come of an agreement."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    DROPPED = "dropped"

    @property
    def ends(self) -> bool:
        return self in {AgreementState.KEPT, AgreementState.DROPPED}


@dataclass(frozen=True, slots=True)
class Involvement:
    """How and when the parents were involved, or why not (L31).

    `at_once`: they may read now what they have been told, not first the next working day.
    """

    how: str = ""
    involved_on: date | None = None
    reason: str = ""
    at_once: bool = False

    @property
    def without_parents(self) -> bool:
        return not self.how.strip()


def problems_with_involvement(involvement: Involvement, today: date) -> dict[str, str]:
    """Return what stands against opening, by field (L31)."""
    if involvement.without_parents:
        if involvement.reason.strip():
            return {}
        return {"how": "Tell how the parents were involved, or why they were not."}
    if involvement.involved_on is None:
        return {"involved_on": "Tell when the parents were involved."}
    if involvement.involved_on > today:
        return {"involved_on": "The day has not come yet."}
    return {}


def problems_with_agreement(
    text: str, has_responsible: bool, deadline: date | None, today: date
) -> dict[str, str]:
    """Return what stands against an agreement, by field (L32)."""
    problems: dict[str, str] = {}
    if not text.strip():
        problems["text"] = "Write what is agreed."
    if not has_responsible:
        problems["responsible"] = "Choose who is responsible."
    if deadline is None:
        problems["deadline_on"] = "Choose a deadline."
    elif deadline < today:
        problems["deadline_on"] = "The deadline is in the past."
    return problems


def problems_with_outcome(
    wellbeing: int | None, next_on: date | None, today: date
) -> dict[str, str]:
    """Return what stands against a follow-up, by field."""
    problems: dict[str, str] = {}
    if wellbeing is not None and not 0 <= wellbeing <= HIGHEST_WELLBEING:
        problems["wellbeing"] = "Choose a number from 0 to 10."
    if next_on is not None and next_on < today:
        problems["next_on"] = "The day is in the past."
    return problems


def is_overdue(state: AgreementState, deadline: date, today: date) -> bool:
    return not state.ends and deadline < today
