"""Pages of deleting: what is due, what is kept back, what is gone (L55)."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.erasure import services
from stafet.erasure.forms import ApproveForm, ArchiveForm, HoldForm, LiftForm
from stafet.erasure.pages import certificate_page, child_page, done_page, due_page, line_of
from stafet.erasure.rules import State
from stafet.errors import Attempt, Invalid, NotFound
from stafet.web.form import StafetForm
from stafet.web.i18n import _, current_language, ngettext
from stafet.web.paging import page_asked
from stafet.web.unit import current_viewer, house, unit_of_work

pages = Blueprint("erasure", __name__, url_prefix="/sletning")
Answer = str | Response | tuple[str, int]


def install(app: Flask) -> None:
    app.register_blueprint(pages)


@pages.route("", methods=["GET", "POST"])
def due() -> Answer:
    """Show what is due, and approve what is ready."""
    with unit_of_work() as unit:
        page = due_page(unit, current_viewer(), page_asked())
    form = ApproveForm()
    ready = page.in_state(State.READY)
    form.things.choices = [(str(line.id), line.spoken) for line in ready]
    form.things.hints = {str(line.id): line.kept for line in ready}
    if form.validate_on_submit():
        chosen = set(form.things.data or ())
        with unit_of_work() as unit:
            count = services.approve(unit, current_viewer(), chosen)
        flash(ngettext("%(num)d is being deleted.", "%(num)d are being deleted.", count))
        return redirect(url_for("erasure.due"), HTTPStatus.SEE_OTHER)
    return _page("erasure/due.html", form, page=page)


@pages.get("/beviser")
def certificates() -> str:
    """Show what has been deleted."""
    with unit_of_work() as unit:
        page = done_page(unit, current_viewer(), page_asked())
    return render_template("erasure/done.html", page=page)


@pages.get("/barn/<uuid:child_id>")
def child(child_id: UUID) -> Answer:
    """Show how long what is kept of one child, and what it is held back for."""
    with unit_of_work() as unit:
        page = child_page(unit, current_viewer(), child_id)
    return render_template("erasure/child.html", page=page)


@pages.route("/barn/<uuid:child_id>/arkiv/<uuid:thing_id>", methods=["GET", "POST"])
def archive(child_id: UUID, thing_id: UUID) -> Answer:
    """Note that something was handed over to the archive."""
    with unit_of_work() as unit:
        page = child_page(unit, current_viewer(), child_id)
    form, line = ArchiveForm(), line_of(page, thing_id)
    day = form.on_day.data
    if form.validate_on_submit() and day:
        try:
            with unit_of_work() as unit:
                services.note_archived(unit, current_viewer(), child_id, thing_id, day)
            return _back(child_id, _("It is noted that the archive has it."))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("erasure/archive.html", form, page=page, line=line)


@pages.route("/barn/<uuid:child_id>/behold", methods=["GET", "POST"])
def hold(child_id: UUID) -> Answer:
    """Keep everything about a child until somebody lifts it."""
    with unit_of_work() as unit:
        page = child_page(unit, current_viewer(), child_id)
    form, reasons = HoldForm(), house().catalogue.retention.holds
    form.reason.choices = [(key, one.label.in_(current_language())) for key, one in reasons.items()]
    if form.validate_on_submit():
        try:
            press, reason, why = form.idempotency_key, form.reason.data, form.why.data or ""
            with unit_of_work() as unit:
                services.set_hold(unit, current_viewer(), child_id, press, reason, why)
            return _back(child_id, _("Nothing about the child is deleted until you lift it."))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("erasure/hold.html", form, page=page)


@pages.route("/barn/<uuid:child_id>/behold/<uuid:hold_id>/ophaev", methods=["GET", "POST"])
def lift(child_id: UUID, hold_id: UUID) -> Answer:
    """Keep it no longer."""
    with unit_of_work() as unit:
        page = child_page(unit, current_viewer(), child_id)
    line = next((one for one in page.holds if one.id == hold_id), None)
    if line is None:
        raise NotFound(Attempt("erasure:lift", hold_id, child_id))
    form = LiftForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                services.lift_hold(unit, current_viewer(), child_id, hold_id, form.why.data or "")
            return _back(child_id, _("It need not be kept any more."))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("erasure/lift.html", form, page=page, line=line)


@pages.get("/bevis/<uuid:certificate_id>")
def certificate(certificate_id: UUID) -> Answer:
    """Show what was deleted, when, by which rule and by whom."""
    with unit_of_work() as unit:
        page = certificate_page(unit, current_viewer(), certificate_id)
    return render_template("erasure/certificate.html", page=page)


def _back(child_id: UUID, told: str) -> Response:
    flash(told)
    return redirect(url_for("erasure.child", child_id=child_id), HTTPStatus.SEE_OTHER)


def _page(template: str, form: StafetForm, **told: object) -> Answer:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template(template, form=form, **told), status
