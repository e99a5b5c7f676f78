"""Whose leaders decide about a child without the parents (config: `decided_by`)."""

from collections.abc import Iterable
from uuid import UUID

from stafet.catalogue.model import Decider
from stafet.db.transaction import Unit
from stafet.people.queries import custodies_over, placements_of, unended_tasks
from stafet.people.rules import TaskWhy, lasts
from stafet.web.viewer import Viewer


def places_of_decision(unit: Unit, child_id: UUID, by: Iterable[Decider]) -> frozenset[UUID]:
    """Return the institutions whose leaders may decide: where the child is, and the holder's.

    The holder's place decides also where his task counts no more because all access has ended.
    """
    wanted, places = set(by), set[UUID]()
    if Decider.CHILD_PLACE in wanted:
        places |= {row.institution_id for row in placements_of(unit, child_id)}
    if Decider.HOLDER_PLACE in wanted:
        tasks = unended_tasks(unit, child_id=child_id)
        held = (task for task in tasks if task.why == TaskWhy.HOLDER and lasts(task, unit.now))
        places |= {task.institution_id for task in held}
    return frozenset(places)


def led_places_of_decision(
    unit: Unit, viewer: Viewer, child_id: UUID, by: Iterable[Decider]
) -> frozenset[UUID]:
    """Return for which institutions the viewer decides about a child, as their leader."""
    led = viewer.led & places_of_decision(unit, child_id, by) if viewer.led else frozenset()
    return frozenset() if led and has_custody(unit, viewer, child_id) else led


def has_custody(unit: Unit, viewer: Viewer, child_id: UUID) -> bool:
    """Return whether it is the viewer's own child: nobody decides in his own family.

    Also where the kind of custody is not known, and where all access has ended.
    """
    mine = (row for row in custodies_over(unit, child_id) if row.guardian_id == viewer.person_id)
    return any(lasts(row, unit.now) for row in mine)
