"""The forms of the oversight: ask why, answer, conclude a check."""

from stafet.oversight.services.asking import MOST_WORDS
from stafet.web.fields import BodyField, Needed, RadioField
from stafet.web.form import StafetForm
from stafet.web.i18n import _l


class AskForm(StafetForm):
    words = BodyField(_l("Do you want to add something?"), max_length=MOST_WORDS, rows=3)


class ConcludeForm(StafetForm):
    outcome = RadioField(_l("What did it come to?"), [Needed()])
    remark = BodyField(_l("What have you found?"), max_length=MOST_WORDS, rows=4)


class AnswerForm(StafetForm):
    outcome = RadioField(_l("What did it come to?"), [Needed()])
    words = BodyField(_l("Your answer to the parent"), [Needed()], max_length=MOST_WORDS, rows=5)
