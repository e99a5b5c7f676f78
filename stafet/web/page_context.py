"""What every page's frame says: who is signed in, whose kommune it is, whether it is a demo."""

from typing import Any

from flask import Flask

from stafet.web.i18n import _, current_language
from stafet.web.unit import house, viewer_or_none
from stafet.web.viewer import Viewer, ViewerKind


def install(app: Flask) -> None:
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    viewer, settings = viewer_or_none(), house().settings
    return {
        "viewer": viewer,
        "viewer_label": _label(viewer) if viewer else "",
        "kommune_name": f"{settings.kommune_name} Kommune",
        "demo": settings.demo,
    }


def _label(viewer: Viewer) -> str:
    """Return a title and a place; names are opened only where a page needs them."""
    if viewer.is_guardian:
        return _("Parent")
    if viewer.kind is ViewerKind.YOUNG:
        return _("Young person")
    title = house().catalogue.titles.get(viewer.title)
    parts = (title.label.in_(current_language()) if title else "", viewer.place)
    return ", ".join(part for part in parts if part)
