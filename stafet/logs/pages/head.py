"""What stands at the top of every page about a log, and what the viewer may do there."""

from dataclasses import dataclass
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.decision import Facts
from stafet.db.transaction import Unit
from stafet.logs.pages.faces import Face, Faces, faces_for
from stafet.logs.queries import LogFacts
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Head:
    """Whose log it is, how far it has come, who holds it."""

    log_id: UUID
    child_name: str
    level: int
    level_label: str
    level_about: str
    stays_put: bool
    """At its level the log stays in its institution, whatever anybody says yes to (L30)."""
    holder: Face
    closed: bool


@dataclass(frozen=True, slots=True)
class Doors:
    """What the viewer may do in a log; the services decide it again."""

    write: bool
    hold: bool


def head_of(unit: Unit, log: LogFacts, faces: Faces) -> Head:
    level, language = unit.use(Catalogue).levels.get(log.level), current_language()
    return Head(
        log_id=log.id,
        child_name=faces.name(log.child_id),
        level=log.level,
        level_label=level.label.in_(language) if level else "",
        level_about=level.explanation.in_(language) if level else "",
        stays_put=level is not None and not level.needs_consent,
        holder=faces.of(log.holder_id, log.holder_place),
        closed=log.closed_at is not None,
    )


def short_head(unit: Unit, viewer: Viewer, log: LogFacts) -> Head:
    """Return the head for a page that shows nobody else."""
    people = [log.child_id, log.holder_id]
    return head_of(unit, log, faces_for(unit, viewer, log.child_id, people, [log.holder_place]))


def doors_of(viewer: Viewer, log: LogFacts, facts: Facts) -> Doors:
    is_open = log.closed_at is None and viewer.is_staff
    return Doors(
        write=is_open and any(task.person_id == viewer.person_id for task in facts.tasks),
        hold=is_open and log.holder_id == viewer.person_id,
    )
