"""What a person does before something is deleted: note the archive, hold back, approve (L55)."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from stafet import audit, outbox
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.erasure.models import Archived, Hold, Lifting, Order
from stafet.erasure.queries import (
    Due,
    due_things,
    has_begun,
    holds_shown,
    sees_to,
    thing_of,
    thing_shown,
)
from stafet.erasure.rules import State
from stafet.erasure.sealing import hold_context, lifting_context, seal_reason
from stafet.errors import Attempt, Invalid, NotFound
from stafet.ids import new_id
from stafet.people.services.registering import id_of_press
from stafet.web.viewer import Viewer

DELETE = "erasure.delete"


def note_archived(unit: Unit, viewer: Viewer, child_id: UUID, thing_id: UUID, on_day: date) -> None:
    """Note on which day a thing was handed over to the archive; twice keeps the first.

    Raises `NotFound` for who does not see to it, `Invalid` at `on_day`.
    """
    _require(unit, viewer, child_id, "erasure:archive")
    due = thing_shown(unit, viewer, child_id, thing_id)
    if due is None:
        raise NotFound(Attempt("erasure:archive", thing_id, child_id))
    if on_day > day_of(unit.now):
        raise Invalid({"on_day": "The day has not come yet."})
    if on_day < due.thing.since:
        raise Invalid({"on_day": "That is before it was closed."})
    if unit.session.get(Archived, thing_id) is None:
        unit.session.add(
            Archived(
                thing_id=thing_id,
                child_id=child_id,
                on_day=on_day,
                noted_at=unit.now,
                noted_by=viewer.person_id,
            )
        )
        _tell(unit, viewer, child_id, "erasure:archive", {"thing": str(thing_id)})


def set_hold(
    unit: Unit, viewer: Viewer, child_id: UUID, press: UUID, reason: str, why: str
) -> UUID:
    """Hold back everything about a child until somebody lifts it; the same press holds once.

    Raises `NotFound` for who does not see to the child, `Invalid` at `reason` or `why`, and above
    the form where the deletion has begun.
    """
    _require(unit, viewer, child_id, "erasure:hold")
    hold_id = id_of_press(unit, press, viewer.person_id)
    if unit.session.get(Hold, hold_id) is not None:
        return hold_id
    if reason not in unit.use(Catalogue).retention.holds:
        raise Invalid({"reason": "Choose why it must be kept."})
    if not why.strip():
        raise Invalid({"why": "Write why it must be kept."})
    if has_begun(unit, child_id):
        raise Invalid({"": "The deletion has begun. It cannot be stopped."})
    hold = Hold(
        id=hold_id, child_id=child_id, reason=reason, set_at=unit.now, set_by=viewer.person_id
    )
    hold.sealed = seal_reason(unit, hold_context(hold), why)
    unit.session.add(hold)
    _tell(unit, viewer, child_id, "erasure:hold", {"hold": str(hold_id), "reason": reason})
    return hold_id


def lift_hold(unit: Unit, viewer: Viewer, child_id: UUID, hold_id: UUID, why: str) -> None:
    """Lift a hold, with the reason; twice is once. Raises `NotFound`, or `Invalid` at `why`."""
    _require(unit, viewer, child_id, "erasure:lift")
    if all(hold.id != hold_id for hold in holds_shown(unit, viewer, child_id)):
        raise NotFound(Attempt("erasure:lift", hold_id, child_id))
    if not why.strip():
        raise Invalid({"why": "Write why it need not be kept any more."})
    if unit.session.get(Lifting, hold_id) is None:
        lifting = Lifting(
            hold_id=hold_id, child_id=child_id, lifted_at=unit.now, lifted_by=viewer.person_id
        )
        lifting.sealed = seal_reason(unit, lifting_context(lifting), why)
        unit.session.add(lifting)
        _tell(unit, viewer, child_id, "erasure:lift", {"hold": str(hold_id)})


def approve(unit: Unit, viewer: Viewer, things: Collection[UUID]) -> int:
    """Order the deletion of what is chosen from the viewer's list and ready; return how many."""
    chosen = [due for due in due_things(unit, viewer) if due.thing.id in things]
    return order(unit, chosen, by=viewer.person_id)


def order(unit: Unit, dues: Sequence[Due], *, by: UUID | None) -> int:
    """Order the deletion of those that are ready, child by child in the order of their ids."""
    ordered = 0
    for due in sorted(dues, key=lambda one: one.thing.child_id):
        thing = due.thing
        audit.lock(unit, thing.child_id)
        now = thing_of(unit, thing.child_id, thing.id)
        if now is None or now.state is not State.READY:
            continue
        row = Order(
            id=new_id(),
            child_id=thing.child_id,
            thing_id=thing.id,
            approved_at=unit.now,
            approved_by=by,
        )
        unit.session.add(row)
        unit.session.flush()
        about = {"order": str(row.id), "thing": str(thing.id)}
        event = Event("erasure:approve", by, "person" if by else "system", about=about)
        audit.append(unit, thing.child_id, event)
        outbox.enqueue(unit, DELETE, {"order": str(row.id)}, key=f"{DELETE}:{row.id}")
        ordered += 1
    return ordered


def _require(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> None:
    if not audit.lock(unit, child_id) or not sees_to(unit, viewer, child_id):
        raise NotFound(Attempt(action, child_id=child_id))


def _tell(unit: Unit, viewer: Viewer, child_id: UUID, action: str, about: dict[str, str]) -> None:
    unit.session.flush()
    audit.append(unit, child_id, Event(action, viewer.person_id, about=about))
