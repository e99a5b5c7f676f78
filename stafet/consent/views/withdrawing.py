"""Take back, after one look at what it changes; no reason is asked."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale  # type: ignore[import-untyped]
from werkzeug.wrappers import Response

from stafet.consent.forms import WithdrawForm
from stafet.consent.pages.guardian import GuardianPage, Mine
from stafet.consent.pages.words import Words, effect
from stafet.consent.preview import Taking, effects_of_takings
from stafet.consent.services import withdraw as take_back
from stafet.consent.views.showing import Answer, load, page_language
from stafet.errors import Attempt, NotFound
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work

WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be taken back, and what that changes.

    Another place has an address of its own: its button goes there.
    """

    value: str
    label: str
    effect: str
    here: bool = True


def withdraw(log_id: UUID) -> Response | Answer:
    """One place (`sted`), one category of it, or everything where no place is named."""
    language = page_language()
    with force_locale(language):
        page = load(log_id, language, words=False)
        rows = _rows(page, log_id)
        if not rows:
            flash(_("There is nothing to take back."), "info")
            return redirect(url_for("consent.show", log_id=log_id), HTTPStatus.SEE_OTHER)
        options = _options(page, rows)
        form = WithdrawForm(what=WHOLE)
        form.what.choices = [(option.value, option.label) for option in options if option.here]
        form.what.hints = {option.value: option.effect for option in options}
        if form.validate_on_submit():
            return _taken_back(log_id, page, rows, form.what.data)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        told = {"page": page, "rows": rows, "form": form, "options": options, "log_id": log_id}
        return render_template("consent/withdraw.html", **told), status


def _rows(page: GuardianPage, log_id: UUID) -> list[Mine]:
    """Return what there is to take back: at the place named, or at all places."""
    named = request.args.get("sted")
    if named is not None and named not in {row.id.hex for row in page.rows}:
        raise NotFound(Attempt("consent:withdraw", log_id, page.child_id))
    return [row for row in page.rows if row.is_given and named in (None, row.id.hex)]


def _options(page: GuardianPage, rows: list[Mine]) -> list[Option]:
    """Return what can be taken back: each place and all of it, or one place and each topic."""
    words = Words(house().catalogue, page.text.language)
    everywhere = tuple(row.id for row in rows)
    if len(rows) > 1:
        found = [(row.id.hex, row.name, Taking((row.id,))) for row in rows]
        found.append((WHOLE, _("Everything, from all places"), Taking(everywhere)))
    else:
        found = [(WHOLE, _("Everything"), Taking(everywhere))]
        topics = rows[0].topics if len(rows[0].topics) > 1 else ()
        for topic in topics:
            only = _("Only %(topic)s", topic=words.topic(topic).lower())
            found.append((topic, only, Taking(everywhere, topic)))
    with unit_of_work() as unit:
        takings = [taking for _value, _label, taking in found]
        effects = effects_of_takings(unit, current_viewer(), page.child_id, takings)
    names = {row.id: row.name for row in rows}
    return [
        Option(
            value,
            label,
            " ".join(effect(one, names[one.institution_id]) for one in told),
            here=value not in {row.id.hex for row in rows},
        )
        for (value, label, _taking), told in zip(found, effects, strict=True)
    ]


def _taken_back(log_id: UUID, page: GuardianPage, rows: list[Mine], what: str) -> Response:
    place = rows[0].id if "sted" in request.args else None
    category = None if what == WHOLE else what
    with unit_of_work() as unit:
        take_back(unit, current_viewer(), page.child_id, place, category)
    flash(_("It is taken back. It works from now on."))
    return redirect(url_for("consent.show", log_id=log_id), HTTPStatus.SEE_OTHER)
