"""Pages of meetings."""

from http import HTTPStatus
from typing import cast
from uuid import UUID

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from stafet.clock import COPENHAGEN
from stafet.errors import Conflict, Invalid
from stafet.meetings.forms import (
    MOST_LINES,
    CallForm,
    CancelForm,
    MinutesForm,
    MoveForm,
    kept_data,
    lines_in,
    minutes_form,
    proposal,
)
from stafet.meetings.invitation import calendar_file
from stafet.meetings.pages.calling import CallPage, call_page
from stafet.meetings.pages.changing import ChangePage, change_page
from stafet.meetings.pages.minutes import MinutesPage, minutes_page
from stafet.meetings.pages.show import readable_meeting, show_page
from stafet.meetings.services import (
    call_meeting,
    cancel_meeting,
    finish_minutes,
    keep_minutes,
    move_meeting,
)
from stafet.web.form import StafetForm
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work

pages = Blueprint("meetings", __name__, url_prefix="/log/<uuid:log_id>/moede")
Page = Answer | tuple[str, int]


def install(app: Flask) -> None:
    app.register_blueprint(pages)


@pages.route("/nyt", methods=["GET", "POST"])
def call(log_id: UUID) -> Page:
    """Call a meeting."""
    page = _call_page(log_id)
    form = CallForm(data=proposal(page))
    form.offer(page)
    if request.method == "GET":
        return _show_call(form, page)
    if form.validate():
        try:
            with unit_of_work() as unit:
                key = form.idempotency_key
                meeting_id = call_meeting(unit, current_viewer(), log_id, form.call(), key=key)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The meeting is called. Those who are invited get a message."))
            return _to_meeting(log_id, meeting_id)
    return _show_call(form, page, HTTPStatus.UNPROCESSABLE_ENTITY)


@pages.route("/<uuid:meeting_id>")
def show(log_id: UUID, meeting_id: UUID) -> str:
    """Show a meeting: when, where, who, why, and its minutes."""
    with unit_of_work() as unit:
        page = show_page(unit, current_viewer(), log_id, meeting_id)
    return render_template("meetings/show.html", page=page)


@pages.route("/<uuid:meeting_id>/kalender.ics")
def calendar(log_id: UUID, meeting_id: UUID) -> Response:
    """Return the meeting for a calendar."""
    with unit_of_work() as unit:
        meeting, now = readable_meeting(unit, current_viewer(), log_id, meeting_id), unit.now
    path = url_for("meetings.show", log_id=log_id, meeting_id=meeting_id)
    link = house().settings.base_url.rstrip("/") + path
    file = Response(calendar_file(meeting, now, _("Meeting"), link), mimetype="text/calendar")
    file.headers["Content-Disposition"] = "attachment; filename=moede.ics"
    return file


@pages.route("/<uuid:meeting_id>/flyt", methods=["GET", "POST"])
def move(log_id: UUID, meeting_id: UUID) -> Page:
    """Move a meeting to another day or hour."""
    page = _change_page(log_id, meeting_id)
    if page.over:
        return _to_meeting(log_id, meeting_id)
    now_at = page.at.astimezone(COPENHAGEN)
    told = {"row_version": page.version, "on": now_at.date(), "hour": now_at.time()}
    form = MoveForm(data=told)
    if request.method == "GET":
        return _show_change("meetings/move.html", form, page)
    if form.validate():
        try:
            with unit_of_work() as unit:
                seen, on, at = cast("int", form.row_version.data), form.on.data, form.at
                move_meeting(unit, current_viewer(), log_id, meeting_id, on, at, seen)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The meeting is moved. Those who are invited get a message."))
            return _to_meeting(log_id, meeting_id)
    return _show_change("meetings/move.html", form, page, HTTPStatus.UNPROCESSABLE_ENTITY)


@pages.route("/<uuid:meeting_id>/aflys", methods=["GET", "POST"])
def cancel(log_id: UUID, meeting_id: UUID) -> Page:
    """Cancel a meeting."""
    page = _change_page(log_id, meeting_id)
    if page.over:
        return _to_meeting(log_id, meeting_id)
    form = CancelForm(data={"row_version": page.version, "begun": page.begun})
    if not form.validate_on_submit():
        return _show_change("meetings/cancel.html", form, page)
    with unit_of_work() as unit:
        seen = cast("int", form.row_version.data), cast("int", form.begun.data)
        cancel_meeting(unit, current_viewer(), log_id, meeting_id, *seen)
    flash(_("The meeting is cancelled. Those who are invited get a message."))
    return _to_meeting(log_id, meeting_id)


@pages.route("/<uuid:meeting_id>/referat", methods=["GET", "POST"])
def minutes(log_id: UUID, meeting_id: UUID) -> Page:
    """Write the minutes while the meeting lasts; keep them, or finish them for good."""
    page = _minutes_page(log_id, meeting_id)
    if request.method == "GET":
        return _to_meeting(log_id, meeting_id) if page.over else _show_minutes(_kept(page), page)
    wants = request.form.get("do")
    form = _typed(page, more=wants == "add")
    if wants == "add":
        return _show_minutes(form, page)
    if not form.validate():
        return _show_minutes(form, page, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return (_finish if wants == "finish" else _keep)(form, log_id, meeting_id)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _show_minutes(form, page, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Conflict:
        if page.over:
            raise
        return _show_conflict(form, _minutes_page(log_id, meeting_id))


def _keep(form: MinutesForm, log_id: UUID, meeting_id: UUID) -> Answer:
    viewer, seen = current_viewer(), cast("int", form.row_version.data)
    with unit_of_work() as unit:
        keep_minutes(unit, viewer, log_id, meeting_id, form.draft(), seen)
    flash(_("The draft is saved. Only you can see it."))
    return redirect(url_for("meetings.minutes", log_id=log_id, meeting_id=meeting_id), 303)


def _finish(form: MinutesForm, log_id: UUID, meeting_id: UUID) -> Answer:
    viewer, seen = current_viewer(), cast("int", form.row_version.data)
    key = form.idempotency_key
    with unit_of_work() as unit:
        finish_minutes(unit, viewer, log_id, meeting_id, form.minutes(), seen, key=key)
    flash(_("The minutes are finished. The parents can read them now."))
    return _to_meeting(log_id, meeting_id)


def _change_page(log_id: UUID, meeting_id: UUID) -> ChangePage:
    with unit_of_work() as unit:
        return change_page(unit, current_viewer(), log_id, meeting_id)


def _call_page(log_id: UUID) -> CallPage:
    with unit_of_work() as unit:
        return call_page(unit, current_viewer(), log_id)


def _minutes_page(log_id: UUID, meeting_id: UUID) -> MinutesPage:
    with unit_of_work() as unit:
        return minutes_page(unit, current_viewer(), log_id, meeting_id)


def _kept(page: MinutesPage) -> MinutesForm:
    form = minutes_form(page.agenda, lines_in(page.kept.content.answers))(data=kept_data(page))
    form.offer(page)
    return form


def _typed(page: MinutesPage, *, more: bool) -> MinutesForm:
    """Return the form as it was typed, with one more line if asked for."""
    lines = lines_in(request.form) if not (sent := request.form.get("lines", "")) else 0
    if sent in {str(row) for row in range(MOST_LINES + 1)}:
        lines = int(sent)
    form = minutes_form(page.agenda, min(max(lines, 1) + more, MOST_LINES))()
    form.offer(page)
    return form


def _to_meeting(log_id: UUID, meeting_id: UUID) -> Answer:
    return redirect(url_for("meetings.show", log_id=log_id, meeting_id=meeting_id), 303)


def _show_call(form: CallForm, page: CallPage, status: int = HTTPStatus.OK) -> Page:
    return render_template("meetings/call.html", form=form, page=page), int(status)


def _show_change(
    template: str, form: StafetForm, page: ChangePage, status: int = HTTPStatus.OK
) -> Page:
    return render_template(template, form=form, page=page), int(status)


def _show_minutes(form: MinutesForm, page: MinutesPage, status: int = HTTPStatus.OK) -> Page:
    return render_template("meetings/minutes.html", form=form, page=page, theirs=()), int(status)


def _show_conflict(form: MinutesForm, page: MinutesPage) -> Page:
    """Show both texts; what is saved next is saved knowingly over the other (R11)."""
    form.row_version.data = page.kept.version
    theirs = [
        (form[name].label.text, text)
        for name, text in page.kept.content.answers.items()
        if name in form and text and name not in {"came", "categories"}
    ]
    return render_template("meetings/minutes.html", form=form, page=page, theirs=theirs), 409
