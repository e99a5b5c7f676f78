"""Begin a session for somebody who has proved who he is; end it."""

from datetime import timedelta
from typing import cast

from flask import g, session
from flask_login import login_user

from stafet import audit
from stafet.accounts.proving import PROVED
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.web.guard import SignedIn
from stafet.web.sessions import ANONYMOUS, DatabaseSession, end_session
from stafet.web.viewer import Viewer

STAFF = timedelta(hours=8)
GUARDIANS = timedelta(hours=2)


def begin(unit: Unit, viewer: Viewer) -> None:
    """Sign the viewer in with a fresh token, until the end of a working day at most."""
    mine = _emptied()
    mine.viewer = g.viewer = viewer
    mine[PROVED] = unit.now.isoformat()
    mine.renew(unit.now + (STAFF if viewer.is_staff else GUARDIANS))
    login_user(SignedIn(viewer))
    audit.append(unit, audit.KOMMUNE, Event("accounts:sign-in", viewer.person_id))


def end(unit: Unit, viewer: Viewer) -> None:
    """Sign the viewer out: a copy of the cookie is worth nothing from now."""
    mine = _emptied()
    if mine.token:
        end_session(unit, mine.token)
    mine.viewer = g.viewer = None
    mine.renew(unit.now + ANONYMOUS)
    audit.append(unit, audit.KOMMUNE, Event("accounts:sign-out", viewer.person_id))


def _emptied() -> DatabaseSession:
    """Return this browser's session without anything but the language chosen in it."""
    mine = cast("DatabaseSession", session)
    language = mine.get("language")
    mine.clear()
    if language:
        mine["language"] = language
    return mine
