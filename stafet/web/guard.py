"""Default deny: a request passes only where the map says so, for a viewer who may."""

from uuid import UUID

from flask import Flask, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin
from werkzeug.wrappers import Response

from stafet.errors import Attempt, ConfigurationError, NotFound, Unavailable
from stafet.web.permissions import PERMISSIONS
from stafet.web.viewer import Viewer


class SignedIn(UserMixin):
    """The viewer as Flask-Login knows it."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.id = str(viewer.account_id)


def install(app: Flask) -> None:
    """Put the guard before every request of the app."""
    manager = LoginManager(app)
    manager.session_protection = None  # sessions are rows; see web.sessions
    manager.user_loader(_load)
    app.before_request(_guard)


def need_sessions(app: Flask) -> None:
    """Answer 503, before anything else is asked, while the sessions cannot be read."""

    @app.before_request
    def refuse() -> None:
        if getattr(session, "unavailable", False):
            raise Unavailable


def check_every_endpoint(app: Flask) -> None:
    """Refuse to start with an endpoint that has no permission (`ConfigurationError`)."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    if unguarded := sorted(endpoints - PERMISSIONS.keys()):
        raise ConfigurationError(f"endpoints without a declared permission: {unguarded}")


def _load(account_id: str) -> SignedIn | None:
    viewer: Viewer | None = getattr(session, "viewer", None)
    return SignedIn(viewer) if viewer and str(viewer.account_id) == account_id else None


def _guard() -> Response | None:
    g.viewer = getattr(session, "viewer", None)
    if request.endpoint is None:
        return None
    permission = PERMISSIONS[request.endpoint]
    if permission.allows(g.viewer):
        return None
    if g.viewer is None:
        onward = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", videre=onward), 303)
    asked = next((v for v in (request.view_args or {}).values() if isinstance(v, UUID)), None)
    raise NotFound(Attempt(f"web:{request.endpoint}", asked, person_id=g.viewer.person_id))
