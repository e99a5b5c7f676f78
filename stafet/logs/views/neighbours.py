"""The pages beside a log, some of them drawn by features above this one."""

from typing import Any
from uuid import UUID

from flask import current_app, request, url_for

from stafet.web.i18n import _l
from stafet.web.permissions import PERMISSIONS
from stafet.web.unit import viewer_or_none

TABS = (
    ("logs.show", _l("The log")),
    ("consent.show", _l("Consent")),
    ("oversight.readings", _l("Who has read")),
    ("insight.who_could", _l("Who could read")),
)


def tabs_of(log_id: UUID) -> list[dict[str, Any]]:
    """Return the pages of one log, as the macro `tabs` draws them."""
    return [
        {"label": label, "url": address(endpoint, log_id), "current": endpoint == request.endpoint}
        for endpoint, label in TABS
        if address(endpoint, log_id)
    ]


def address(endpoint: str, log_id: UUID, **more: Any) -> str:
    """Return a page's address, "" where it is not installed or not for this viewer."""
    if endpoint not in current_app.view_functions:
        return ""
    if not PERMISSIONS[endpoint].allows(viewer_or_none()):
        return ""
    return url_for(endpoint, log_id=log_id, **more)
