"""What a form carries unseen: the id of one press, the version it was drawn from."""

from typing import Any
from uuid import UUID

import wtforms

from stafet.ids import new_id
from stafet.web.fields.drawn import Drawn
from stafet.web.i18n import _


class FormIdField(Drawn, wtforms.HiddenField):
    """Drawn once per page: the same press sent twice carries the same id (R8)."""

    look = "hidden"

    def __init__(self, **rest: Any) -> None:
        super().__init__(default=new_id, **rest)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = UUID(valuelist[0]) if valuelist else new_id()
        except ValueError:
            self.data = new_id()


class RowVersionField(Drawn, wtforms.HiddenField):
    """The version the form was drawn from; a newer one in the database is a conflict (R11)."""

    look = "hidden"

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        if not text.isascii() or not text.isdigit():
            self.data = None
            raise ValueError(_("Open the page again before you save."))
        self.data = int(text)
