"""Which road? A form in the address: nothing is saved, and it works as a plain page."""

from uuid import UUID

from flask import render_template, request

from stafet.concerns.road import road_page
from stafet.concerns.views.blueprint import pages
from stafet.web.i18n import current_language
from stafet.web.unit import current_viewer, house, unit_of_work


@pages.get("/bekymring/<uuid:child_id>/vej")
def road(child_id: UUID) -> str:
    """Ask four questions and say which road the answers lead to, and why."""
    typed = {key: value for key, value in request.args.items() if key.startswith("q")}
    typed |= {"asked": "1"} if "s" in request.args else {}
    with unit_of_work() as unit:
        page = road_page(unit, current_viewer(), child_id, typed)
    return render_template("concerns/road.html", page=page, language=current_language())


def intake() -> list[dict[str, str]]:
    """Return whom to ring about a child in danger, for any page."""
    language, contacts = current_language(), house().catalogue.contacts
    return [
        {
            "label": contacts[key].label.in_(language),
            "hours": contacts[key].hours.in_(language),
            "phone": contacts[key].phone,
            "address": contacts[key].address,
        }
        for key in ("intake", "duty")
    ]
