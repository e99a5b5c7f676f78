"""The page of consent: a parent gives and takes back, the holder asks, others see."""

from http import HTTPStatus

from flask import Blueprint, Flask

from stafet.consent.pages.words import effect
from stafet.consent.views import access
from stafet.consent.views.asking import ask, correct
from stafet.consent.views.attempts import attempts
from stafet.consent.views.emergency import answer, emergency
from stafet.consent.views.giving import confirm_again, give, tell_effect
from stafet.consent.views.handing import handing
from stafet.consent.views.receipts import receipt, receipt_data, receipts
from stafet.consent.views.receiving import (
    receive_oral,
    receive_paper,
    receiving,
    scan,
    scan_file,
    too_large,
)
from stafet.consent.views.showing import show
from stafet.consent.views.timeline import timeline
from stafet.consent.views.withdrawing import withdraw
from stafet.consent.wording import listed

pages = Blueprint("consent", __name__, url_prefix="/log/<uuid:log_id>/samtykke")
pages.get("")(show)
pages.post("")(give)
pages.post("/virkning")(tell_effect)
pages.post("/bekraeft")(confirm_again)
pages.route("/spoerg", methods=["GET", "POST"])(ask)
pages.get("/forloeb")(timeline)
pages.get("/udenfor/<uuid:outsider_id>")(handing)
pages.route("/udenfor/<uuid:outsider_id>/ret", methods=["GET", "POST"])(correct)
pages.route("/forsoeg", methods=["GET", "POST"])(attempts)
pages.route("/traek-tilbage", methods=["GET", "POST"])(withdraw)
pages.get("/kvitteringer")(receipts)
pages.get("/kvittering/<uuid:receipt_id>")(receipt)
pages.get("/kvittering/<uuid:receipt_id>.json")(receipt_data)
pages.route("/modtag", methods=["GET", "POST"])(receiving)
pages.route("/modtag/mundtligt", methods=["GET", "POST"])(receive_oral)
pages.route("/modtag/<uuid:paper_id>", methods=["GET", "POST"])(receive_paper)
pages.route("/modtag/<uuid:paper_id>/skan", methods=["GET", "POST"])(scan)
pages.get("/modtag/<uuid:paper_id>/skan/fil")(scan_file)
pages.register_error_handler(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large)

access.pages.route("/noedadgang", methods=["GET", "POST"])(emergency)
access.pages.route("/saerlig-adgang/<uuid:access_id>/svar", methods=["GET", "POST"])(answer)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
    app.register_blueprint(access.pages)
    app.add_template_filter(effect, "effect")
    app.add_template_filter(listed, "listed")
