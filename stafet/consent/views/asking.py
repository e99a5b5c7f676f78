"""The holder asks the parents about more places, and puts right whom he asked about."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.consent.forms import AskForm, CorrectForm, ask_form
from stafet.consent.pages.correcting import correcting_page
from stafet.consent.pages.staff import askable, staff_page
from stafet.consent.services import ask as ask_parents
from stafet.consent.services import correct_outsider, name_outsider
from stafet.consent.views.showing import Answer
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.people.rules import Outsider
from stafet.web.i18n import _, current_language
from stafet.web.unit import current_viewer, house, unit_of_work


def ask(log_id: UUID) -> Response | Answer:
    with unit_of_work() as unit:
        page = staff_page(unit, current_viewer(), log_id)
        places = askable(unit, current_viewer(), page)
    form = ask_form(places, house().catalogue, current_language())
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                _ask(unit, page.child_id, form)
            flash(_("The parents have been asked."))
            return redirect(url_for("consent.show", log_id=log_id), HTTPStatus.SEE_OTHER)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("consent/ask.html", form=form, page=page, log_id=log_id), status


def correct(log_id: UUID, outsider_id: UUID) -> Response | Answer:
    with unit_of_work() as unit:
        page = correcting_page(unit, current_viewer(), log_id, outsider_id)
    asked = {"outside_name": page.who.name, "outside_role": page.who.role}
    form = CorrectForm(data={**asked, "why": page.why, "from_on": page.from_on})
    if form.validate_on_submit() and (who := form.outsider):
        try:
            with unit_of_work() as unit:
                _correct(unit, page.child_id, outsider_id, who, form)
            flash(_("The parents have been asked about the corrected name."))
            return redirect(url_for("consent.show", log_id=log_id), HTTPStatus.SEE_OTHER)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("consent/correct.html", form=form, page=page, log_id=log_id), status


def _correct(
    unit: Unit, child_id: UUID, outsider_id: UUID, who: Outsider, form: CorrectForm
) -> None:
    viewer = current_viewer()
    party = correct_outsider(unit, viewer, child_id, outsider_id, who)
    ask_parents(unit, viewer, child_id, [party], form.from_on.data, form.why.data or "")


def _ask(unit: Unit, child_id: UUID, form: AskForm) -> None:
    """Ask about the chosen places, and in the same step about who is outside the kommune."""
    viewer, parties = current_viewer(), form.chosen
    if (who := form.outsider) is not None:
        parties.append(name_outsider(unit, viewer, child_id, form.idempotency_key, who))
    ask_parents(unit, viewer, child_id, parties, form.from_on.data, form.why.data or "")
