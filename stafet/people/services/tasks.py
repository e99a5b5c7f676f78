"""Give and end tasks with a child."""

from datetime import datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.people.models import Task
from stafet.people.queries import unended_tasks
from stafet.people.rules import TaskWhy


def give_task(
    unit: Unit,
    child_id: UUID,
    person_id: UUID,
    institution_id: UUID,
    why: TaskWhy,
    *,
    by: UUID | None,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> Task:
    """Give somebody a task with a child, once per reason and institution."""
    unit.session.flush()
    begins = max(unit.now, from_at or unit.now)
    for task in unended_tasks(unit, child_id=child_id):
        mine = (task.person_id, task.institution_id, task.why) == (person_id, institution_id, why)
        if mine and task.to_at is None and task.from_at <= begins:
            return task
    row = Task(
        child_id=child_id,
        person_id=person_id,
        institution_id=institution_id,
        why=why.value,
        from_at=begins,
        to_at=to_at,
        given_by=by,
    )
    unit.session.add(row)
    unit.session.flush()
    told(unit, child_id, "task:give", by, {"person": str(person_id), "why": why.value})
    return row


def end_task(unit: Unit, task: Task, *, by: UUID | None, at: datetime | None = None) -> None:
    """End a task, now or at a coming instant; one that has not begun never begins.

    A task that ends by itself before then is not made longer.
    """
    ends = max(unit.now, task.from_at, at or unit.now)
    task.to_at = min(ends, task.to_at or ends)
    about = {"person": str(task.person_id), "why": task.why}
    told(unit, task.child_id, "task:end", by, about)


def told(unit: Unit, child_id: UUID, action: str, by: UUID | None, about: dict[str, str]) -> None:
    """Record on the child's chain what was done; ids only."""
    audit.append(unit, child_id, Event(action, by, about=about))
