"""Pages of copies."""

from flask import Blueprint, Flask

pages = Blueprint("copies", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
