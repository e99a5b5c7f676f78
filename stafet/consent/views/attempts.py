"""The holder notes that a giver was tried to be reached."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.consent.attempts import AttemptsPage, attempts_page
from stafet.consent.models import AttemptWay
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.views.showing import Answer
from stafet.errors import Invalid
from stafet.web.fields import DayField, Needed, RadioField, TickField
from stafet.web.form import StafetForm
from stafet.web.i18n import _, _l
from stafet.web.unit import current_viewer, unit_of_work

WAYS = {
    AttemptWay.PHONE: _l("By phone"),
    AttemptWay.LETTER: _l("By letter"),
    AttemptWay.IN_PERSON: _l("In person"),
}


class AttemptForm(StafetForm):
    giver = RadioField(_l("Whom did you try to reach?"), [Needed(_l("Choose somebody."))])
    way = RadioField(
        _l("How?"),
        [Needed(_l("Choose how."))],
        choices=[(way.value, label) for way, label in WAYS.items()],
    )
    interpreter = TickField(_l("With an interpreter"))
    on_day = DayField(_l("Which day?"), [Needed(_l("Choose the day."))])


def attempts(log_id: UUID) -> Response | Answer:
    with unit_of_work() as unit:
        page = attempts_page(unit, current_viewer(), log_id)
    form = _form(page)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                note_attempt(unit, current_viewer(), page.child_id, _tried(form))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("It is noted."))
            return redirect(url_for("consent.attempts", log_id=log_id), HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    told = {"page": page, "form": form, "log_id": log_id, "ways": WAYS}
    return render_template("consent/attempts.html", **told), status


def _form(page: AttemptsPage) -> AttemptForm:
    form = AttemptForm(on_day=page.today)
    form.giver.choices = [(str(one), page.names.get(one, "")) for one in page.waited_for]
    form.giver.hints = {str(one): _("Needs an interpreter") for one in page.need_interpreter}
    form.on_day.latest = page.today
    return form


def _tried(form: AttemptForm) -> Tried:
    assert form.on_day.data
    return Tried(
        id=form.idempotency_key,
        giver_id=UUID(form.giver.data),
        way=AttemptWay(form.way.data),
        interpreter=bool(form.interpreter.data),
        on_day=form.on_day.data,
    )
