"""Who has read, told to the family; and the question why."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from stafet.copies.pdf import press
from stafet.errors import Attempt, Invalid, NotFound
from stafet.oversight.forms import AskForm
from stafet.oversight.looks import PAGE
from stafet.oversight.pages.readings import ReadingsPage, readings_page
from stafet.oversight.services.asking import ask_why
from stafet.oversight.sheet import MOST, sheet_of
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work

SEE_OTHER, AGAIN = 303, 422


def readings(log_id: UUID) -> str:
    page = _page(log_id, request.args.get("before"))
    return render_template("oversight/readings.html", page=page)


def readings_pdf(log_id: UUID) -> Response:
    """Print the newest readings, as the one who asks may know of them now."""
    page = _page(log_id, size=MOST)
    kommune = f"{house().settings.kommune_name} Kommune"
    told = sheet_of(page, kommune, house().database.clock.now())
    answer = Response(press("copy").printed(told), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="hvem-har-laest.pdf"'
    return answer


def ask(log_id: UUID, mark: str) -> str | Answer | tuple[str, int]:
    """Ask why somebody has read; own words are not needed."""
    page, form = _page(log_id, at=mark), AskForm()
    line = next((line for line in page.lines if line.ask == mark), None)
    if line is None:
        raise NotFound(Attempt("reading:ask", log_id))
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                ask_why(unit, current_viewer(), log_id, mark, form.words.data or "")
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("Your question is on its way to the leader."), "success")
            return redirect(url_for("oversight.readings", log_id=log_id), SEE_OTHER)
    days = house().catalogue.oversight.question_days
    told = {"page": page, "line": line, "form": form, "days": days}
    text = render_template("oversight/ask.html", **told)
    return (text, AGAIN) if form.errors else text


def _page(
    log_id: UUID, before: str | None = None, *, size: int = PAGE, at: str | None = None
) -> ReadingsPage:
    names, viewer = house().settings.reader_names, current_viewer()
    with unit_of_work() as unit:
        return readings_page(unit, viewer, log_id, before, with_names=names, size=size, at=at)
