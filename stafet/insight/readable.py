"""Which records an overview may speak of: decided over their facts, nothing is opened."""

from collections.abc import Collection, Mapping
from uuid import UUID

from stafet.consent.decision import Allow, Reader, decide
from stafet.consent.facts import facts_by_child
from stafet.consent.record_facts import records_by_child
from stafet.db.transaction import Unit
from stafet.web.viewer import Viewer


def readable(unit: Unit, viewer: Viewer, records: Mapping[UUID, UUID]) -> Collection[UUID]:
    """Return which of these records, each with its child, the viewer may read now."""
    children = set(records.values())
    facts = facts_by_child(unit, children)
    rows = records_by_child(unit, children, records, releases=not viewer.is_staff)
    reader = Reader(viewer.person_id)
    return {
        key[0]
        for child in children
        for key, verdict in decide(
            reader, facts[child], [fact for fact, _ in rows[child]], unit.now
        ).items()
        if isinstance(verdict, Allow)
    }
