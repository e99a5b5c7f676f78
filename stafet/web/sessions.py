"""Sessions live in the database: the cookie holds a random token, the row its hash."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import LargeBinary, Text, bindparam, delete, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import CallbackDict

from stafet.db.base import Base, Witnessed
from stafet.db.transaction import Unit
from stafet.vault import Vault, genuine
from stafet.web.logging import log_database
from stafet.web.unit import house, unit_of_work
from stafet.web.viewer import Viewer

IDLE = timedelta(minutes=15)
ANONYMOUS = timedelta(hours=2)
TOUCH = timedelta(minutes=1)

Loader = Callable[[Unit, UUID], Viewer | None]


class SessionRow(Witnessed, Base):
    """One browser's session; it counts only while its MAC holds."""

    __tablename__ = "web_session"
    mac_fields = ("token_hash", "account_id", "began_at", "ends_at", "data")

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    data: Mapped[str] = mapped_column(Text)


_FOUND = select(SessionRow).where(SessionRow.token_hash == bindparam("token_hash"))


class DatabaseSession(CallbackDict[str, Any], SessionMixin):
    """A browser's session while one request lasts."""

    def __init__(self, told: dict[str, Any] | None = None, token: str | None = None) -> None:
        def changed(mine: "CallbackDict[str, Any]") -> None:
            assert isinstance(mine, DatabaseSession)
            mine.modified = True

        super().__init__(told or {}, changed)
        self.new = token is None
        self.modified = False
        self.token = token
        self.viewer: Viewer | None = None
        self.renew_until: datetime | None = None
        self.unavailable = False

    def renew(self, ends_at: datetime) -> None:
        """Give the session a new token and end, at sign-in: a planted token is worth nothing."""
        self.renew_until = ends_at
        self.modified = True


class DatabaseSessions(SessionInterface):
    """Flask's sessions, kept as rows."""

    def __init__(self) -> None:
        self._loader: Loader = lambda _unit, _account: None

    def register_loader(self, loader: Loader) -> None:
        """Tell how an account becomes a viewer; `accounts` does so."""
        self._loader = loader

    def open_session(self, app: Flask, request: Request) -> DatabaseSession:  # noqa: ARG002 - the signature is given
        token = request.cookies.get(cookie_name())
        if not token or request.endpoint == "static":
            return DatabaseSession()
        try:
            return self._find(token)
        except DBAPIError as error:
            log_database(error)
            return _unavailable()

    def _find(self, token: str) -> DatabaseSession:
        with unit_of_work() as unit:
            row = unit.session.scalars(_FOUND, {"token_hash": _hash(token)}).one_or_none()
            if row is None or not _alive(unit, row):
                return DatabaseSession()
            session = DatabaseSession(json.loads(row.data), token)
            if row.account_id is not None:
                session.viewer = self._loader(unit, row.account_id)
            if unit.now - row.seen_at > TOUCH:
                row.seen_at = unit.now
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002 - the signature is given
        assert isinstance(session, DatabaseSession)
        if not session.modified or session.unavailable:
            return
        token = session.token
        if token is None or session.renew_until is not None:
            token = secrets.token_urlsafe(32)
        with unit_of_work() as unit:
            self._store(unit, session, token)
        secure = house().settings.secure
        response.set_cookie(
            cookie_name(), token, httponly=True, samesite="Lax", secure=secure, path="/"
        )
        response.vary.add("Cookie")

    def _store(self, unit: Unit, session: DatabaseSession, token: str) -> None:
        data = json.dumps(dict(session), separators=(",", ":"))
        row = unit.session.get(SessionRow, _hash(token))
        if row is not None:
            row.data = data
            row.account_id = _account(session)
            return
        if session.token == token:
            return  # ended meanwhile: a dead session is not written to life again
        if session.token:
            unit.session.execute(_end(SessionRow.token_hash == _hash(session.token)))
        unit.session.add(
            SessionRow(
                token_hash=_hash(token),
                account_id=_account(session),
                began_at=unit.now,
                seen_at=unit.now,
                ends_at=session.renew_until or unit.now + ANONYMOUS,
                data=data,
            )
        )


def cookie_name() -> str:
    """Return what the cookie is called: with TLS no page of another host can set it."""
    return "__Host-stafet" if house().settings.secure else "stafet"


def end_sessions_of(unit: Unit, account_id: UUID) -> None:
    """Make every session of an account dead at once: log-out everywhere, disabling, password."""
    unit.session.execute(_end(SessionRow.account_id == account_id))


def end_session(unit: Unit, token: str) -> None:
    """Make one browser's session dead at once: log-out."""
    unit.session.execute(_end(SessionRow.token_hash == _hash(token)))


def _unavailable() -> DatabaseSession:
    """Return a session that says so and is not kept: the guard answers 503."""
    session = DatabaseSession()
    session.unavailable = True
    return session


def _end(which: Any) -> Any:
    return delete(SessionRow).where(which).execution_options(synchronize_session=False)


def _alive(unit: Unit, row: SessionRow) -> bool:
    fresh = row.account_id is None or unit.now - row.seen_at <= IDLE
    return fresh and unit.now < row.ends_at and genuine(unit.use(Vault), row)


def _account(session: DatabaseSession) -> UUID | None:
    return UUID(session["_user_id"]) if "_user_id" in session else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
