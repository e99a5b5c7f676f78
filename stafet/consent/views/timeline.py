"""The course of the consents, for both sides."""

from uuid import UUID

from flask import render_template
from flask_babel import force_locale  # type: ignore[import-untyped]

from stafet.consent.pages.words import Words
from stafet.consent.timeline import timeline_page
from stafet.consent.timeline_words import told
from stafet.consent.views.showing import page_language
from stafet.web.i18n import current_language
from stafet.web.unit import current_viewer, house, unit_of_work


def timeline(log_id: UUID) -> str:
    viewer = current_viewer()
    language = page_language() if viewer.is_family else current_language()
    with force_locale(language):
        with unit_of_work() as unit:
            page = timeline_page(unit, viewer, log_id, language)
        lines = told(page, Words(house().catalogue, language))
        child = page.names.get(page.child_id, "")
        return render_template("consent/timeline.html", child=child, lines=lines, log_id=log_id)
