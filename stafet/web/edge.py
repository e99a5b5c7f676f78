"""The edge: guard, sessions, headers, errors, forms, languages."""

from flask import Flask

from stafet.web import errors, filters, guard, headers, i18n, logging, page_context
from stafet.web.pages import pages
from stafet.web.sessions import DatabaseSessions
from stafet.web.unit import House


def install(app: Flask, house: House) -> None:
    """Install the edge, before any feature."""
    logging.install()
    app.session_interface = DatabaseSessions(house.database, secure=house.settings.secure)
    i18n.init_i18n(app)
    filters.init_filters(app)
    guard.install(app)
    headers.install(app)
    errors.install(app)
    page_context.install(app)
    app.register_blueprint(pages)


def check(app: Flask) -> None:
    """Refuse to start with an unguarded endpoint."""
    guard.check_every_endpoint(app)
