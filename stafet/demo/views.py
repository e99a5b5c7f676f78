"""Pages of demo."""

from flask import Blueprint, Flask

pages = Blueprint("demo", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
