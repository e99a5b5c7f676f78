"""Spot checks and what is unusual, for the data-protection officer and who checks."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.errors import Attempt, Invalid, NotFound
from stafet.oversight.forms import ConcludeForm
from stafet.oversight.pages.checks import check_page, checks_page
from stafet.oversight.pages.oddities import behind_page, oddities_page
from stafet.oversight.rules import OddKind
from stafet.oversight.services import checking
from stafet.web.i18n import _, _l
from stafet.web.unit import current_viewer, house, unit_of_work

SEE_OTHER, AGAIN = 303, 422
ODD: Mapping[OddKind, object] = {
    OddKind.MANY_CHILDREN: _l("Reads about many children"),
    OddKind.NIGHT: _l("Reads at night"),
    OddKind.ALONE: _l("Reads without a common group or meeting"),
    OddKind.ACCESSES: _l("Has many special accesses"),
}


def checks() -> str:
    """List the spot checks: all to the officer, to a reviewer his own."""
    with unit_of_work() as unit:
        page = checks_page(unit, current_viewer())
    return render_template("oversight/checks.html", page=page)


def draw() -> Response:
    """Draw one more reading now."""
    with unit_of_work() as unit:
        drawn = checking.draw_one(unit, current_viewer())
    if drawn:
        flash(_("One reading is drawn."), "success")
    else:
        flash(_("There is no reading left to draw."), "info")
    return redirect(url_for("oversight.checks"), SEE_OTHER)


def check(check_id: UUID) -> str | Response | tuple[str, int]:
    """Show one check, and keep what its reviewer says it came to."""
    with unit_of_work() as unit:
        page = check_page(unit, current_viewer(), check_id)
    form = ConcludeForm()
    form.outcome.choices = list(page.outcomes)
    if form.validate_on_submit():
        told = form.outcome.data, form.remark.data or ""
        try:
            with unit_of_work() as unit:
                checking.conclude(unit, current_viewer(), check_id, *told)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The check is concluded."), "success")
            return redirect(url_for("oversight.checks"), SEE_OTHER)
    text = render_template("oversight/check.html", page=page, form=form)
    return (text, AGAIN) if form.errors else text


def odd() -> str:
    """List what is unusual."""
    with unit_of_work() as unit:
        page = oddities_page(unit, current_viewer())
    told = house().catalogue.oversight.thresholds
    return render_template("oversight/oddities.html", page=page, told=told, odd=ODD)


def behind(kind: str, reader_id: UUID) -> str:
    """List the readings behind one line."""
    if kind not in set(OddKind):
        raise NotFound(Attempt("oversight:readings", reader_id))
    with unit_of_work() as unit:
        page = behind_page(unit, current_viewer(), OddKind(kind), reader_id)
    return render_template("oversight/behind.html", page=page, odd=ODD)


def pick(chain: UUID, sequence: int) -> Response:
    """Have one reading checked."""
    with unit_of_work() as unit:
        picked = checking.pick(unit, current_viewer(), chain, min(sequence, checking.HIGHEST))
    flash(_("The reading will be checked."), "success")
    return redirect(url_for("oversight.check", check_id=picked), SEE_OTHER)
