"""Close a log that one holds."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.errors import Conflict, Invalid
from stafet.logs.forms import CloseForm
from stafet.logs.pages.participants import close_page
from stafet.logs.services import close_log
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work


def close(log_id: UUID) -> str | Response | tuple[str, int]:
    """Say why the log is closed; its holder has no task in it afterwards."""
    with unit_of_work() as unit:
        page = close_page(unit, current_viewer(), log_id)
    form = CloseForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                close_log(unit, current_viewer(), log_id, form.why.data or "")
            flash(_("The log is closed. The parents can still read it."))
            return redirect(url_for("insight.overview"), 303)
        except Conflict:
            form.add_problems({"": "The relay is offered to somebody. Take the offer back first."})
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return render_template("logs/close.html", form=form, page=page), 422 if form.errors else 200
