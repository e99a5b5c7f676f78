"""Every fault becomes an honest page: what happened, what was saved, where to go on."""

from http import HTTPStatus

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from stafet import audit
from stafet.errors import Attempt, Conflict, Invalid, NotFound, Sealed, Unavailable
from stafet.web.logging import log, log_database
from stafet.web.unit import house

Answer = tuple[str, int]
PROOF = "password"
"""The field in which somebody shows once more that it is he, beside what else he writes."""


def install(app: Flask) -> None:
    app.register_error_handler(NotFound, _refused)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(Sealed, _failed)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(CSRFError, _http)
    app.register_error_handler(InternalServerError, _failed)
    app.register_error_handler(HTTPException, _http)


def _page(status: HTTPStatus, **told: object) -> Answer:
    return render_template(f"errors/{status.value}.html", **told), status.value


def _refused(error: NotFound) -> Answer:
    """A refusal is committed before it is answered; if it cannot be, nothing is answered (L01)."""
    try:
        _record(error.attempt)
    except OperationalError:
        return _unsaved(HTTPStatus.SERVICE_UNAVAILABLE)
    return _page(HTTPStatus.NOT_FOUND)


def _record(attempt: Attempt) -> None:
    viewer = g.get("viewer")
    if viewer is None:
        return
    wanted = attempt.object_id or attempt.child_id
    with house().database.unit() as unit:
        known = attempt.child_id is not None and audit.lock(unit, attempt.child_id)
        chain = attempt.child_id if known and attempt.child_id else audit.KOMMUNE
        refused = ((wanted, "no_basis"),) if wanted else ()
        event = audit.Event(attempt.action, viewer.person_id, refused=refused)
        audit.append(unit, chain, event)


def _conflict(error: Conflict) -> Answer:
    mine = {str(number): text for number, text in enumerate(_written())}
    return _page(HTTPStatus.CONFLICT, theirs=error.theirs, mine=mine)


def _invalid(error: Invalid) -> Answer:
    return _page(HTTPStatus.BAD_REQUEST, problems=error.problems)


def _unavailable(_: Exception) -> Answer:
    return _unsaved(HTTPStatus.SERVICE_UNAVAILABLE)


def _unsaved(status: HTTPStatus) -> Answer:
    """Say that nothing was saved, and give back what was written: the page before may be gone."""
    return _page(status, mine=_written())


def _written() -> tuple[str, ...]:
    """Return the texts of the form sent: sentences, and never a password, a number or an id."""
    if request.blueprint == "accounts":
        return ()
    try:
        values = [text for name, text in request.form.items() if name != PROOF]
    except HTTPException:  # too large or torn: then it was no text
        return ()
    return tuple(text.replace("\r\n", "\n") for text in values if len(text.split()) > 1)


def _database(error: DBAPIError) -> Answer:
    log_database(error)
    gone = isinstance(error, OperationalError) or error.connection_invalidated
    return _unsaved(HTTPStatus.SERVICE_UNAVAILABLE if gone else HTTPStatus.INTERNAL_SERVER_ERROR)


def _failed(error: Exception) -> Answer:
    cause = getattr(error, "original_exception", None) or error
    if isinstance(cause, DBAPIError):
        return _database(cause)
    log.error("fault", extra={"code": type(cause).__name__}, exc_info=cause)
    return _unsaved(HTTPStatus.INTERNAL_SERVER_ERROR)


PAGES = frozenset({400, 403, 404, 409, 413, 429, 500, 503})


def _http(error: HTTPException) -> Answer:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR.value
    if isinstance(error, CSRFError):
        status = HTTPStatus.FORBIDDEN.value
    if status == HTTPStatus.METHOD_NOT_ALLOWED.value:
        status = HTTPStatus.NOT_FOUND.value
    return _page(HTTPStatus(status if status in PAGES else HTTPStatus.BAD_REQUEST))
