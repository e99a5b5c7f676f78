"""The holder asks the parents about more places."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.consent.forms import ask_form
from stafet.consent.pages.staff import askable, staff_page
from stafet.consent.services import ask as ask_parents
from stafet.consent.views.showing import Answer
from stafet.web.i18n import _, current_language
from stafet.web.unit import current_viewer, house, unit_of_work


def ask(log_id: UUID) -> Response | Answer:
    with unit_of_work() as unit:
        page = staff_page(unit, current_viewer(), log_id)
        places = askable(unit, current_viewer(), page)
    form = ask_form(places, house().catalogue, current_language())
    if form.validate_on_submit():
        with unit_of_work() as unit:
            viewer, from_on = current_viewer(), form.from_on.data
            ask_parents(unit, viewer, page.child_id, form.chosen, from_on)
        flash(_("The parents have been asked."))
        return redirect(url_for("consent.show", log_id=log_id), HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("consent/ask.html", form=form, page=page, log_id=log_id), status
