"""Take back, after one look at what it changes; no reason is asked."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale  # type: ignore[import-untyped]
from werkzeug.wrappers import Response

from stafet.consent.forms import WithdrawForm
from stafet.consent.pages.guardian import GuardianPage, Mine
from stafet.consent.pages.words import Words, effect
from stafet.consent.preview import effect_of_withdrawal
from stafet.consent.services import withdraw as take_back
from stafet.consent.views.showing import Answer, load, page_language
from stafet.errors import Attempt, NotFound
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work

WHOLE = "all"


def withdraw(log_id: UUID) -> Response | Answer:
    """One place (`sted`), one category of it, or everything where no place is named."""
    language = page_language()
    with force_locale(language):
        page = load(log_id, language)
        rows = _rows(page, log_id)
        if not rows:
            flash(_("There is nothing to take back."), "info")
            return redirect(url_for("consent.show", log_id=log_id), HTTPStatus.SEE_OTHER)
        form = WithdrawForm(what=WHOLE)
        options = _options(page, rows)
        form.what.choices = [(key, label) for key, label, _hint in options]
        form.what.hints = {key: hint for key, _label, hint in options}
        if form.validate_on_submit():
            return _taken_back(log_id, page, rows, form.what.data)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        told = {"page": page, "rows": rows, "form": form, "options": options}
        return render_template("consent/withdraw.html", log_id=log_id, **told), status


def _rows(page: GuardianPage, log_id: UUID) -> list[Mine]:
    """Return what there is to take back: at the place named, or at all places."""
    named = request.args.get("sted")
    if named is not None and named not in {row.id.hex for row in page.rows}:
        raise NotFound(Attempt("consent:withdraw", log_id, page.child_id))
    return [row for row in page.rows if row.is_given and named in (None, row.id.hex)]


def _options(page: GuardianPage, rows: list[Mine]) -> list[tuple[str, str, str]]:
    """Return value, label and effect of each thing that can be taken back."""
    words = Words(house().catalogue, page.text.language)
    topics = rows[0].topics if len(rows) == 1 and len(rows[0].topics) > 1 else ()
    label = _("Everything") if len(rows) == 1 else _("Everything, from all places")
    told = [(WHOLE, label, _told(page, rows, None))]
    for topic in topics:
        only = _("Only %(topic)s", topic=words.topic(topic).lower())
        told.append((topic, only, _told(page, rows, topic)))
    return told


def _told(page: GuardianPage, rows: list[Mine], category: str | None) -> str:
    with unit_of_work() as unit:
        places = [row.id for row in rows]
        effects = effect_of_withdrawal(unit, current_viewer(), page.child_id, places, category)
    names = {row.id: row.name for row in rows}
    return " ".join(effect(one, names[one.institution_id]) for one in effects)


def _taken_back(log_id: UUID, page: GuardianPage, rows: list[Mine], what: str | None) -> Response:
    place = rows[0].id if "sted" in request.args else None
    category = None if what == WHOLE else what
    with unit_of_work() as unit:
        take_back(unit, current_viewer(), page.child_id, place, category)
    flash(_("It is taken back. It works from now on."))
    return redirect(url_for("consent.show", log_id=log_id), HTTPStatus.SEE_OTHER)
