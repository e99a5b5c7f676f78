"""Pages of concerns."""

from flask import Blueprint, Flask

pages = Blueprint("concerns", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
