"""Who decides a særlig adgang: leaders near the child, and nobody for himself."""

from uuid import UUID

from sqlalchemy import select

from stafet.catalogue import Catalogue
from stafet.catalogue.model import AccessKind, Decider
from stafet.consent.special.models import Access
from stafet.db.transaction import Unit
from stafet.people.deciding import (
    has_custody,
    led_places_of_decision,
    places_of_decision,
)
from stafet.people.models import Task
from stafet.people.queries import children_in, leaders_of
from stafet.people.rules import TaskWhy
from stafet.records.models import Folder
from stafet.web.viewer import Viewer


def decides(unit: Unit, viewer: Viewer, child_id: UUID, kind: AccessKind | None = None) -> bool:
    """Return whether the viewer may decide about a child: this kind, or any a leader decides."""
    kinds = [kind] if kind else unit.use(Catalogue).access_kinds.values()
    by = {decider for one in kinds for decider in one.decided_by}
    return bool(led_places_of_decision(unit, viewer, child_id, by))


def logs_decided_by(unit: Unit, viewer: Viewer) -> tuple[tuple[UUID, UUID], ...]:
    """Return the logs, each with its child, about which the viewer may decide as a leader."""
    if not viewer.led:
        return ()
    near = {child for place in viewer.led for child in children_in(unit, place)}
    held = select(Task.child_id).where(
        Task.institution_id.in_(viewer.led), Task.why == TaskWhy.HOLDER
    )
    near |= set(unit.session.scalars(held))
    query = select(Folder.id, Folder.child_id).where(Folder.child_id.in_(near))
    rows = unit.session.execute(query).all()
    return tuple((log, child) for log, child in rows if decides(unit, viewer, child))


def places_of_approval(unit: Unit, access: Access) -> frozenset[UUID]:
    """Return the institutions whose leaders may approve an emergency: his, and the child's."""
    near = places_of_decision(unit, access.child_id, Decider)
    return near | {access.institution_id}


def approves(unit: Unit, viewer: Viewer, access: Access) -> bool:
    """Return whether the viewer can be the second person: a leader, never the receiver (L16)."""
    leads = viewer.person_id != access.receiver_id and viewer.led & places_of_approval(unit, access)
    return bool(leads) and not has_custody(unit, viewer, access.child_id)


def leaders_to_tell(unit: Unit, access: Access) -> frozenset[UUID]:
    """Return the leaders who are told of an emergency: each who could approve it."""
    places = places_of_approval(unit, access)
    leaders = {leader for place in places for leader in leaders_of(unit, place)}
    return frozenset(leaders - {access.receiver_id})
