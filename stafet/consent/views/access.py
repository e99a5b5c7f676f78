"""Særlig adgang: a leader decides, a receiver reads, the family is told, overseers look."""

import re
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stafet.consent.reading import read_file
from stafet.consent.special import services
from stafet.consent.special.forms import OutcomeForm, RefuseForm, decide_form
from stafet.consent.special.incidents import close_incident
from stafet.consent.special.models import Outcome
from stafet.consent.special.pages.deciding import child_accesses, decide_page
from stafet.consent.special.pages.receiving import access_page, my_access, my_accesses, told_to
from stafet.consent.special.pages.report import report as report_of
from stafet.errors import Invalid
from stafet.records.files import ENDINGS
from stafet.web.i18n import _
from stafet.web.paging import page_asked
from stafet.web.unit import current_viewer, house, unit_of_work
from stafet.web.uploads import download

Answer = tuple[str, int]
pages = Blueprint("access", __name__)


@pages.get("/log/<uuid:log_id>/saerlig-adgang")
def show(log_id: UUID) -> str:
    """Show a leader the accesses to a child, with their reasons, and let him begin a new one."""
    with unit_of_work() as unit:
        page = child_accesses(unit, current_viewer(), log_id)
    return render_template("consent/access.html", page=page)


@pages.route("/log/<uuid:log_id>/saerlig-adgang/ny", methods=["GET", "POST"])
def decide(log_id: UUID) -> Response | Answer:
    """Decide who may read which texts of a child, for how long and why."""
    kind, place = request.args.get("slags", ""), _id_of(request.args.get("sted", ""))
    with unit_of_work() as unit:
        page = decide_page(unit, current_viewer(), log_id, kind, place)
    form = decide_form(page)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                services.open_access(unit, current_viewer(), page.child_id, form.wish(page))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The access is open."))
            return redirect(url_for("access.show", log_id=log_id), HTTPStatus.SEE_OTHER)
    told = {"page": page, "days": house().catalogue.deadlines.consent_silence_days}
    return render_template("consent/access_decide.html", form=form, **told), _status(form.errors)


@pages.route("/log/<uuid:log_id>/saerlig-adgang/afslag", methods=["GET", "POST"])
def refuse(log_id: UUID) -> Response | Answer:
    """Say a reasoned no to somebody outside who has asked (L17)."""
    with unit_of_work() as unit:
        page = child_accesses(unit, current_viewer(), log_id)
    form, kind = RefuseForm(), request.args.get("slags", "")
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                press, viewer = form.idempotency_key, current_viewer()
                services.refuse_request(unit, viewer, page.child_id, kind, press, form.words)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The refusal is kept with its reason."))
            return redirect(url_for("access.show", log_id=log_id), HTTPStatus.SEE_OTHER)
    return render_template("consent/access_refuse.html", page=page, form=form), _status(form.errors)


@pages.post("/log/<uuid:log_id>/saerlig-adgang/<uuid:access_id>/slut")
def end(log_id: UUID, access_id: UUID) -> Response:
    """End an access now, as a leader who decides about the child."""
    return _ended(access_id, url_for("access.show", log_id=log_id))


@pages.post("/saerlig-adgang/<uuid:access_id>/slut")
def done(access_id: UUID) -> Response:
    """Be done with what was opened to oneself."""
    return _ended(access_id, url_for("access.mine"))


@pages.post("/log/<uuid:log_id>/saerlig-adgang/<uuid:access_id>/fortael")
def tell(log_id: UUID, access_id: UUID) -> Response:
    """Tell the parents of an access they were not told of."""
    with unit_of_work() as unit:
        services.tell_now(unit, current_viewer(), access_id)
    flash(_("The parents are told."))
    return redirect(url_for("access.show", log_id=log_id), HTTPStatus.SEE_OTHER)


@pages.get("/saerlig-adgang")
def mine() -> str:
    """Show a professional what is open to him and waits for him; the family what it is told of."""
    viewer = current_viewer()
    with unit_of_work() as unit:
        told = told_to(unit, viewer) if viewer.is_family else None
        page = None if viewer.is_family else my_accesses(unit, viewer)
    if page is None:
        return render_template("consent/access_told.html", told=told)
    return render_template("consent/access_mine.html", page=page)


@pages.get("/saerlig-adgang/<uuid:access_id>")
def read(access_id: UUID) -> str:
    """Show the chosen texts to the one who may read them now."""
    with unit_of_work() as unit:
        page = access_page(unit, current_viewer(), access_id, page_asked())
    return render_template("consent/access_read.html", page=page)


@pages.get("/saerlig-adgang/<uuid:access_id>/fil/<uuid:file_id>")
def file(access_id: UUID, file_id: UUID) -> Response:
    """Answer with a file of a chosen text, as an attachment."""
    with unit_of_work() as unit:
        access = my_access(unit, current_viewer(), access_id)
        media_type, data = read_file(unit, current_viewer(), access.child_id, file_id)
    return download(media_type, data, file_id, ENDINGS[media_type])


@pages.get("/rapport/saerlig-adgang")
def report() -> str:
    """Show a month's accesses and the open incidents to those who oversee them."""
    with unit_of_work() as unit:
        page = report_of(unit, current_viewer(), _month_of(request.args.get("maaned", "")))
    return render_template("consent/access_report.html", page=page)


@pages.route("/rapport/saerlig-adgang/<uuid:access_id>", methods=["GET", "POST"])
def close(access_id: UUID) -> Response | Answer:
    """Say what an incident came to."""
    form = OutcomeForm()
    with unit_of_work() as unit:
        page = report_of(unit, current_viewer(), None)
    line = next((one for one in page.incidents if one.id == access_id), None)
    if line is None:
        return redirect(url_for("access.report"), HTTPStatus.SEE_OTHER)
    if form.validate_on_submit():
        with unit_of_work() as unit:
            close_incident(unit, current_viewer(), access_id, Outcome(form.outcome.data))
        flash(_("The incident is closed."))
        return redirect(url_for("access.report"), HTTPStatus.SEE_OTHER)
    return render_template("consent/access_close.html", line=line, form=form), _status(form.errors)


def _ended(access_id: UUID, back: str) -> Response:
    with unit_of_work() as unit:
        services.end_access(unit, current_viewer(), access_id)
    flash(_("The access has ended."))
    return redirect(back, HTTPStatus.SEE_OTHER)


def _status(errors: object) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _month_of(text: str) -> date | None:
    """Return the first day of a month written 2027-03, else None."""
    if not re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", text, re.ASCII):
        return None
    return date.fromisoformat(f"{text}-01")
