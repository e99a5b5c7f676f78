"""Pages of insight."""

from flask import Blueprint, Flask

pages = Blueprint("insight", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
