"""One of several, several of many, yes or no, and files."""

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice, SelectFieldBase
from wtforms.validators import ValidationError

from stafet.web.fields.drawn import Drawn
from stafet.web.i18n import _


class Choosing(Drawn, SelectFieldBase):
    """A field with options (value, label); `hints` maps a value to the line below its label."""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, **rest: Any
    ) -> None:
        self.hints: Mapping[Any, Any] = rest.pop("hints", {})
        super().__init__(label, validators, **{**rest, "choices": _choices(rest.get("choices"))})

    @property
    def choices(self) -> Any:
        return super().choices

    @choices.setter
    def choices(self, pairs: Any) -> None:
        wtforms.SelectField.choices.fset(self, _choices(pairs))

    def options(self) -> list[dict[str, Any]]:
        """Return the options as the macros draw them."""
        return [
            {"value": value, "label": label, "checked": checked, "hint": self.hints.get(value)}
            for value, label, checked, *_rest in self.iter_choices()
        ]


def _choices(pairs: Any) -> Any:
    if pairs is None or callable(pairs):
        return pairs
    return [SelectChoice(*pair) if isinstance(pair, tuple) else pair for pair in pairs]


class SelectField(Choosing, wtforms.SelectField):
    look = "select"


class RadioField(Choosing, wtforms.RadioField):
    look = "radios"

    @property
    def first_id(self) -> str:
        return f"{self.id}-0"


class CheckboxesField(Choosing, wtforms.SelectMultipleField):
    """Several of many."""

    look = "checkboxes"

    def pre_validate(self, form: wtforms.Form) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Not a valid choice.")) from None

    @property
    def first_id(self) -> str:
        return f"{self.id}-0"


class TickField(Drawn, wtforms.BooleanField):
    look = "tick"


class UploadField(Drawn, wtforms.MultipleFileField):
    """Files; `data` holds those really chosen."""

    look = "upload"

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, **rest: Any
    ) -> None:
        self.accept: str = rest.pop("accept", ".pdf,.jpg,.jpeg,.png,.heic,.txt")
        self.several: bool = rest.pop("several", True)
        super().__init__(label, validators, **rest)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [file for file in valuelist if getattr(file, "filename", "")]
