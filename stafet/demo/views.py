"""The demo's door: choose a person, see the mail. It exists in a demo on this machine only."""

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from stafet.accounts.queries import load_viewer
from stafet.accounts.sessions import begin
from stafet.db.transaction import Unit
from stafet.demo.cast import IN_THE_TOUR, OTHERS
from stafet.demo.models import DemoBirth, DemoPersona
from stafet.demo.tour import TOUR
from stafet.outbox.demo import demo_mail
from stafet.web.unit import unit_of_work

pages = Blueprint("demo", __name__, url_prefix="/demo")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


def install(app: Flask) -> None:
    app.register_blueprint(pages)


@pages.before_request
def _only_here() -> None:
    """Answer 404 unless the request comes from this machine to this machine."""
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if host not in LOOPBACK or any(name in request.headers for name in FORWARDED):
        abort(404)


@pages.get("/")
def personas() -> str:
    with unit_of_work() as unit:
        _born_as_demo(unit)
    return render_template("demo/personas.html", cast=IN_THE_TOUR, others=OTHERS, tour=TOUR)


@pages.post("/log-ind")
def sign_in() -> Response:
    with unit_of_work() as unit:
        _born_as_demo(unit)
        persona = unit.session.get(DemoPersona, request.form.get("persona", ""))
        viewer = load_viewer(unit, persona.account_id) if persona else None
        if viewer is None:
            abort(404)
        begin(unit, viewer)
    return redirect(url_for("insight.overview"), 303)


@pages.get("/post")
def post() -> str:
    with unit_of_work() as unit:
        _born_as_demo(unit)
        mail = demo_mail(unit)
    return render_template("demo/post.html", mail=mail)


def _born_as_demo(unit: Unit) -> None:
    if unit.session.scalars(select(DemoBirth)).first() is None:
        abort(404)
