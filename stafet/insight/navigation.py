"""The main menu: where the one who is signed in may go."""

from typing import Any

from flask import request, url_for

from stafet.web.i18n import _l
from stafet.web.permissions import PERMISSIONS
from stafet.web.unit import viewer_or_none

MENU = (
    ("insight.overview", _l("Overview")),
    ("logs.search", _l("Search")),
    ("concerns.new", _l("New concern")),
    ("people.groups", _l("Children and groups")),
    ("people.institutions", _l("Places")),
    ("accounts.people", _l("Staff")),
    ("accounts.roles", _l("Roles")),
)


def context() -> dict[str, Any]:
    """Return the menu for the base template; it opens no unit and no name."""
    viewer = viewer_or_none()
    return {
        "navigation": [
            {"label": label, "url": url_for(endpoint), "current": endpoint == request.endpoint}
            for endpoint, label in MENU
            if viewer is not None and PERMISSIONS[endpoint].allows(viewer)
        ]
    }
