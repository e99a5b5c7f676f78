"""Pages of consent."""

from flask import Blueprint, Flask

pages = Blueprint("consent", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
