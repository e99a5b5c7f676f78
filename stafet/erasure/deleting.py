"""Delete in the order of L55: archived? held? then the key, the rows, and a certificate.

Each step is done again after a stop: until its certificate is written, an order is there.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, select

from stafet import audit, outbox
from stafet.audit import Event
from stafet.consent.models import Paper, Proof, SignedText
from stafet.db.base import Base, Witnessed
from stafet.db.transaction import Database, Unit
from stafet.erasure.models import Certificate, Order
from stafet.erasure.owned import Rows, Scope, rows_of, scope_of
from stafet.erasure.queries import Due, thing_of
from stafet.erasure.rules import State, digest
from stafet.errors import Conflict
from stafet.ids import new_id
from stafet.vault import Vault

RENEW = "erasure.renew"
"""The message that seals what is left of a child under a new key: no backup opens the rest."""
DestroyKey = Callable[[UUID], None]
"""Sets the tombstone and destroys a child's key; done twice it is done once."""


def carry_out(database: Database, destroy_key: DestroyKey, order_id: UUID) -> None:
    """Delete what an order names, unless it is gone already; done twice it is done once.

    An order that is held or not archived after all is dropped: the thing waits on the list.
    """
    with database.unit() as unit:
        whole_of = _begin(unit, order_id)
    if whole_of is not None:
        destroy_key(whole_of)
    with database.unit() as unit:
        _finish(unit, order_id)


def _begin(unit: Unit, order_id: UUID) -> UUID | None:
    """Ask once more whether it may be deleted; return the child whose key is to go first."""
    found = _look(unit, order_id)
    if found is None:
        return None
    order, due = found
    if order.begun_at is None and due.state is not State.APPROVED:
        unit.session.delete(order)
        return None
    if order.begun_at is None and not scope_of(unit, due.thing).whole:
        return None
    order.begun_at = order.begun_at or unit.now
    return order.child_id


def _finish(unit: Unit, order_id: UUID) -> None:
    found = _look(unit, order_id)
    if found is None:
        return
    order, due = found
    begun = order.begun_at is not None
    scope = scope_of(unit, due.thing, begun=begun)
    if not begun and (due.state is not State.APPROVED or scope.whole):
        raise Conflict({})  # something changed between: the message comes again
    certificate = _certificate(unit, order, due, scope)
    outbox.forget(unit, _ids(unit, scope))
    certificate.numbers = _delete(unit, rows_of(scope))
    _forget_texts(unit)
    audit.disown(unit, scope.people)
    for person in scope.people:
        unit.use(Vault).forget_cpr(person)
    certificate.digest = digest(facts_of(certificate))
    unit.session.add(certificate)
    _tell(unit, certificate)
    if not scope.whole:
        told = {"child": str(due.thing.child_id)}
        outbox.enqueue(unit, RENEW, told, key=f"{RENEW}:{certificate.id}")


def facts_of(certificate: Certificate) -> dict[str, object]:
    """Return what a certificate's digest is over."""
    columns = [c for c in Certificate.__table__.columns.keys() if c != "digest"]  # noqa: SIM118 - these keys are no mapping's
    told = {name: getattr(certificate, name) for name in columns}
    return {
        name: value if isinstance(value, bool | dict | None) else str(value)
        for name, value in told.items()
    }


def _look(unit: Unit, order_id: UUID) -> tuple[Order, Due] | None:
    order = unit.session.get(Order, order_id)
    if order is None:
        return None
    audit.lock(unit, order.child_id)
    unit.session.refresh(order)
    due = thing_of(unit, order.child_id, order.thing_id)
    if due is None:  # written in again: its ending was a mistake
        unit.session.delete(order)
        return None
    return order, due


def _certificate(unit: Unit, order: Order, due: Due, scope: Scope) -> Certificate:
    return Certificate(
        id=new_id(),
        child_id=order.child_id,
        thing_id=order.thing_id,
        institution_id=due.thing.institution_id,
        profile=due.profile.key,
        law=due.profile.law,
        since=due.thing.since,
        due_on=due.due_on,
        archived_on=due.archived_on,
        approved_at=order.approved_at,
        approved_by=order.approved_by,
        deleted_at=unit.now,
        whole=scope.whole,
    )


def _tell(unit: Unit, certificate: Certificate) -> None:
    about = {"certificate": str(certificate.id), "digest": certificate.digest.hex()}
    by = certificate.approved_by
    event = Event("erasure:delete", by, "person" if by else "system", about=about)
    audit.append(unit, audit.KOMMUNE, event)
    audit.append(unit, certificate.child_id, event)


def _ids(unit: Unit, scope: Scope) -> set[UUID]:
    """Return the ids by which a message speaks of what is deleted."""
    found = {*scope.people}
    for table, which in rows_of(scope).items():
        if (key := getattr(table, "id", None)) is not None:
            found |= set(unit.session.scalars(select(key).where(which)))
    return found


def _delete(unit: Unit, rows: Rows) -> dict[str, int]:
    """Delete these rows, those first that name others; return how many of each table."""
    by_table = {table.__table__: (table, which) for table, which in rows.items()}
    ordered = [table for table in reversed(Base.metadata.sorted_tables) if table in by_table]
    numbers = {}
    for name in ordered:
        table, which = by_table[name]
        count = _delete_from(unit, table, which)
        if count:
            numbers[name.name] = count
    return numbers


def _delete_from(unit: Unit, table: type[Base], which: Any) -> int:
    """Delete rows of one table; what is listed goes row by row, so that the child's head knows."""
    if issubclass(table, Witnessed) and (table.listed_as or table.counted):
        decided: Iterable[Base] = unit.session.scalars(select(table).where(which)).all()
        count = sum(1 for _ in map(unit.session.delete, decided))
        unit.session.flush()
        return count
    options = {"synchronize_session": False}
    outcome = unit.session.execute(delete(table).where(which), execution_options=options)
    return cast("CursorResult[Any]", outcome).rowcount


def _forget_texts(unit: Unit) -> None:
    """Delete signed texts that no proof and no paper names any more."""
    named = select(Proof.text_digest).union(select(Paper.text_digest))
    orphaned = delete(SignedText).where(SignedText.digest.not_in(named))
    unit.session.execute(orphaned, execution_options={"synchronize_session": False})
