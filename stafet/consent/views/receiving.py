"""The office prints forms, adds scans and types in what was signed or said (L12)."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from stafet.clock import day_of
from stafet.consent.pages.receiving import ReceivingPage, Sheet, receiving_page
from stafet.consent.reading import read_file
from stafet.consent.receiving_forms import (
    OralForm,
    PrintForm,
    ReceiveForm,
    ScanForm,
    print_form,
    receive_form,
)
from stafet.consent.services.receiving import keep_scan, print_paper, receive
from stafet.errors import Invalid
from stafet.records.files import ENDINGS, accept
from stafet.web.i18n import LANGUAGES, _, current_language
from stafet.web.unit import current_viewer, house, unit_of_work
from stafet.web.uploads import download

Answer = Response | tuple[str, int]


def receiving(log_id: UUID) -> Answer:
    """List the printed forms; print one more."""
    page = _page(log_id)
    form = print_form(page)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                language, key = form.language.data, form.idempotency_key
                child, young = page.child_id, form.is_young
                print_paper(unit, current_viewer(), child, language, key, young=young)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The form is ready. Print it."))
            return redirect(url_for("consent.receiving", log_id=log_id), HTTPStatus.SEE_OTHER)
    told = {"page": page, "form": form, "log_id": log_id, "languages": LANGUAGES}
    return render_template("consent/receiving.html", **told), _status(form)


def scan(log_id: UUID, paper_id: UUID) -> Answer:
    """Add the scan of a signed form; what is too large or of the wrong kind is told here."""
    page = _page(log_id)
    sheet = page.sheet(paper_id)
    form = ScanForm()
    if form.validate_on_submit() and _scanned(page, sheet, form):
        here = url_for("consent.receive_paper", log_id=log_id, paper_id=paper_id)
        return redirect(here, HTTPStatus.SEE_OTHER)
    if "for_stor" in request.args:
        form.add_problems({"file": "The file is larger than 10 MB."})
    told = {"page": page, "sheet": sheet, "form": form, "log_id": log_id}
    return render_template("consent/receive_scan.html", **told), _status(form)


def too_large(_error: RequestEntityTooLarge) -> Answer:
    """Lead back to the scan's page: a request that is too large is refused before any view."""
    if request.endpoint == "consent.scan" and request.view_args:
        here = url_for("consent.scan", **request.view_args, for_stor=1)
        return redirect(here, HTTPStatus.SEE_OTHER)
    return render_template("errors/413.html"), HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def scan_file(log_id: UUID, paper_id: UUID) -> Response:
    """Give the scan to those of the house who have a task with the child."""
    page = _page(log_id)
    sheet = page.sheet(paper_id)
    with unit_of_work() as unit:
        media_type, data = read_file(
            unit, current_viewer(), page.child_id, sheet.file_id or paper_id
        )
    return download(media_type, data, paper_id, ENDINGS[media_type])


def receive_paper(log_id: UUID, paper_id: UUID) -> Answer:
    """Type in a signed form, beside its scan."""
    page = _page(log_id)
    sheet = page.sheet(paper_id)
    if sheet.file_id is None:
        here = url_for("consent.scan", log_id=log_id, paper_id=paper_id)
        return redirect(here, HTTPStatus.SEE_OTHER)
    return _received(log_id, page, sheet)


def receive_oral(log_id: UUID) -> Answer:
    """Type in what was said."""
    return _received(log_id, _page(log_id), None)


def _received(log_id: UUID, page: ReceivingPage, sheet: Sheet | None) -> Answer:
    today = day_of(house().database.clock.now())
    form = receive_form(page, sheet, today, house().catalogue, current_language())
    if form.validate_on_submit():
        try:
            return _signed(log_id, page, sheet, form)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    told = {"page": page, "sheet": sheet, "form": form, "log_id": log_id}
    return render_template("consent/receive.html", **told), _status(form)


def _signed(log_id: UUID, page: ReceivingPage, sheet: Sheet | None, form: ReceiveForm) -> Response:
    form.prove()
    language = form.language.data if isinstance(form, OralForm) else ""
    received = form.received(sheet.id if sheet else None, language)
    with unit_of_work() as unit:
        consent = receive(unit, current_viewer(), page.child_id, received)
    flash(_("It is entered. Whoever answered gets news of it and a receipt."))
    here = url_for("consent.receipt", log_id=log_id, receipt_id=consent)
    return redirect(here, HTTPStatus.SEE_OTHER)


def _scanned(page: ReceivingPage, sheet: Sheet, form: ScanForm) -> bool:
    try:
        file = accept(form.file.data[0].read())
        with unit_of_work() as unit:
            key = form.idempotency_key
            keep_scan(unit, current_viewer(), page.child_id, sheet.id, key, file)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return False
    return True


def _page(log_id: UUID) -> ReceivingPage:
    with unit_of_work() as unit:
        return receiving_page(unit, current_viewer(), log_id)


def _status(form: PrintForm | ScanForm | ReceiveForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
