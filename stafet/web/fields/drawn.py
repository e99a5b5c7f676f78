"""What every field shares: the macro that draws it, and the one check for "needed"."""

from typing import Any, ClassVar, Final

import wtforms
from wtforms.validators import StopValidation

from stafet.web.i18n import _, _l

# what WTForms itself says, so that our catalogue carries it
SAID_BY_WTFORMS: Final = (
    _l("Not a valid choice."),
    _l("Invalid Choice: could not coerce."),
    _l("Not a valid integer value."),
)


class Needed:
    """The one validator for "this must be filled in"; marks the label too."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:  # noqa: ARG002 - the signature is given
        if field.errors:
            raise StopValidation
        if field.data is None or field.data in ("", [], False):
            raise StopValidation(str(self.message or _("Fill this in.")))


class Drawn:
    """A field drawn by the macro `look`; `first_id` is what the error summary leads to."""

    look: ClassVar[str]
    id: str
    name: str

    @property
    def first_id(self) -> str:
        return self.id
