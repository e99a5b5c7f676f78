"""Pages of accounts."""

from typing import cast

from flask import Blueprint, Flask

from stafet.accounts.queries import load_viewer
from stafet.web.sessions import DatabaseSessions

pages = Blueprint("accounts", __name__)


def install(app: Flask) -> None:
    cast("DatabaseSessions", app.session_interface).register_loader(load_viewer)
    app.register_blueprint(pages)
