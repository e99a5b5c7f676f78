"""Agree, and say what came of it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stafet.errors import Conflict, Invalid
from stafet.logs.forms import AgreementForm, FollowUpForm
from stafet.logs.pages.agreements import (
    AgreePage,
    FollowUpPage,
    agree_page,
    follow_up_page,
)
from stafet.logs.pages.words import STATES
from stafet.logs.rules import AgreementState
from stafet.logs.services import agree as save_agreement
from stafet.logs.services import follow_up as save_follow_up
from stafet.logs.services.agreements import Outcome, Promise
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work

Answer = str | Response | tuple[str, int]
CHOSEN = (AgreementState.KEPT, AgreementState.PARTLY, AgreementState.DROPPED)


def agree(log_id: UUID) -> Answer:
    """Write down who does what by when."""
    with unit_of_work() as unit:
        page = agree_page(unit, current_viewer(), log_id)
    form = AgreementForm(data={"deadline_on": page.deadline_on})
    _offer(form, page)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                key = form.idempotency_key
                save_agreement(unit, current_viewer(), log_id, _promise(form), key=key)
            flash(_("The agreement is saved."))
            return redirect(url_for("logs.show", log_id=log_id), 303)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return render_template("logs/agree.html", form=form, page=page), 422 if form.errors else 200


def follow_up(log_id: UUID, agreement_id: UUID) -> Answer:
    """Say what came of an agreement: the button pressed is its state."""
    with unit_of_work() as unit:
        page = follow_up_page(unit, current_viewer(), log_id, agreement_id)
    form = FollowUpForm()
    if not form.is_submitted():
        form.row_version.data = page.row_version
    if form.validate_on_submit():
        try:
            _save_follow_up(form, page, log_id, agreement_id)
            flash(_("The follow-up is saved."))
            return redirect(url_for("logs.show", log_id=log_id), 303)
        except Conflict:
            return _both_texts(form, page, log_id, agreement_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    told = {"form": form, "page": page, "states": [(s.value, STATES[s]) for s in CHOSEN]}
    return render_template("logs/follow_up.html", **told), 422 if form.errors else 200


def _offer(form: AgreementForm, page: AgreePage) -> None:
    form.responsible.choices = list(page.people)
    form.categories.choices = list(page.choices.categories)


def _promise(form: AgreementForm) -> Promise:
    return Promise(
        form.text.data or "",
        UUID(form.responsible.data),
        form.deadline_on.data,
        frozenset(form.categories.data or []),
    )


def _save_follow_up(
    form: FollowUpForm, page: FollowUpPage, log_id: UUID, agreement_id: UUID
) -> None:
    outcome = Outcome(form.text.data or "", _state(), form.wellbeing.data, form.next_on.data)
    with unit_of_work() as unit:
        save_follow_up(
            unit,
            current_viewer(),
            log_id,
            agreement_id,
            outcome,
            page.categories,
            form.row_version.data or 0,
            key=form.idempotency_key,
        )


def _state() -> AgreementState:
    try:
        return AgreementState(request.form.get("state", AgreementState.OPEN.value))
    except ValueError:
        raise Invalid({"": "Choose how it went."}) from None


def _both_texts(form: FollowUpForm, page: FollowUpPage, log_id: UUID, agreement_id: UUID) -> Answer:
    theirs = {"state": _("Now: %(state)s", state=page.state)}
    if page.former:
        theirs["text"] = page.former[0].text
    back = url_for("logs.follow_up", log_id=log_id, agreement_id=agreement_id)
    mine = {"text": form.text.data or ""}
    return render_template("errors/409.html", mine=mine, theirs=theirs, back_url=back), 409
