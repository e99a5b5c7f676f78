"""The page everybody comes to first."""

from flask import Blueprint, Flask, render_template

from stafet.consent.special.pages.receiving import standing_of
from stafet.copies.words import headlines
from stafet.insight import navigation
from stafet.insight.family import family_page
from stafet.insight.staff import staff_page
from stafet.insight.statistics import statistics_page
from stafet.insight.who_could_views import find, who_could, who_could_pdf
from stafet.web.unit import current_viewer, house, unit_of_work
from stafet.web.viewer import Role

pages = Blueprint("insight", __name__)
pages.route("/hvem-kunne", methods=["GET", "POST"])(find)
pages.get("/log/<uuid:log_id>/hvem-kunne")(who_could)
pages.get("/log/<uuid:log_id>/hvem-kunne.pdf")(who_could_pdf)


@pages.get("/rapport/tal")
def statistics() -> str:
    """Show how many logs there are, where no number gives anybody away."""
    with unit_of_work() as unit:
        page = statistics_page(unit, current_viewer())
    return render_template("insight/statistics.html", page=page)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
    app.context_processor(navigation.context)


@pages.get("/")
def overview() -> str:
    viewer, levels = current_viewer(), house().catalogue.levels
    if viewer.is_family:
        with unit_of_work() as unit:
            family = family_page(unit, viewer)
            special = standing_of(unit, viewer)
        template = "insight/young.html" if viewer.is_young else "insight/guardian.html"
        age = house().catalogue.deadlines.youth_age
        return render_template(
            template,
            page=family,
            levels=levels,
            headlines=headlines,
            youth_age=age,
            special=special,
        )
    with unit_of_work() as unit:
        page = staff_page(unit, viewer)
        special = standing_of(unit, viewer)
    return render_template(
        "insight/staff.html",
        page=page,
        levels=levels,
        is_admin=Role.ADMIN in viewer.roles,
        oversees=Role.DPO in viewer.roles,
        special=special,
    )
