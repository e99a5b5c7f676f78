"""Pages of consent."""

from flask import Blueprint, Flask

from stafet.consent import wording

pages = Blueprint("consent", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
    app.add_template_filter(wording.why, "why")
