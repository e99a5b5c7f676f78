"""Pages of requests for access: register, name who answers, cut, decide, fetch (L54)."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    url_for,
)
from werkzeug.wrappers import Response as Answered

from stafet.access_requests import deciding, registering
from stafet.access_requests.choices import answering_places, askers, who_can_answer
from stafet.access_requests.forms import (
    OUTCOMES,
    OUTSIDE,
    WHOLE,
    CutForm,
    DecideForm,
    FetchForm,
    FindForm,
    NameForm,
    RegisterForm,
)
from stafet.access_requests.gathering import gather
from stafet.access_requests.lists import requests_page
from stafet.access_requests.packing import packed
from stafet.access_requests.pages import (
    answer_page,
    request_page,
    text_of,
    texts_page,
)
from stafet.access_requests.queries import handed_out
from stafet.access_requests.registering import Asked
from stafet.access_requests.rules import AskerKind, Cut, Outcome, passages_missing
from stafet.access_requests.sealing import split
from stafet.accounts.proving import is_fresh
from stafet.errors import Attempt, Invalid, NotFound
from stafet.web.form import StafetForm
from stafet.web.i18n import _, current_language
from stafet.web.paging import page_asked
from stafet.web.permissions import PERMISSIONS
from stafet.web.unit import current_viewer, house, unit_of_work
from stafet.web.uploads import SANDBOX

pages = Blueprint("access_requests", __name__, url_prefix="/indsigt")
Answer = str | Answered | tuple[str, int]


def install(app: Flask) -> None:
    app.register_blueprint(pages)


@pages.get("")
def requests() -> Answer:
    """Show a professional what is to be answered, and the family its answers."""
    viewer = current_viewer()
    with unit_of_work() as unit:
        page = requests_page(unit, viewer, page_asked())
    if viewer.is_family:
        return render_template("access_requests/mine.html", page=page)
    registers = PERMISSIONS["access_requests.find"].allows(viewer)
    return render_template("access_requests/requests.html", page=page, registers=registers)


@pages.route("/ny", methods=["GET", "POST"])
def find() -> Answer:
    """Find the child a request is about; nobody and not one's own are the same (L61)."""
    form = FindForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                child = registering.child_with(unit, current_viewer(), form.cpr.data or "")
            if child is not None:
                return _to("register", child_id=child)
            form.add_problems({"cpr": "No child that you can answer for has this number."})
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("access_requests/find.html", form)


@pages.route("/ny/<uuid:child_id>", methods=["GET", "POST"])
def register(child_id: UUID) -> Answer:
    """Register who asks, since when, and who answers."""
    form = RegisterForm()
    with unit_of_work() as unit:
        child, people = askers(unit, current_viewer(), child_id)
        form.place.choices = answering_places(unit, child_id)
    form.asker.choices = people
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                asked = _asked(form, child_id)
                made = registering.register(unit, current_viewer(), child_id, asked)
            flash(_("The request is registered. The month runs from the day it came."))
            return _to("show", request_id=made)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("access_requests/register.html", form, child=child)


@pages.get("/<uuid:request_id>")
def show(request_id: UUID) -> Answer:
    """Show how one request stands to who sees to it."""
    with unit_of_work() as unit:
        page = request_page(unit, current_viewer(), request_id)
    return render_template("access_requests/show.html", page=page, outcomes=OUTCOMES)


@pages.route("/<uuid:request_id>/sagsbehandler", methods=["GET", "POST"])
def name(request_id: UUID) -> Answer:
    """Name who reads, cuts and decides: never oneself."""
    form, viewer = NameForm(), current_viewer()
    with unit_of_work() as unit:
        page = request_page(unit, viewer, request_id)
        form.receiver.choices = who_can_answer(unit, viewer, request_id)
    if not page.may_name:
        raise NotFound(Attempt("access-request:name", request_id, page.child_id))
    if form.validate_on_submit():
        person, _bar, place = form.receiver.data.partition("|")
        try:
            with unit_of_work() as unit:
                registering.name_handler(unit, viewer, request_id, UUID(person), UUID(place))
            flash(_("The person can now read, and is told that there is news."))
            return _to("show", request_id=request_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("access_requests/name.html", form, page=page)


@pages.get("/<uuid:request_id>/tekster")
def texts(request_id: UUID) -> Answer:
    """Show the handler every text the asker may have."""
    with unit_of_work() as unit:
        page = texts_page(unit, current_viewer(), request_id, page_asked())
    return render_template("access_requests/texts.html", page=page, reasons=_reasons())


@pages.route("/<uuid:request_id>/tekster/<uuid:record_id>", methods=["GET", "POST"])
def cut(request_id: UUID, record_id: UUID) -> Answer:
    """Leave a text out or black words out, with the reason."""
    viewer = current_viewer()
    with unit_of_work() as unit:
        page, text, contents = text_of(unit, viewer, request_id, record_id)
    form = CutForm(data={"cut": text.cut or WHOLE, "legal": text.legal, "passages": text.passages})
    form.legal.choices = list(_reasons().items())
    form.legal.validate_choice = False
    if form.validate_on_submit():
        what = None if form.cut.data == WHOLE else Cut(form.cut.data)
        passages = split(form.passages.data or "")
        legal, missing = form.legal.data or "", passages_missing(contents, passages)
        try:
            with unit_of_work() as unit:
                wanted = deciding.Wanted(what, legal, passages, missing)
                deciding.cut(unit, viewer, request_id, record_id, wanted)
            return _to("texts", request_id=request_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("access_requests/cut.html", form, page=page, text=text)


@pages.route("/<uuid:request_id>/afgoerelse", methods=["GET", "POST"])
def decide(request_id: UUID) -> Answer:
    """Write the decision; then nothing is cut any more."""
    form, viewer = DecideForm(), current_viewer()
    with unit_of_work() as unit:
        page = request_page(unit, viewer, request_id)
    if not page.line.mine or page.line.answered:
        raise NotFound(Attempt("access-request:decide", request_id, page.child_id))
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                outcome, text = Outcome(form.outcome.data), form.text.data or ""
                deciding.decide_request(unit, viewer, request_id, outcome, text)
            flash(_("It is decided."))
            return _to("show", request_id=request_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("access_requests/decide.html", form, page=page)


@pages.post("/<uuid:request_id>/udleveret")
def handed(request_id: UUID) -> Answered:
    """Note that the office has handed the answer over."""
    with unit_of_work() as unit:
        deciding.hand_over(unit, current_viewer(), request_id)
    flash(_("It is noted that the answer is handed over."))
    return _to("show", request_id=request_id)


@pages.get("/svar/<uuid:request_id>")
def answer(request_id: UUID) -> Answer:
    """Show who asked what is decided, and the way to the folder."""
    with unit_of_work() as unit:
        page = answer_page(unit, current_viewer(), request_id)
    return render_template("access_requests/answer.html", page=page, outcomes=OUTCOMES)


@pages.route("/<uuid:request_id>/hent", methods=["GET", "POST"])
def prove(request_id: UUID) -> Answer:
    """Ask for the password once more before everything about a child leaves the house."""
    form = FetchForm()
    with unit_of_work() as unit:
        handed_out(unit, current_viewer(), request_id, "access-request:fetch")
    if form.validate_on_submit():
        try:
            form.prove()
            return _to("fetch", request_id=request_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("access_requests/fetch.html", form)


@pages.get("/<uuid:request_id>/svar.zip")
def fetch(request_id: UUID) -> Answered:
    """Make the answer anew and hand it out, to who asked or who hands it over."""
    viewer = current_viewer()
    with unit_of_work() as unit:
        row, decision = handed_out(unit, viewer, request_id, "access-request:fetch")
        fresh = is_fresh()
        if fresh:
            deciding.note_fetched(unit, viewer, row)
            bundle = gather(unit, viewer, row, decision)
    if not fresh:
        return _to("prove", request_id=request_id)
    told = Response(
        packed(bundle, f"{house().settings.kommune_name} Kommune"), mimetype="application/zip"
    )
    told.headers["Content-Disposition"] = 'attachment; filename="indsigt.zip"'
    told.headers["Content-Security-Policy"] = SANDBOX
    return told


def _asked(form: RegisterForm, child_id: UUID) -> Asked:
    """Return what was registered; the form has checked that each is one of the choices."""
    asker, place = form.asker.data, form.place.data
    if form.received_on.data is None:
        abort(HTTPStatus.BAD_REQUEST)
    person = None if asker == OUTSIDE else UUID(asker)
    family = AskerKind.YOUNG if person == child_id else AskerKind.CUSTODY
    return Asked(
        form.idempotency_key,
        family if person else AskerKind.OUTSIDE,
        person,
        UUID(place),
        form.received_on.data,
        form.known_by.data or "",
    )


def _reasons() -> dict[str, str]:
    reasons, language = house().catalogue.withholding_reasons, current_language()
    return {key: one.label.in_(language) for key, one in reasons.items()}


def _to(endpoint: str, **where: Any) -> Answered:
    return redirect(url_for(f"access_requests.{endpoint}", **where), HTTPStatus.SEE_OTHER)


def _page(template: str, form: StafetForm, **told: object) -> Answer:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template(template, form=form, **told), status
