"""Questions about readings, for the leader who answers and the reader who is asked about."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.errors import Conflict, Invalid
from stafet.oversight.forms import AnswerForm
from stafet.oversight.pages.questions import question_page, questions_page
from stafet.oversight.services.asking import answer_why
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work

SEE_OTHER, AGAIN = 303, 422


def questions() -> str:
    """List what waits for the viewer's answer, and what is asked about his own readings."""
    with unit_of_work() as unit:
        page = questions_page(unit, current_viewer())
    return render_template("oversight/questions.html", page=page)


def question(question_id: UUID) -> str | Response | tuple[str, int]:
    """Show one question to who answers it, and take the answer."""
    with unit_of_work() as unit:
        page = question_page(unit, current_viewer(), question_id)
    form = AnswerForm()
    form.outcome.choices = list(page.outcomes)
    if form.validate_on_submit():
        told = form.outcome.data, form.words.data or ""
        try:
            with unit_of_work() as unit:
                answer_why(unit, current_viewer(), question_id, *told)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        except Conflict:
            flash(_("A colleague has answered meanwhile."), "warning")
            return redirect(url_for("oversight.questions"), SEE_OTHER)
        else:
            flash(_("The answer is sent."), "success")
            return redirect(url_for("oversight.questions"), SEE_OTHER)
    text = render_template("oversight/question.html", page=page, form=form)
    return (text, AGAIN) if form.errors else text
