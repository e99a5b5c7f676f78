"""Hand the relay over: offer, take back, accept, refuse."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stafet.errors import Conflict, Invalid
from stafet.logs.forms import AnswerForm, PersonForm
from stafet.logs.pages.relay import answer_page, offer_page
from stafet.logs.services import accept_relay, offer_relay, refuse_relay
from stafet.logs.services import take_back_offer as save_taking_back
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work

Answer = str | Response | tuple[str, int]


def offer(log_id: UUID) -> Answer:
    """Choose who takes the relay, seeing first what that person will be able to read."""
    with unit_of_work() as unit:
        page = offer_page(unit, current_viewer(), log_id)
    form = PersonForm()
    form.person.choices = [(c.value, c.face.whole) for c in page.candidates if c.open]
    if form.validate_on_submit():
        person, place = _chosen(form)
        try:
            with unit_of_work() as unit:
                offer_relay(unit, current_viewer(), log_id, person, place)
            return redirect(url_for("logs.show", log_id=log_id), 303)
        except Conflict:
            form.add_problems({"": "The relay is offered to somebody already."})
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return render_template("logs/offer.html", form=form, page=page), 422 if form.errors else 200


def take_back_offer(log_id: UUID) -> Response:
    """Take the offer back; one that was answered meanwhile stays answered."""
    try:
        with unit_of_work() as unit:
            save_taking_back(unit, current_viewer(), log_id)
    except Conflict:
        flash(_("No offer is waiting any longer."), "warning")
    else:
        flash(_("The offer is taken back. You still have the relay."))
    return redirect(url_for("logs.show", log_id=log_id), 303)


def answer_offer(log_id: UUID) -> Answer:
    """Say yes or no to the relay, seeing first what one will be able to read."""
    form = AnswerForm()
    with unit_of_work() as unit:
        page = answer_page(unit, current_viewer(), log_id)
    if page is None:
        flash(_("The relay is no longer waiting for your answer."), "info")
        return redirect(url_for("logs.show", log_id=log_id), 303)
    if form.validate_on_submit():
        try:
            _answered(log_id, form)
            return redirect(url_for("logs.show", log_id=log_id), 303)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return render_template("logs/answer.html", form=form, page=page), 422 if form.errors else 200


def _answered(log_id: UUID, form: AnswerForm) -> None:
    with unit_of_work() as unit:
        if request.form.get("answer") == "no":
            refuse_relay(unit, current_viewer(), log_id, form.reason.data or "")
            told = _("You have said no. The relay stays where it is.")
        else:
            accept_relay(unit, current_viewer(), log_id)
            told = _("You have the relay now.")
    flash(told)


def _chosen(form: PersonForm) -> tuple[UUID, UUID]:
    person, _bar, place = form.person.data.partition("|")
    try:
        return UUID(person), UUID(place)
    except ValueError:
        abort(400)
