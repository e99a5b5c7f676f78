"""The open pages: health, accessibility, privacy, security, language."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from sqlalchemy import text
from werkzeug.wrappers import Response

from stafet.web.onward import safe_path
from stafet.web.unit import unit_of_work

pages = Blueprint("web", __name__)
LANGUAGES = ("da", "en")


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


@pages.post("/sprog")
def language() -> Response:
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
    return redirect(safe_path(request.form.get("next")) or url_for("insight.overview"), 303)
