"""Pages of accounts."""

from typing import cast

from flask import Flask

from stafet.accounts.queries import load_viewer
from stafet.accounts.views import administration, handing_over, invitations, signing_in
from stafet.accounts.views.blueprint import pages
from stafet.web.sessions import DatabaseSessions

__all__ = ["administration", "handing_over", "install", "invitations", "signing_in"]


def install(app: Flask) -> None:
    cast("DatabaseSessions", app.session_interface).register_loader(load_viewer)
    app.register_blueprint(pages)
