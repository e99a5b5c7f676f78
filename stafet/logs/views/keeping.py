"""Release a record now, ask that it be kept back, decide on it, look again."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.consent import withholding
from stafet.consent.withholding import Answer
from stafet.db.transaction import Unit
from stafet.errors import Conflict, Invalid
from stafet.logs.keeping_forms import AskForm, DecideForm, ReviewForm, decide_form
from stafet.logs.pages.keeping import Choices, kept_lines, kept_page, record_page
from stafet.web.form import StafetForm
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work
from stafet.web.viewer import Viewer

Page = str | Response | tuple[str, int]
Act = Callable[[Unit, Viewer, UUID], None]
SEE_OTHER, AGAIN = 303, 422
UNASKED = (Answer.REDACT, Answer.HIDE)


def keep(log_id: UUID, record_id: UUID) -> Page:
    """Show when a record reaches the parents, and what may be done about it."""
    return _record(log_id, record_id)


def release_now(log_id: UUID, record_id: UUID) -> Page:
    form = StafetForm()

    def act(unit: Unit, viewer: Viewer, child_id: UUID) -> None:
        withholding.release_now(unit, viewer, child_id, record_id)

    return _act(log_id, record_id, form, act) or _record(log_id, record_id)


def ask_back(log_id: UUID, record_id: UUID) -> Page:
    form = AskForm()

    def act(unit: Unit, viewer: Viewer, child_id: UUID) -> None:
        withholding.ask_back(unit, viewer, child_id, record_id, form.reason.data or "")

    return _act(log_id, record_id, form, act) or _record(log_id, record_id, ask=form)


def keep_back(log_id: UUID, record_id: UUID) -> Page:
    with unit_of_work() as unit:
        page = record_page(unit, current_viewer(), log_id, record_id)
    form = decide_form(page.choices.whom, page.choices.legal, *UNASKED)

    def act(unit: Unit, viewer: Viewer, child_id: UUID) -> None:
        withholding.keep_back(unit, viewer, child_id, record_id, form.decision())

    return _act(log_id, record_id, form, act) or _record(log_id, record_id, decide=form)


def kept() -> str:
    """List what waits for the leader's answer, what is to be looked at again, and the rest."""
    with unit_of_work() as unit:
        lines = kept_lines(unit, current_viewer())
    return render_template("consent/withheld.html", lines=lines)


def decide_back(limit_id: UUID) -> Page:
    """Answer an author, or look again at what was decided."""
    with unit_of_work() as unit:
        page = kept_page(unit, current_viewer(), limit_id)
    form = decide_form(page.choices.whom, page.choices.legal, *Answer)
    if not form.validate_on_submit():
        return _one(limit_id, form)
    return _changed(
        limit_id, form, lambda u, v: withholding.decide_back(u, v, limit_id, form.decision())
    )


def review(limit_id: UUID) -> Page:
    form = ReviewForm()
    if not form.validate_on_submit():
        return _one(limit_id, form)
    return _changed(
        limit_id, form, lambda u, v: withholding.review(u, v, limit_id, form.review_on.data)
    )


def lift(limit_id: UUID) -> Page:
    form = StafetForm()
    if not form.validate_on_submit():
        return _one(limit_id, form)
    return _changed(limit_id, form, lambda u, v: withholding.lift(u, v, limit_id))


def _act(log_id: UUID, record_id: UUID, form: StafetForm, act: Act) -> Response | None:
    """Do what was asked and go back to the record's page; None shows the form again."""
    if not form.validate_on_submit():
        return None
    try:
        with unit_of_work() as unit:
            child_id = record_page(unit, current_viewer(), log_id, record_id).child_id
            act(unit, current_viewer(), child_id)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return None
    except Conflict:
        flash(_("Somebody has decided meanwhile. Look again."), "warning")
    else:
        flash(_("It is done."), "success")
    return redirect(url_for("logs.keep", log_id=log_id, record_id=record_id), SEE_OTHER)


def _record(
    log_id: UUID, record_id: UUID, ask: AskForm | None = None, decide: DecideForm | None = None
) -> Page:
    with unit_of_work() as unit:
        page = record_page(unit, current_viewer(), log_id, record_id)
    text = render_template(
        "consent/withhold.html",
        page=page,
        form=ask or decide,
        ask=ask or AskForm(formdata=None),
        decide=decide or _empty(page.choices, UNASKED),
    )
    return (text, AGAIN) if ask or decide else text


def _one(limit_id: UUID, form: StafetForm) -> Page:
    with unit_of_work() as unit:
        page = kept_page(unit, current_viewer(), limit_id)
    text = render_template(
        "consent/withheld_one.html",
        page=page,
        form=form,
        decide=form if isinstance(form, DecideForm) else _empty(page.choices, tuple(Answer)),
        review=form if isinstance(form, ReviewForm) else ReviewForm(formdata=None),
    )
    return (text, AGAIN) if form.errors else text


def _changed(limit_id: UUID, form: StafetForm, act: Callable[[Unit, Viewer], None]) -> Page:
    try:
        with unit_of_work() as unit:
            act(unit, current_viewer())
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _one(limit_id, form)
    except Conflict:
        flash(_("Somebody has decided meanwhile. Look again."), "warning")
    else:
        flash(_("It is done."), "success")
    return redirect(url_for("logs.kept"), SEE_OTHER)


def _empty(choices: Choices, answers: tuple[Answer, ...]) -> DecideForm:
    return decide_form(choices.whom, choices.legal, *answers, empty=True)
