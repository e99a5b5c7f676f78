"""What every page's head shows: who is signed in, and where that person may go."""

from typing import Any

from flask import request, url_for

from stafet.web.i18n import _, _l, current_language
from stafet.web.permissions import PERMISSIONS
from stafet.web.unit import house, viewer_or_none
from stafet.web.viewer import Viewer

MENU = (
    ("insight.overview", _l("Overview")),
    ("concerns.new", _l("New concern")),
    ("people.groups", _l("Children and groups")),
    ("people.institutions", _l("Places")),
    ("accounts.people", _l("Staff")),
    ("accounts.roles", _l("Roles")),
)


def context() -> dict[str, Any]:
    """Return what the base template asks for; it opens no unit and no name."""
    viewer, settings = viewer_or_none(), house().settings
    return {
        "viewer": viewer and {"label": _who(viewer)},
        "navigation": [
            {"label": label, "url": url_for(endpoint), "current": endpoint == request.endpoint}
            for endpoint, label in MENU
            if viewer is not None and PERMISSIONS[endpoint].allows(viewer)
        ],
        "kommune_name": f"{settings.kommune_name} Kommune",
        "demo": settings.demo,
    }


def _who(viewer: Viewer) -> str:
    """Say who is signed in by title and place; a name would need the door to names."""
    if viewer.is_guardian:
        return _("Parent")
    title = house().catalogue.titles.get(viewer.title)
    told = (title.label.in_(current_language()) if title else "", viewer.place)
    return ", ".join(part for part in told if part)
