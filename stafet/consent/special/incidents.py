"""An emergency access that nobody approved: opened, told, looked into, closed (L16)."""

from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.consent.special.deciding import approves
from stafet.consent.special.models import Access, Incident, Outcome
from stafet.consent.special.notices import tell_overseers, tell_parents
from stafet.consent.special.rules import State, state_of
from stafet.consent.special.services import access_of, note
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.outbox import Delivery
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Role, Viewer


def open_incident(unit: Unit, access: Access, by: UUID | None) -> None:
    """Note that nobody approved an emergency and tell of it, once."""
    if unit.session.get(Incident, access.id) is None:
        unit.session.add(Incident(access_id=access.id, opened_at=unit.now))
        note(unit, access, "access:incident", by)
        tell_overseers(unit, access, "incident")
        tell_parents(unit, access, HappeningKind.ACCESS_INCIDENT, by)


def expire(unit: Unit, access_id: UUID) -> None:
    """See, when an emergency's hours are over, whether somebody approved it."""
    access = access_of(unit, access_id, "access:expire")
    kind = unit.use(Catalogue).access_kinds.get(access.kind)
    if kind and state_of(access, kind, unit.now) is State.UNAPPROVED:
        open_incident(unit, access, None)


def close_incident(unit: Unit, viewer: Viewer, access_id: UUID, outcome: Outcome) -> None:
    """Say what an incident came to; twice is once.

    A leader near it or the data-protection officer does, never who opened the access.
    """
    access = access_of(unit, access_id, "access:close")
    overseer = Role.DPO in viewer.roles and viewer.person_id != access.receiver_id
    if not overseer and not approves(unit, viewer, access):
        raise NotFound(Attempt("access:close", access_id, access.child_id))
    expire(unit, access_id)  # the hours may be over with no worker having run
    unit.session.flush()
    incident = unit.session.get(Incident, access_id)
    if incident is None:
        raise Invalid({"": "There is nothing to close."})
    if incident.closed_at is None:
        incident.closed_at, incident.closed_by = unit.now, viewer.person_id
        incident.outcome = outcome
        about = {"access": str(access_id), "outcome": outcome.value}
        audit.append(unit, audit.APART, Event("access:close", viewer.person_id, about=about))


def deliver_expiry(unit: Unit, delivery: Delivery) -> None:
    """Take the message in hand that was queued when an emergency was opened."""
    delivery.done(unit)
    expire(unit, UUID(delivery.payload["access"]))
