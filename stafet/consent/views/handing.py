"""Before a copy is handed over to a person outside the kommune."""

from uuid import UUID

from flask import render_template

from stafet.consent.pages.handing import handing_page
from stafet.consent.pages.words import Words
from stafet.web.i18n import current_language
from stafet.web.unit import current_viewer, house, unit_of_work


def handing(log_id: UUID, outsider_id: UUID) -> str:
    with unit_of_work() as unit:
        page = handing_page(unit, current_viewer(), log_id, outsider_id)
    words = Words(house().catalogue, current_language())
    return render_template("consent/handing.html", page=page, log_id=log_id, words=words)
