"""One of several, several of many, yes or no, and files."""

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from wtforms.fields.choices import SelectFieldBase

from stafet.web.fields.drawn import Drawn


class Choosing(Drawn, SelectFieldBase):
    """A field with options; `hints` maps a value to the line below its label."""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, **rest: Any
    ) -> None:
        self.hints: Mapping[Any, Any] = rest.pop("hints", {})
        super().__init__(label, validators, **rest)

    def options(self) -> list[dict[str, Any]]:
        """Return the options as the macros draw them."""
        return [
            {"value": value, "label": label, "checked": checked, "hint": self.hints.get(value)}
            for value, label, checked, *_ in self.iter_choices()
        ]


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
