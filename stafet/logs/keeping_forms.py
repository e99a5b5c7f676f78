"""What an author and a leader fill in to keep a record back."""

from collections.abc import Sequence
from uuid import UUID

from stafet.consent.withholding import Answer, Decision
from stafet.web.fields import BodyField, DayField, Needed, RadioField, SelectField
from stafet.web.form import StafetForm
from stafet.web.i18n import _l

ALL = "all"
ANSWERS = {
    Answer.REFUSE: (_l("Let it be released as planned"), _l("The parents can then read it.")),
    Answer.REDACT: (
        _l("Withhold it"),
        _l("The parents see that something is withheld, and the legal reason."),
    ),
    Answer.HIDE: (
        _l("Hide it"),
        _l("The parents see nothing at all: no line, no count, no mail."),
    ),
}
SAID_BY_SERVICES = (
    _l("Write why it should be kept back."),
    _l("The parents can read it already. Only your leader can keep it back now."),
    _l("Choose what the parents are to see."),
    _l("It is kept back from everybody already. End that first."),
    _l("Choose the legal reason."),
    _l("Choose whom it is kept back from."),
    _l("Choose the day on which you look at it again."),
    _l("The day must be in the future."),
    _l("The day is too far away."),
)
"""What the services say at a field, so that the catalogue carries it."""


class AskForm(StafetForm):
    """An author asks."""

    reason = BodyField(
        _l("Why should it be kept back?"),
        [Needed(_l("Write why it should be kept back."))],
        description=_l("Only your leader reads the reason."),
        rows=4,
    )


class DecideForm(StafetForm):
    """A leader decides."""

    answer = RadioField(
        _l("What are the parents to see?"), [Needed(_l("Choose what the parents are to see."))]
    )
    whom = RadioField(_l("From whom?"), default=ALL)
    legal = SelectField(_l("Legal reason"))
    review_on = DayField(_l("Look at it again on"))

    def decision(self) -> Decision:
        """Return what was typed, as the services take it."""
        whom = None if self.whom.data in {None, ALL} else UUID(self.whom.data)
        return Decision(Answer(self.answer.data), whom, self.legal.data or "", self.review_on.data)


def decide_form(
    whom: Sequence[tuple[str, str]],
    legal: Sequence[tuple[str, str]],
    *answers: Answer,
    empty: bool = False,
) -> DecideForm:
    """Return the form with what may be chosen here; `empty` where another form was sent."""
    form = DecideForm(formdata=None) if empty else DecideForm()
    form.answer.choices = [(answer.value, ANSWERS[answer][0]) for answer in answers]
    form.answer.hints = {answer.value: ANSWERS[answer][1] for answer in answers}
    form.whom.choices = list(whom)
    form.legal.choices = [("", _l("Choose a reason")), *legal]
    return form


class ReviewForm(StafetForm):
    """A leader looks again and lets it stand."""

    review_on = DayField(
        _l("Look at it again on"), [Needed(_l("Choose the day on which you look at it again."))]
    )
