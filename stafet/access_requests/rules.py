"""Pure rules of a request for access: its clock, what is blacked out, what may be decided (L54)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from stafet.catalogue.calendar import months_after
from stafet.records.rules import Content

BAR = "█████"
"""Stands for words that are blacked out: always as long, so that it says nothing of them."""


class AskerKind(StrEnum):
    CUSTODY = "custody"
    """Who holds custody: gets what the decision lets him read."""
    YOUNG = "young"
    """The child itself, by the same decision."""
    OUTSIDE = "outside"
    """Anybody else, such as a parent without custody: gets chosen texts about the child (L17)."""


class Cut(StrEnum):
    """What is done to a text before it is handed out."""

    LEFT_OUT = "left_out"
    BLACKED_OUT = "blacked_out"


class Outcome(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


def due_on(received_on: date, months: int) -> date:
    """Return the last day on which a request is answered in time."""
    return months_after(received_on, months)


def reminder_days(due: date, before: Iterable[int]) -> list[date]:
    """Return when whoever answers is reminded: some days before, and the day after."""
    days = [due - timedelta(days=count) for count in sorted(before, reverse=True)]
    return [*days, due + timedelta(days=1)]


def blacked_out(content: Content, passages: Sequence[str]) -> Content:
    """Return a text in which each passage is a bar; the longest first, as one may hold another."""
    return Content(
        _barred(content.title, passages),
        _barred(content.text, passages),
        {key: _barred(text, passages) for key, text in content.answers.items()},
    )


def passages_missing(contents: Collection[Content], passages: Iterable[str]) -> list[str]:
    """Return the passages that stand in none of a text's wordings: most are slips of the pen."""
    said = [content.words for content in contents]
    return [passage for passage in passages if all(passage not in words for words in said)]


def problems_with_cut(
    cut: Cut | None,
    passages: Sequence[str],
    missing: Sequence[str],
    legal: str,
    known: Collection[str],
) -> dict[str, str]:
    """Return what stands against a cut, by field."""
    if cut is None:
        return {}
    problems = {} if legal in known else {"legal": "Choose why."}
    if cut is Cut.BLACKED_OUT and not passages:
        problems["passages"] = "Copy the words that are blacked out, one passage on each line."
    elif cut is Cut.BLACKED_OUT and missing:
        problems["passages"] = "One of these lines does not stand in the text word for word."
    return problems


def problems_with_decision(
    outcome: Outcome, text: str, cuts: int, unread: Collection[UUID]
) -> dict[str, str]:
    """Return what stands against a decision, by field."""
    problems: dict[str, str] = {}
    if not text.strip():
        problems["text"] = "Write what is decided, and why."
    if outcome is Outcome.GRANTED and cuts:
        problems["outcome"] = "Something is left out or blacked out: then it is granted in part."
    if outcome is Outcome.PARTLY and not cuts:
        problems["outcome"] = "Nothing is left out: then it is granted."
    if outcome is not Outcome.REFUSED and unread:
        problems[""] = "New texts have come. The leader must let you read them first."
    return problems


def _barred(text: str, passages: Sequence[str]) -> str:
    for passage in sorted(passages, key=len, reverse=True):
        text = text.replace(passage, BAR)
    return text
