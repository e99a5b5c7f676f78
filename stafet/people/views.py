"""Pages of people."""

from flask import Blueprint, Flask

pages = Blueprint("people", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
