"""Emergency access: the reason first, sight at once, a second person afterwards (L16)."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.consent.special.emergency import approve, open_emergency, refuse
from stafet.consent.special.forms import YES, ApproveForm, EmergencyForm
from stafet.consent.special.pages.deciding import answer_page
from stafet.consent.views.access import Answer
from stafet.errors import Attempt, Invalid, NotFound
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work
from stafet.web.viewer import Role


def emergency() -> Response | Answer:
    """Say why, and which child; what is written about it opens at once."""
    if Role.ADMIN in current_viewer().roles:
        raise NotFound(Attempt("access:emergency"))
    form = EmergencyForm()
    if form.validate_on_submit():
        try:
            form.prove()
            with unit_of_work() as unit:
                access_id = open_emergency(unit, current_viewer(), form.alarm)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            if access_id is not None:
                return redirect(url_for("access.read", access_id=access_id), HTTPStatus.SEE_OTHER)
            form.add_problems({"": "Nothing was found. Check the number, or name and birth date."})
    hours = house().catalogue.deadlines.emergency_hours
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("consent/emergency.html", form=form, hours=hours), status


def answer(access_id: UUID) -> Response | Answer:
    """Be the second person: approve an emergency access, or end it."""
    with unit_of_work() as unit:
        page = answer_page(unit, current_viewer(), access_id)
    form = ApproveForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                verb = approve if form.answer.data == YES else refuse
                verb(unit, current_viewer(), access_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("Your answer is kept."))
            return redirect(url_for("access.mine"), HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("consent/emergency_answer.html", page=page, form=form), status
