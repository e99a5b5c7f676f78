"""Pages of logs."""

from flask import Blueprint, Flask

pages = Blueprint("logs", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
