"""The form every page's form is made from."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm

from stafet.web.fields import FormIdField
from stafet.web.i18n import _, unfilled


class Catalogue:
    """WTForms' own messages, said through our catalogue."""

    def gettext(self, text: str) -> str:
        return _(text)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return unfilled(one, many, n)


class StafetForm(FlaskForm):
    """A POST form: CSRF token, one-time id, and problems told at the field."""

    class Meta(FlaskForm.Meta):
        """Say WTForms' own messages in our words."""

        def get_translations(self, form: Any) -> Catalogue:  # noqa: ARG002 - the signature is given
            return Catalogue()

    form_id = FormIdField()

    @property
    def idempotency_key(self) -> UUID:
        """The id of this very press of the button; the same press twice has the same."""
        key = self.form_id.data
        assert isinstance(key, UUID)
        return key

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Put the problems of `errors.Invalid` at their fields; the rest above the form."""
        for name, text in problems.items():
            field = self._fields.get(name)
            if field is None or field.look == "hidden":
                self.form_errors.append(_(text))
            else:
                field.errors = [*field.errors, _(text)]


class QueryForm(FlaskForm):
    """A form sent by GET, such as a search: no token, no id, reads the address."""

    class Meta(FlaskForm.Meta):
        """No token, and the address as the data."""

        csrf = False

        def get_translations(self, form: Any) -> Catalogue:  # noqa: ARG002 - the signature is given
            return Catalogue()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:  # noqa: ARG002 - the signature is given
            return request.args
