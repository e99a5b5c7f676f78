"""Show who may read what: a parent's page, a professional's matrix."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from flask import render_template, request, session
from flask_babel import force_locale  # type: ignore[import-untyped]

from stafet.consent.effects import Effect
from stafet.consent.forms import AnswerForm, answer_form
from stafet.consent.pages.guardian import GuardianPage, guardian_page, language_of
from stafet.consent.pages.staff import staff_page
from stafet.consent.pages.words import Words
from stafet.db.transaction import Unit
from stafet.web.i18n import LANGUAGES, current_language
from stafet.web.unit import current_viewer, house, unit_of_work

Answer = tuple[str, int]


def show(log_id: UUID) -> Answer:
    if current_viewer().is_staff:
        return _matrix(log_id)
    language = page_language()
    with force_locale(language):
        page = load(log_id, language)
        return drawn(log_id, page, form_of(page))


def page_language() -> str:
    """Return the language chosen on a page, else the guardian's own."""
    with unit_of_work() as unit:
        return language_in(unit)


def language_in(unit: Unit) -> str:
    """Return the same inside a unit that is open already."""
    if session.get("language") in LANGUAGES:
        return current_language()
    return language_of(unit, current_viewer()) or current_language()


def load(log_id: UUID, language: str, *, words: bool = True) -> GuardianPage:
    with unit_of_work() as unit:
        return guardian_page(unit, current_viewer(), log_id, language, words=words)


def form_of(page: GuardianPage) -> AnswerForm:
    """Return the form over what waits for an answer and what the parent wants to change."""
    again = set(request.args.getlist("igen"))
    rows = [row for row in page.rows if row.is_due or row.id.hex in again]
    return answer_form(page, rows, house().catalogue)


def drawn(
    log_id: UUID,
    page: GuardianPage,
    form: AnswerForm,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    effects: Sequence[Effect] = (),
    stale: bool = False,
) -> Answer:
    """Return a parent's page, with the typed answers kept."""
    html = render_template(
        "consent/guardian.html",
        page=page,
        form=form,
        log_id=log_id,
        effects=effects,
        again=request.args.getlist("igen"),
        stale=stale,
        words=Words(house().catalogue, page.text.language),
        kommune=house().settings.kommune_name,
    )
    return html, status


def _matrix(log_id: UUID) -> Answer:
    with unit_of_work() as unit:
        page = staff_page(unit, current_viewer(), log_id)
    words = Words(house().catalogue, current_language())
    return render_template("consent/staff.html", page=page, log_id=log_id, words=words), 200
