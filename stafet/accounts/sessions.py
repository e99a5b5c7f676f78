"""Begin a session for somebody who has proved who he is; end all of an account's."""

from datetime import timedelta
from typing import cast

from flask import session
from flask_login import login_user

from stafet import audit
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.web.guard import SignedIn
from stafet.web.sessions import DatabaseSession
from stafet.web.viewer import Viewer

STAFF = timedelta(hours=8)
GUARDIANS = timedelta(hours=2)


def begin(unit: Unit, viewer: Viewer) -> None:
    """Sign the viewer in with a fresh token, until the end of a working day at most."""
    mine = cast("DatabaseSession", session)
    language = mine.get("language")
    mine.clear()
    if language:
        mine["language"] = language
    mine.viewer = viewer
    mine.renew(unit.now + (STAFF if viewer.is_staff else GUARDIANS))
    login_user(SignedIn(viewer))
    audit.append(unit, audit.KOMMUNE, Event("accounts:sign-in", viewer.person_id))
