"""Put a message in the queue, inside the transaction that causes it; look at what waits."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from stafet.db.transaction import Unit
from stafet.ids import new_id
from stafet.outbox.models import OutboxRow

AT_ONCE = 500
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PLAIN = re.compile(r"[A-Za-z0-9:._+/=-]{1,200}")
_INSERT: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message that is not delivered, as an operator may see it."""

    id: UUID
    kind: str
    created_at: datetime
    run_at: datetime
    attempts: int
    last_error: str | None


def enqueue(
    unit: Unit,
    kind: str,
    payload: Mapping[str, str],
    *,
    key: str,
    run_at: datetime | None = None,
) -> None:
    """Queue one message; the same `key` queued again, now or later, changes nothing.

    Raises `ValueError` if the payload holds anything but ids, dates and codes (L50).
    """
    _refuse_text({"kind": kind, "key": key, **payload})
    insert = _INSERT[unit.session.get_bind().dialect.name]
    row = insert(OutboxRow).values(
        id=new_id(),
        kind=kind,
        payload=dict(payload),
        key=key,
        run_at=run_at or unit.now,
        attempts=0,
        created_at=unit.now,
    )
    unit.session.execute(row.on_conflict_do_nothing(index_elements=["key"]))


def sweep(unit: Unit, kind: str, before: datetime) -> None:
    """Forget messages of a kind that were delivered before an instant: rounds leave no trace."""
    old = (OutboxRow.kind == kind) & (OutboxRow.done_at < before)
    unit.session.execute(
        delete(OutboxRow).where(old), execution_options={"synchronize_session": False}
    )


def forget(unit: Unit, ids: Collection[UUID]) -> int:
    """Delete every message, delivered or not, that speaks of one of these; return how many."""
    spoken = {str(one) for one in ids}
    query = select(OutboxRow.id, OutboxRow.key, OutboxRow.payload)
    found = [
        message
        for message, key, payload in unit.session.execute(query.execution_options(yield_per=1000))
        if not spoken.isdisjoint(_ID.findall(" ".join((key, *payload.values()))))
    ]
    for first in range(0, len(found), AT_ONCE):
        these = OutboxRow.id.in_(found[first : first + AT_ONCE])
        unit.session.execute(
            delete(OutboxRow).where(these), execution_options={"synchronize_session": False}
        )
    return len(found)


def waiting(unit: Unit) -> list[Waiting]:
    """Return what is neither delivered nor given up, the longest due first."""
    return _list(unit, OutboxRow.done_at.is_(None) & OutboxRow.dead_at.is_(None))


def dead(unit: Unit) -> list[Waiting]:
    """Return what was given up and needs a person."""
    return _list(unit, OutboxRow.dead_at.is_not(None))


def _list(unit: Unit, which: ColumnElement[bool]) -> list[Waiting]:
    rows = unit.session.scalars(select(OutboxRow).where(which).order_by(OutboxRow.run_at))
    return [
        Waiting(row.id, row.kind, row.created_at, row.run_at, row.attempts, row.last_error)
        for row in rows
    ]


def _refuse_text(fields: Mapping[str, str]) -> None:
    for name, value in fields.items():
        if not _PLAIN.fullmatch(value):
            raise ValueError(f"outbox: {name} may hold only an id, a date or a code")
