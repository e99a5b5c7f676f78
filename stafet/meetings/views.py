"""Pages of meetings."""

from flask import Blueprint, Flask

pages = Blueprint("meetings", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
