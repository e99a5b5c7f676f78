"""The office of consent: who may receive an answer on paper or by word of mouth."""

from uuid import UUID

from stafet import audit
from stafet.consent.pages.table import Holder, holder_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.queries import stands_with
from stafet.records.queries import child_of
from stafet.web.viewer import Viewer


def is_office(unit: Unit, viewer: Viewer, child_id: UUID) -> bool:
    """Return whether the viewer holds the child's relay, or leads the place that does."""
    return _is_office(viewer, holder_of(unit, child_id))


def holder_for(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> Holder:
    """Return the holder of a child whose office the viewer is, the head locked; else `NotFound`."""
    audit.lock_after(unit, child_id)
    holder = holder_of(unit, child_id)
    if holder is None or not _is_office(viewer, holder):
        raise NotFound(Attempt(action, child_id=child_id))
    return holder


def office_for(unit: Unit, viewer: Viewer, log_id: UUID, action: str) -> UUID:
    """Return the child of a log whose office the viewer is, its head locked; else `NotFound`."""
    child_id = _child(unit, log_id, action)
    if not is_office(unit, viewer, child_id):
        raise NotFound(Attempt(action, log_id, child_id))
    return child_id


def receipts_for(unit: Unit, viewer: Viewer, log_id: UUID, action: str) -> UUID:
    """Return the same child to its family and to the office; else `NotFound`."""
    child_id = _child(unit, log_id, action)
    if not (stands_with(unit, viewer, child_id) or is_office(unit, viewer, child_id)):
        raise NotFound(Attempt(action, log_id, child_id))
    return child_id


def _is_office(viewer: Viewer, holder: Holder | None) -> bool:
    if holder is None or not viewer.is_staff:
        return False
    return holder.person_id == viewer.person_id or holder.institution_id in viewer.led


def _child(unit: Unit, log_id: UUID, action: str) -> UUID:
    child_id = child_of(unit, log_id)
    if child_id is None:
        raise NotFound(Attempt(action, log_id))
    audit.lock(unit, child_id)
    return child_id
