"""The edge: guard, sessions, headers, errors, forms, languages."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from stafet.web import errors, filters, guard, headers, i18n, logging, page_context
from stafet.web.pages import pages
from stafet.web.sessions import DatabaseSessions


def install(app: Flask) -> None:
    """Install the edge, before any feature."""
    logging.install()
    app.session_interface = DatabaseSessions()
    i18n.init_i18n(app)
    filters.init_filters(app)
    guard.need_sessions(app)
    CSRFProtect(app)
    guard.install(app)
    headers.install(app)
    errors.install(app)
    page_context.install(app)
    app.register_blueprint(pages)


def trust_proxies(app: Flask, count: int) -> None:
    """Believe the nearest `count` proxies about who asks, so that tries are counted apart."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]


def check(app: Flask) -> None:
    """Refuse to start with an unguarded endpoint."""
    guard.check_every_endpoint(app)
