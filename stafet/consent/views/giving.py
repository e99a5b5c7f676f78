"""Sign, or see what signing would change."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale  # type: ignore[import-untyped]
from werkzeug.wrappers import Response

from stafet.consent.effects import Effect
from stafet.consent.forms import AnswerForm
from stafet.consent.pages.guardian import GuardianPage, guardian_page
from stafet.consent.pages.table import child_for
from stafet.consent.preview import effect_of_signing
from stafet.consent.services import confirm
from stafet.consent.services import give as sign
from stafet.consent.views.showing import (
    Answer,
    drawn,
    form_of,
    language_in,
    load,
    page_language,
)
from stafet.db.transaction import Unit
from stafet.errors import Conflict, Invalid
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work


def give(log_id: UUID) -> Response | Answer:
    language = page_language()
    with force_locale(language):
        page = load(log_id, language)
        form = form_of(page)
        if not form.validate_on_submit():
            return drawn(log_id, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            return _preview(log_id, page, form) if "preview" in request.form else _sign(page, form)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
            return drawn(log_id, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        except Conflict:
            form.row_version.data = page.acts
            return drawn(log_id, page, form, HTTPStatus.CONFLICT, stale=True)


def confirm_again(log_id: UUID) -> Response:
    """Say again, in one press, what custody's change has put to rest (L18)."""
    with unit_of_work() as unit:
        child_id = child_for(unit, current_viewer(), log_id, "consent:confirm")
    try:
        with unit_of_work() as unit:
            confirm(unit, current_viewer(), child_id)
        flash(_("Thank you. You have signed."))
    except Invalid:
        flash(_("There is nothing that waits to be said again."), "info")
    return redirect(url_for("consent.show", log_id=log_id), HTTPStatus.SEE_OTHER)


def tell_effect(log_id: UUID) -> Answer:
    """Answer a page that is being filled in with what its choices would change; counts alone."""
    with unit_of_work() as unit:
        language = language_in(unit)
        with force_locale(language):
            page = guardian_page(unit, current_viewer(), log_id, language, words=False)
            effects = _told(unit, page, form_of(page))
    with force_locale(language):
        return render_template("consent/effects.html", page=page, effects=effects), HTTPStatus.OK


def _told(unit: Unit, page: GuardianPage, form: AnswerForm) -> Sequence[Effect]:
    """Return what a half-filled form would change; nothing while something in it is wrong."""
    try:
        return _effects(unit, page, form) if form.validate() else ()
    except Invalid:
        return ()


def _effects(unit: Unit, page: GuardianPage, form: AnswerForm) -> Sequence[Effect]:
    return effect_of_signing(unit, current_viewer(), page.child_id, form.signing(page))


def _preview(log_id: UUID, page: GuardianPage, form: AnswerForm) -> Answer:
    with unit_of_work() as unit:
        effects = _effects(unit, page, form)
    return drawn(log_id, page, form, effects=effects)


def _sign(page: GuardianPage, form: AnswerForm) -> Response:
    with unit_of_work() as unit:
        sign(unit, current_viewer(), page.child_id, form.signing(page))
    flash(_("Thank you. You have signed."))
    return redirect(request.path, HTTPStatus.SEE_OTHER)
