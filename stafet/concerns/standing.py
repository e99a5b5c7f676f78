"""In which institution's name somebody may write a concern, and who follows a child."""

from collections.abc import Mapping
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.concerns.rules import Asked
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_for
from stafet.people.queries import custodians, employments_of, leaders_of, my_tasks, placements_of
from stafet.people.rules import TaskWhy
from stafet.people.services import give_task
from stafet.people.telling import nameable
from stafet.records.services import Author
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer

OBSERVATIONS = "observationsskema"


def author_for(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> Author:
    """Return in whose name the viewer writes about a child.

    By a task with the child, or by working where it is placed; raises `NotFound` for every other
    child, known or not (L01, L61).
    """
    author = writer(unit, viewer, child_id)
    if author is None:
        raise NotFound(Attempt(action, child_id=child_id))
    return author


def writer(unit: Unit, viewer: Viewer, child_id: UUID) -> Author | None:
    """Return the author the viewer would be, or None for a child that is not theirs."""
    if not viewer.is_staff:
        return None
    if tasks := my_tasks(unit, viewer, child_id):
        return Author(viewer.person_id, tasks[0].institution_id)
    mine = {row.institution_id for row in employments_of(unit, viewer.person_id)}
    there = [p.institution_id for p in placements_of(unit, child_id) if p.institution_id in mine]
    return Author(viewer.person_id, there[0]) if there else None


def take_up(unit: Unit, author: Author, child_id: UUID) -> None:
    """Give a concern's author and own leaders their tasks (law.md, Task)."""
    place = author.institution_id
    assert place is not None
    give_task(unit, child_id, author.person_id, place, TaskWhy.AUTHOR, by=author.person_id)
    for leader in leaders_of(unit, place):
        if leader != author.person_id:
            give_task(unit, child_id, leader, place, TaskWhy.OWN_LEADER, by=author.person_id)


def questions_for(unit: Unit, viewer: Viewer, child_id: UUID) -> tuple[Asked, ...]:
    """Return the kommune's questions, those about a parent once for each parent by name.

    Who may not know the parents' names is not asked about them.
    """
    return _asked(unit, names_for(unit, viewer, custodians(unit, child_id), "concern:parents"))


def fields_for(unit: Unit, viewer: Viewer, child_id: UUID) -> tuple[Asked, ...]:
    """Return the same questions without opening a name: a write that fails has read nothing."""
    allowed = nameable(unit, viewer, frozenset(custodians(unit, child_id)))
    return _asked(unit, dict.fromkeys(allowed, ""))


def _asked(unit: Unit, names: Mapping[UUID, str]) -> tuple[Asked, ...]:
    language = current_language()
    found: list[Asked] = []
    for question in unit.use(Catalogue).tools[OBSERVATIONS].questions.values():
        label, hint = question.label.in_(language), question.hint.in_(language)
        if question.subject != "guardian":
            found.append(Asked(question.key, label, hint, question.category))
        for guardian, name in names.items() if question.subject == "guardian" else ():
            about = f"{label}: {name}"
            found.append(Asked(question.key, about, hint, question.category, guardian))
    return tuple(found)
