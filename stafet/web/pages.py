"""The open pages: health, accessibility, privacy, security."""

from flask import Blueprint, render_template
from sqlalchemy import text

from stafet.web.unit import unit_of_work

pages = Blueprint("web", __name__)


@pages.get("/sundhed")
def health() -> tuple[str, int, dict[str, str]]:
    """Say whether the product answers and its database too; no detail."""
    with unit_of_work() as unit:
        unit.session.execute(text("SELECT 1"))
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/tilgaengelighed")
def accessibility() -> str:
    return render_template("web/accessibility.html")


@pages.get("/privatliv")
def privacy() -> str:
    return render_template("web/privacy.html")


@pages.get("/sikkerhed")
def security() -> str:
    return render_template("web/security.html")
