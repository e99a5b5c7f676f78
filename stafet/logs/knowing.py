"""Who may know who takes part in a log and what the parents answered (L01, L07)."""

from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.decision import Facts, permission
from stafet.db.transaction import Unit
from stafet.logs.queries import LogFacts
from stafet.web.viewer import Viewer


def knows_all(unit: Unit, viewer: Viewer, log: LogFacts, facts: Facts) -> bool:
    """Return whether the viewer may know who takes part and what the parents answered.

    Guardians, the holder, the log's own institution, and who is let in by consent now; after a
    withdrawal nobody else (L01, L07).
    """
    if viewer.is_family or viewer.person_id == log.holder_id:
        return True
    mine = places_of(viewer, facts)
    purpose = unit.use(Catalogue).default_purpose.key
    return log.institution_id in mine or any(
        permission(facts, place, unit.now, purpose) for place in mine
    )


def places_of(viewer: Viewer, facts: Facts) -> frozenset[UUID]:
    """Return in which institutions the viewer has a task with the child now."""
    return frozenset(t.institution_id for t in facts.tasks if t.person_id == viewer.person_id)


def near(unit: Unit, viewer: Viewer, log: LogFacts, facts: Facts) -> tuple[tuple[UUID, UUID], ...]:
    """Return which professionals the viewer may know near the child: all, or his own place's."""
    posts = ((task.person_id, task.institution_id) for task in facts.tasks)
    if knows_all(unit, viewer, log, facts):
        return tuple(posts)
    mine = places_of(viewer, facts)
    return tuple(post for post in posts if post[1] in mine)
