"""Choose the child; find another; call those who asked about one."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for

from stafet.concerns import inquiries, queries
from stafet.concerns.forms import SearchForm
from stafet.concerns.inquiries import Search
from stafet.concerns.views.blueprint import AGAIN, SEE_OTHER, Answer, pages
from stafet.errors import Invalid
from stafet.web.form import StafetForm
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work


@pages.route("/bekymring/ny", methods=["GET", "POST"])
def new() -> Answer:
    """List one's children; find another one, without telling anything about strangers (L61)."""
    form = SearchForm()
    if form.validate_on_submit():
        try:
            return _found(_searched(form))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    with unit_of_work() as unit:
        groups = queries.children_for(unit, current_viewer())
    page = render_template("concerns/new.html", form=form, groups=groups)
    return (page, AGAIN) if form.errors else page


@pages.get("/bekymring/henvendelser")
def callers() -> Answer:
    """Show who waits for a call from the viewer."""
    with unit_of_work() as unit:
        waiting = queries.callers(unit, current_viewer())
    return render_template("concerns/callers.html", waiting=waiting)


@pages.post("/bekymring/henvendelser/<uuid:inquiry_id>")
def called(inquiry_id: UUID) -> Answer:
    if StafetForm().validate_on_submit():
        with unit_of_work() as unit:
            inquiries.called(unit, current_viewer(), inquiry_id)
        flash(_("It is noted that you have called."), "success")
    return redirect(url_for("concerns.callers"), SEE_OTHER)


def _searched(form: SearchForm) -> UUID | None:
    told = Search(form.cpr.data or "", form.name.data or "", form.born_on.data)
    with unit_of_work() as unit:
        return inquiries.search(unit, current_viewer(), told)


def _found(child_id: UUID | None) -> Answer:
    if child_id is not None:
        return redirect(url_for("concerns.write", child_id=child_id), SEE_OTHER)
    flash(_("Thank you. Somebody will call you about the child."), "info")
    return redirect(url_for("concerns.new"), SEE_OTHER)
