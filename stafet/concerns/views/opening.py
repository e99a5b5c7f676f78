"""Open the child's stafetlog."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for

from stafet.concerns import progress, services
from stafet.concerns.forms import OpenForm, told_again
from stafet.concerns.views.blueprint import AGAIN, SEE_OTHER, Answer, pages
from stafet.errors import Invalid
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work

FIRST_LEVEL = "1"


@pages.route("/bekymring/<uuid:child_id>/aabn", methods=["GET", "POST"])
def open_log(child_id: UUID) -> Answer:
    """Ask how the parents were involved, or why not, and open (L31)."""
    with unit_of_work() as unit:
        page = progress.open_page(unit, current_viewer(), child_id)
    form = OpenForm(data={"level": FIRST_LEVEL, **told_again(page.involvement)})
    form.level.choices = [(key, label) for key, label, _hint in page.levels]
    form.level.hints = {key: hint for key, _label, hint in page.levels}
    if form.validate_on_submit():
        try:
            return _opened(child_id, form)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    elif page.head.log_id is not None:
        return redirect(url_for("logs.show", log_id=page.head.log_id), SEE_OTHER)
    text = render_template("concerns/open.html", form=form, page=page)
    return (text, AGAIN) if form.errors else text


def _opened(child_id: UUID, form: OpenForm) -> Answer:
    with unit_of_work() as unit:
        log = services.open_from_concern(
            unit, current_viewer(), child_id, int(form.level.data), form.involvement()
        )
    flash(_("The stafetlog is open now."))
    return redirect(url_for("logs.show", log_id=log.id), SEE_OTHER)
