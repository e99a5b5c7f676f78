"""Form fields that know which macro draws them, and that lose nothing of what was typed."""

from stafet.web.fields.choices import (
    CheckboxesField,
    RadioField,
    SelectField,
    TickField,
    UploadField,
)
from stafet.web.fields.days import BirthDateField, DayField, HourField
from stafet.web.fields.drawn import Drawn, Needed
from stafet.web.fields.text import (
    BODY_LENGTH,
    TITLE_LENGTH,
    BodyField,
    EmailField,
    LineField,
    NumberField,
    PasswordField,
    PhoneField,
)
from stafet.web.fields.unseen import FormIdField, RowVersionField

__all__ = [
    "BODY_LENGTH",
    "TITLE_LENGTH",
    "BirthDateField",
    "BodyField",
    "CheckboxesField",
    "DayField",
    "Drawn",
    "EmailField",
    "FormIdField",
    "HourField",
    "LineField",
    "Needed",
    "NumberField",
    "PasswordField",
    "PhoneField",
    "RadioField",
    "RowVersionField",
    "SelectField",
    "TickField",
    "UploadField",
]
