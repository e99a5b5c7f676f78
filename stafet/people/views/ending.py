"""The end of all access to a child: death, or closing by adoption; and a mistake mended (L60)."""

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from stafet.clock import day_of
from stafet.errors import Invalid
from stafet.people.ending_page import ending_page
from stafet.people.forms import EndAccessForm, UndoEndingForm
from stafet.people.services import end_access as end
from stafet.people.services import undo_ending as undo
from stafet.people.views.answers import Answer, form_page
from stafet.people.views.blueprint import pages
from stafet.people.words import ENDING_SOURCES
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work


@pages.route("/leder/barn/<uuid:child_id>/luk", methods=["GET", "POST"])
def end_access(child_id: UUID) -> Answer:
    form, viewer = EndAccessForm(), current_viewer()
    with unit_of_work() as unit:
        page = ending_page(unit, viewer, child_id)
        form.offer(page.kinds, day_of(unit.now))
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                end(unit, viewer, child_id, form.told)
            flash(_("All access is closed. The data-protection officer is told."))
            return _back(child_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return form_page("people/end_access.html", form, page=page, sources=ENDING_SOURCES)


@pages.route("/leder/barn/<uuid:child_id>/luk/fortryd", methods=["GET", "POST"])
def undo_ending(child_id: UUID) -> Answer:
    form, viewer = UndoEndingForm(), current_viewer()
    form.offer(house().catalogue.ending_mistakes)
    with unit_of_work() as unit:
        page = ending_page(unit, viewer, child_id)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                undo(unit, viewer, child_id, form.mistake.data)
            flash(_("It is taken back. Everything is as it was before."))
            return _back(child_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return form_page("people/undo_ending.html", form, page=page)


def _back(child_id: UUID) -> Response:
    return redirect(url_for("people.end_access", child_id=child_id), 303)
