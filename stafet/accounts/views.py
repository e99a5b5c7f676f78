"""Pages of accounts."""

from flask import Blueprint, Flask

pages = Blueprint("accounts", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
