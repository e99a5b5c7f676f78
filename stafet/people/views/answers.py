"""What the pages of this package answer with."""

from http import HTTPStatus
from uuid import UUID

from flask import render_template
from werkzeug.wrappers import Response

from stafet.people.rules import Move
from stafet.web.form import StafetForm

Answer = str | Response | tuple[str, int]


def form_page(template: str, form: StafetForm, **told: object) -> Answer:
    """Return a form's page; 422 where there is something to correct."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template(template, form=form, **told), status


def read_move(form: StafetForm, *, ends_former: bool = True, protects: str = "") -> Move:
    """Return the move of a form whose place is `institution:group`, offered by ourselves."""
    place, _, group = form.place.data.partition(":")
    return Move(
        UUID(place),
        UUID(group) if group else None,
        form.from_on.data,
        ends_former,
        UUID(protects) if protects else None,
    )
