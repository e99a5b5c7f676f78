"""The concern's forms; the questions are the kommune's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stafet.concerns.rules import Asked, Concern
from stafet.logs.rules import Involvement
from stafet.web.fields import (
    BirthDateField,
    BodyField,
    CheckboxesField,
    DayField,
    LineField,
    Needed,
    RadioField,
    RowVersionField,
    TickField,
    UploadField,
)
from stafet.web.form import StafetForm
from stafet.web.i18n import _l

OPEN_QUESTIONS = 3
"""So many questions stand open on the page; the others are folded until one of them is used."""


class SearchForm(StafetForm):
    """Find a child that is not on one's list."""

    cpr = LineField(
        _l("CPR number"), description=_l("Ten digits, for example 010120-4321."), max_length=20
    )
    name = LineField(_l("The child's whole name"))
    born_on = BirthDateField(_l("The child's date of birth"))


class InvolvementFields(StafetForm):
    """How and when the parents were involved, or why not (L31)."""

    how = BodyField(
        _l("How have you talked with the parents?"),
        description=_l("What did you tell them, and what did they say?"),
        rows=3,
    )
    involved_on = DayField(_l("Which day did you talk with them?"))
    reason = BodyField(
        _l("If you have not: why?"),
        description=_l("Your leader reads the reason before anything is shared."),
        rows=2,
    )

    def tells_of_parents(self) -> bool:
        return any(
            field.data or field.errors for field in (self.how, self.involved_on, self.reason)
        )

    def involvement(self) -> Involvement:
        return Involvement(self.how.data or "", self.involved_on.data, self.reason.data or "")


class Versioned(StafetForm):
    """A form drawn from one version of the draft."""

    row_version = RowVersionField()

    @property
    def seen(self) -> int:
        return int(self.row_version.data or 0)


class ConcernForm(InvolvementFields, Versioned):
    """What is the same whatever the kommune asks."""

    event_on = DayField(_l("Which day is it about?"))
    topics = CheckboxesField(
        _l("Is it about more than you have filled in?"),
        description=_l("The topics of the questions you answer come along by themselves."),
    )
    questions: Sequence[Asked] = ()

    def fields_open(self) -> list[Any]:
        return [self[question.field] for question in self.questions[:OPEN_QUESTIONS]]

    def fields_folded(self) -> list[Any]:
        return [self[question.field] for question in self.questions[OPEN_QUESTIONS:]]

    def fold_is_open(self) -> bool:
        return any(field.data or field.errors for field in self.fields_folded())

    def concern(self) -> Concern:
        """Return what was typed."""
        typed = {question.field: self[question.field].data or "" for question in self.questions}
        return Concern(
            answers={name: text for name, text in typed.items() if text},
            event_on=self.event_on.data,
            topics=frozenset(self.topics.data or ()),
            involvement=self.involvement(),
        )


class ConfirmForm(Versioned):
    """Save what the draft holds."""


class OpenForm(InvolvementFields):
    """Open the stafetlog."""

    level = RadioField(_l("How much help is needed?"), [Needed()])
    at_once = TickField(_l("Let the parents read it at once"))

    def involvement(self) -> Involvement:
        return replace(super().involvement(), at_once=bool(self.at_once.data))


class FileForm(StafetForm):
    """One file for a concern."""

    file = UploadField(
        _l("Add a photo or a file"),
        [Needed(_l("Choose a file."))],
        description=_l("PDF, picture or plain text, at most 10 MB."),
        several=False,
    )


def concern_form(
    asked: Sequence[Asked], topics: Mapping[str, str], data: Mapping[str, object] | None = None
) -> ConcernForm:
    """Return the form with the kommune's questions, filled in with what was kept."""

    class Observed(ConcernForm):
        questions = asked

    for number, question in enumerate(asked):
        rows = 6 if number == 0 else 3
        body = BodyField(question.label, description=question.hint, rows=rows)
        setattr(Observed, question.field, body)
    form = Observed(data=data)
    form.topics.choices = list(topics.items())
    return form


def typed_again(concern: Concern, version: int) -> dict[str, object]:
    """Return a draft as a form's data."""
    return {
        **concern.answers,
        "row_version": version,
        "event_on": concern.event_on,
        "topics": sorted(concern.topics),
        **told_again(concern.involvement),
    }


def told_again(told: Involvement | None) -> dict[str, object]:
    if told is None:
        return {}
    return {"how": told.how, "involved_on": told.involved_on, "reason": told.reason}
