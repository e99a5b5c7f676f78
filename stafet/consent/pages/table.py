"""Load what the consent pages are made from, for those who stand with the child."""

from dataclasses import dataclass
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.consent.answers import asked_about, newest_answers
from stafet.consent.facts import load_facts
from stafet.consent.pages.rows import Table
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.queries import outsiders_of, stands_with, tasks_with
from stafet.people.rules import TaskWhy
from stafet.records.queries import child_of
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the relay, and where."""

    person_id: UUID
    institution_id: UUID


def child_for(unit: Unit, viewer: Viewer, log_id: UUID, action: str) -> UUID:
    """Return the child of a log the viewer stands with, its head locked.

    Raises `NotFound` for every other (L01).
    """
    child_id = child_of(unit, log_id)
    if child_id is None:
        raise NotFound(Attempt(action, log_id))
    audit.lock(unit, child_id)
    if not stands_with(unit, viewer, child_id):
        raise NotFound(Attempt(action, log_id, child_id))
    return child_id


def load_table(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> Table:
    """Return what was asked, answered and is open about a child; that it was read is witnessed."""
    facts, catalogue = load_facts(unit, child_id), unit.use(Catalogue)
    audit.append(unit, child_id, Event(action, viewer.person_id))
    return Table(
        facts=facts,
        asked=asked_about(unit, child_id),
        newest=newest_answers(unit, child_id, facts),
        purpose=catalogue.default_purpose.key,
        topics=tuple(catalogue.categories),
        now=unit.now,
        outsiders=outsiders_of(unit, child_id),
    )


def holder_of(unit: Unit, child_id: UUID) -> Holder | None:
    """Return who holds the child's relay."""
    for task in tasks_with(unit, child_id):
        if task.why == TaskWhy.HOLDER:
            return Holder(task.person_id, task.institution_id)
    return None
