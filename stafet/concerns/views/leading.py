"""The leader accepts why parents were not involved (L31)."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from stafet.concerns import progress
from stafet.concerns.views.blueprint import SEE_OTHER, Answer, pages
from stafet.errors import Attempt, NotFound
from stafet.logs.services import approve_opening
from stafet.web.form import StafetForm
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work


@pages.route("/bekymring/godkend", methods=["GET", "POST"])
def approve() -> Answer:
    """List the logs that wait with the reasons; approve one."""
    if StafetForm().validate_on_submit():
        with unit_of_work() as unit:
            approve_opening(unit, current_viewer(), _wanted())
        flash(
            _("Approved. The log can now be shared with those the parents say yes to."), "success"
        )
        return redirect(url_for("concerns.approve"), SEE_OTHER)
    with unit_of_work() as unit:
        waiting = progress.waiting_logs(unit, current_viewer())
    return render_template("concerns/approve.html", waiting=waiting)


def _wanted() -> UUID:
    try:
        return UUID(request.form.get("log", ""))
    except ValueError as error:
        raise NotFound(Attempt("log:approve")) from error
