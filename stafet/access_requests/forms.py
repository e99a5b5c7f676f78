"""What is filled in about a request for access."""

from stafet.access_requests.rules import Cut, Outcome
from stafet.accounts.proving import ProvingForm
from stafet.web.fields import BodyField, DayField, LineField, Needed, RadioField, SelectField
from stafet.web.form import StafetForm
from stafet.web.i18n import _l

WHOLE = "whole"
OUTSIDE = "outside"
WORDS = 8000
SAID_BY_RULES = (
    _l("Choose who asks."),
    _l("Choose who answers."),
    _l("That is more than a year ago."),
    _l("Choose why."),
    _l("Copy the words that are blacked out, one passage on each line."),
    _l("One of these lines does not stand in the text word for word."),
    _l("Write what is decided, and why."),
    _l("Something is left out or blacked out: then it is granted in part."),
    _l("Nothing is left out: then it is granted."),
    _l("New texts have come. The leader must let you read them first."),
    _l("No child that you can answer for has this number."),
)
"""What rules and services say at a field, so that the catalogue carries it."""
OUTCOMES = {
    Outcome.GRANTED: _l("Everything is handed out"),
    Outcome.PARTLY: _l("A part is handed out"),
    Outcome.REFUSED: _l("Nothing is handed out"),
}
CUTS = {
    WHOLE: _l("Hand it out whole"),
    Cut.BLACKED_OUT.value: _l("Black out some words"),
    Cut.LEFT_OUT.value: _l("Leave the text out"),
}


class FindForm(StafetForm):
    """Find the child a request is about."""

    cpr = LineField(
        _l("The child's CPR number"),
        [Needed(_l("Write the child's CPR number."))],
        max_length=20,
        description=_l("Ten digits, for example 010120-4321."),
    )


class RegisterForm(StafetForm):
    """Who asks, since when, and who answers."""

    asker = RadioField(_l("Who asks?"), [Needed(_l("Choose who asks."))])
    known_by = BodyField(
        _l("Who is it, and how do you know?"),
        [Needed(_l("Write who asks, and how you know."))],
        max_length=WORDS,
        rows=3,
        description=_l("For example: came with a passport, or wrote by Digital Post."),
    )
    received_on = DayField(
        _l("When did the request come?"), [Needed(_l("Write which day it was."))]
    )
    place = RadioField(_l("Which place answers?"), [Needed(_l("Choose who answers."))])


class NameForm(StafetForm):
    """Who reads, cuts and decides."""

    receiver = SelectField(_l("Who answers?"), [Needed(_l("Choose a person."))])


class CutForm(StafetForm):
    """What is handed out of one text."""

    cut = RadioField(
        _l("What is handed out?"),
        [Needed(_l("Choose what is handed out."))],
        choices=list(CUTS.items()),
        default=WHOLE,
    )
    legal = RadioField(_l("Why?"), default="")
    passages = BodyField(
        _l("Which words?"),
        max_length=WORDS,
        rows=4,
        description=_l("Copy them from the text, one passage on each line."),
    )


class DecideForm(StafetForm):
    """The decision, as the asker reads it."""

    outcome = RadioField(
        _l("What is decided?"),
        [Needed(_l("Choose what is decided."))],
        choices=[(key.value, label) for key, label in OUTCOMES.items()],
    )
    text = BodyField(
        _l("The decision"),
        [Needed(_l("Write what is decided, and why."))],
        max_length=WORDS,
        rows=10,
        description=_l("Say what is handed out, what is not and why, and how to complain."),
    )


class FetchForm(ProvingForm):
    """Show once more that it is you, before everything is handed out."""
