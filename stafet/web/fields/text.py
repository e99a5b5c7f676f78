"""Text as people type it: composed, trimmed, measured, never cut."""

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import wtforms
from wtforms.validators import StopValidation

from stafet.web.fields.drawn import Drawn
from stafet.web.filters import hidden_in
from stafet.web.i18n import _, ngettext

TITLE_LENGTH: Final = 200
BODY_LENGTH: Final = 20_000


class LineField(Drawn, wtforms.StringField):
    """One line of text: composed (NFC), trimmed, without hidden characters."""

    look = "line"
    kind = "text"
    allowed = ""

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        max_length: int = TITLE_LENGTH,
        **rest: Any,
    ) -> None:
        super().__init__(label, validators, **rest)
        self.max_length = max_length

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = unicodedata.normalize("NFC", self.tidy(valuelist[0]))

    def tidy(self, text: str) -> str:
        return text.strip()

    def pre_validate(self, form: wtforms.Form) -> None:  # noqa: ARG002 - the signature is given
        text = self.data or ""
        if signs := hidden_in(text, self.allowed):
            raise StopValidation(_hidden(signs))
        if (over := len(text) - self.max_length) > 0:
            raise StopValidation(_too_long(over))


class EmailField(LineField):
    kind = "email"


class PhoneField(LineField):
    kind = "tel"


class BodyField(LineField):
    """Text in paragraphs; hidden characters stay and are shown as codes by the `body` filter."""

    look = "body"

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        max_length: int = BODY_LENGTH,
        rows: int = 6,
        **rest: Any,
    ) -> None:
        super().__init__(label, validators, max_length=max_length, **rest)
        self.rows = rows

    def tidy(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n ")

    def pre_validate(self, form: wtforms.Form) -> None:  # noqa: ARG002 - the signature is given
        if (over := len(self.data or "") - self.max_length) > 0:
            raise StopValidation(_too_long(over))


class PasswordField(Drawn, wtforms.PasswordField):
    """A secret: taken exactly as typed, never put back on the page."""

    look = "secret"


class NumberField(Drawn, wtforms.IntegerField):
    """A whole number, or nothing."""

    look = "number"

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        super().process_formdata(valuelist)


def _hidden(signs: list[str]) -> str:
    return _(
        "There are hidden characters in the text (%(signs)s). Write it again without them.",
        signs=", ".join(signs),
    )


def _too_long(over: int) -> str:
    return ngettext(
        "The text is %(num)d character too long.", "The text is %(num)d characters too long.", over
    )
