"""What is filled in on a log's pages."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms.validators import Optional

from stafet.logs.pages.words import KINDS
from stafet.records.rules import CHILD, RecordKind
from stafet.web.fields import (
    BodyField,
    CheckboxesField,
    DayField,
    LineField,
    Needed,
    NumberField,
    RadioField,
    RowVersionField,
    SelectField,
    TickField,
    UploadField,
)
from stafet.web.form import StafetForm
from stafet.web.i18n import _l

WRITTEN = (RecordKind.NOTE, RecordKind.CHILD_VOICE)
SAID_BY_RULES = (
    _l("Choose who is responsible."),
    _l("The deadline is in the past."),
    _l("The day is in the past."),
    _l("Choose a number from 0 to 10."),
    _l("The relay is offered to somebody already."),
    _l("Somebody moved the level while you chose. Look again."),
    _l("Write at least two letters."),
    _l("The relay is offered to somebody. Take the offer back first."),
)
"""What the rules and services say at a field, so that the catalogue carries it."""


class EntryForm(StafetForm):
    """Write in the log."""

    text = BodyField(_l("What will you write?"), [Needed(_l("Write something before you save."))])
    title = LineField(_l("Heading"), description=_l("Only if it helps."))
    event_on = DayField(_l("When was it?"), [Needed(_l("Write which day it was."))])
    kind = RadioField(
        _l("What is it?"),
        choices=[(kind.value, KINDS[kind]) for kind in WRITTEN],
        default=RecordKind.NOTE.value,
    )
    categories = CheckboxesField(
        _l("What is it about?"), [Needed(_l("Choose what the text is about."))]
    )
    subjects = CheckboxesField(
        _l("Whom is it about?"), [Needed(_l("Choose whom the text is about."))], default=[CHILD]
    )
    file = UploadField(
        _l("Add a file"),
        description=_l("A PDF, a picture or plain text, at most 10 MB."),
        several=False,
    )
    at_once = TickField(_l("Let the parents read it at once"))


class CorrectionForm(StafetForm):
    """Word one's own entry anew."""

    asked: ClassVar[Sequence[str]] = ()
    """The keys of the questions this entry answers, in order."""

    row_version = RowVersionField()
    text = BodyField(_l("Text"))
    title = LineField(_l("Heading"))
    event_on = DayField(_l("When was it?"), [Needed(_l("Write which day it was."))])
    categories = CheckboxesField(
        _l("What is it about?"), [Needed(_l("Choose what the text is about."))]
    )
    subjects = CheckboxesField(
        _l("Whom is it about?"), [Needed(_l("Choose whom the text is about."))]
    )

    def fields_asked(self) -> list[Any]:
        return [self[f"answer_{number}"] for number in range(len(self.asked))]

    def answers(self) -> dict[str, str]:
        """Return the answers as worded now, by question."""
        return {
            key: field.data or ""
            for key, field in zip(self.asked, self.fields_asked(), strict=True)
        }


def correction_form(questions: Mapping[str, str], data: Mapping[str, Any] | None) -> CorrectionForm:
    """Return the form with a field for each question the entry answers, by key and label."""
    fields: dict[str, Any] = {"asked": tuple(questions)}
    for number, label in enumerate(questions.values()):
        fields[f"answer_{number}"] = BodyField(label, rows=4)
    made: type[CorrectionForm] = type("CorrectionForm", (CorrectionForm,), fields)
    return made(data=data)


class AgreementForm(StafetForm):
    """Who does what by when (L32)."""

    text = BodyField(_l("What is agreed?"), [Needed(_l("Write what is agreed."))], rows=3)
    responsible = SelectField(_l("Who is responsible?"))
    deadline_on = DayField(_l("By when?"), [Needed(_l("Choose a deadline."))])
    categories = CheckboxesField(
        _l("What is it about?"), [Needed(_l("Choose what the text is about."))]
    )


class FollowUpForm(StafetForm):
    """What came of an agreement; one press is enough."""

    row_version = RowVersionField()
    text = BodyField(_l("What came of it?"), rows=3, description=_l("Only if it helps."))
    wellbeing = NumberField(
        _l("How is the child doing, from 0 to 10?"),
        [Optional()],
        description=_l("Ask the child if you can. 10 is best."),
    )
    next_on = DayField(_l("When do you follow up again?"))


class LevelForm(StafetForm):
    """Move the level, up or down."""

    row_version = RowVersionField()
    level = RadioField(_l("Level"), coerce=int)


class CloseForm(StafetForm):
    """Close the log."""

    why = BodyField(
        _l("Why is the log closed?"),
        [Needed(_l("Write why the log is closed."))],
        rows=4,
        description=_l("The parents read it at once."),
    )


class PersonForm(StafetForm):
    """Choose one person."""

    person = RadioField(
        _l("Whom?"), [Needed(_l("Choose a person."))], validate_choice=False, default=""
    )


class AnswerForm(StafetForm):
    """Take the relay, or say why not."""

    reason = BodyField(_l("Why not?"), rows=3)


class SearchForm(StafetForm):
    """Look for words in the logs."""

    words = LineField(
        _l("What do you look for?"),
        [Needed(_l("Write what you look for."))],
        max_length=100,
        description=_l("With several words, all of them must be in the text."),
    )
