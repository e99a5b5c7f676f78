"""Deliver what is due: lease, hand over, mark; try again later, give up in the end (R2, R4)."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import SQLAlchemyError

from stafet.db.transaction import Database, Unit
from stafet.errors import StafetError
from stafet.failpoints import failpoint
from stafet.outbox.mail import MailFailed
from stafet.outbox.models import OutboxRow

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12
LEASE = timedelta(minutes=5)

log = logging.getLogger(__name__)


class AlreadyDone(StafetError):
    """Another worker was first; what this handler did is rolled back."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message in hand; `attempts` counts this try too and tells it from a later one."""

    id: UUID
    kind: str
    key: str
    attempts: int
    payload: Mapping[str, str] = field(repr=False)

    def done(self, unit: Unit) -> None:
        """Mark it delivered together with the handler's own effect: exactly once.

        Raises `AlreadyDone`, which rolls the unit back, if another worker was first.
        """
        if not _finish(unit, self):
            raise AlreadyDone(self.kind)


Handler = Callable[[Delivery], None]


class Worker:
    """Brings each due message to its kind's handler, which opens its own units."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self.database = database
        self.handlers = handlers

    def run_once(self) -> int:
        """Try everything that is due now, each once; return how many were tried."""
        tried = 0
        while self._next():
            tried += 1
        return tried

    def run_forever(self, stop: threading.Event, every: float) -> None:
        """Deliver until `stop` is set, looking anew every `every` seconds when nothing is due."""
        while not stop.is_set():
            if not self._next_if_database_answers():
                stop.wait(every)

    def _next_if_database_answers(self) -> bool:
        try:
            return self._next()
        except SQLAlchemyError as error:
            code = type(error).__name__
            log.warning("outbox: the database does not answer", extra={"code": code})
            return False

    def _next(self) -> bool:
        with self.database.unit() as unit:
            delivery = _lease(unit)
        if delivery is None:
            return False
        failpoint("send.leased")
        handler = self.handlers.get(delivery.kind)
        if handler is None:
            self._give_up(delivery, "UnknownKind")
        elif delivery.attempts > MOST_ATTEMPTS:
            self._give_up(delivery, "Interrupted")
        else:
            self._hand_over(delivery, handler)
        return True

    def _hand_over(self, delivery: Delivery, handler: Handler) -> None:
        try:
            handler(delivery)
        except Exception as error:  # noqa: BLE001 - whatever a handler meets, the message waits
            self._put_back(delivery, _code(error))
            return
        failpoint("send.handed-over")
        with self.database.unit() as unit:
            _finish(unit, delivery)

    def _put_back(self, delivery: Delivery, code: str) -> None:
        if delivery.attempts >= MOST_ATTEMPTS:
            self._give_up(delivery, code)
            return
        log.warning("outbox: not delivered, tried again later", extra=_told(delivery, code))
        with self.database.unit() as unit:
            later = unit.now + wait_after(delivery.attempts)
            _settle(unit, delivery, run_at=later, leased_until=None, last_error=code)

    def _give_up(self, delivery: Delivery, code: str) -> None:
        log.error("outbox: given up", extra=_told(delivery, code))
        with self.database.unit() as unit:
            _settle(unit, delivery, dead_at=unit.now, last_error=code)


def _told(delivery: Delivery, code: str) -> dict[str, str]:
    return {"code": code, "kind": delivery.kind, "message_id": str(delivery.id)}


def wait_after(attempts: int) -> timedelta:
    """Return how long a message rests after its `attempts`-th failure: doubling, capped."""
    return min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)


def _lease(unit: Unit) -> Delivery | None:
    """Take the message longest due, alone: other workers skip the row meanwhile."""
    row = OutboxRow
    due = (
        select(row.id)
        .where(row.done_at.is_(None), row.dead_at.is_(None), row.run_at <= unit.now)
        .where(row.leased_until.is_(None) | (row.leased_until <= unit.now))
        .order_by(row.run_at, row.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    take = (
        update(row)
        .where(row.id == due)
        .values(leased_until=unit.now + LEASE, attempts=row.attempts + 1)
        .returning(row.id, row.kind, row.key, row.attempts, row.payload)
    )
    taken = unit.session.execute(take, execution_options={"synchronize_session": False}).first()
    return Delivery(*taken) if taken else None


def _finish(unit: Unit, delivery: Delivery) -> bool:
    """Mark it delivered unless it is; delivered is delivered, whoever holds the lease by now."""
    values = {"done_at": unit.now, "dead_at": None, "last_error": None}
    return _write(unit, OutboxRow.id == delivery.id, values)


def _settle(unit: Unit, delivery: Delivery, **values: object) -> None:
    """Write how this try failed, unless a later try has begun."""
    mine = (OutboxRow.id == delivery.id) & (OutboxRow.attempts == delivery.attempts)
    _write(unit, mine, values)


def _write(unit: Unit, which: ColumnElement[bool], values: Mapping[str, object]) -> bool:
    row = OutboxRow
    outcome = update(row).where(which, row.done_at.is_(None)).values(**values).returning(row.id)
    return unit.session.execute(outcome).first() is not None


def _code(error: Exception) -> str:
    """Name what went wrong without its message, which may hold an address or a name."""
    name = type(error).__name__
    return f"{name}:{error.code}" if isinstance(error, MailFailed) else name[:80]
