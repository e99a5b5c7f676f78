"""Who works where."""

from uuid import UUID

from stafet import audit, outbox
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.people.models import Employment, EmploymentRole
from stafet.people.queries import employments_of, unended_tasks
from stafet.people.rules import TaskWhy
from stafet.people.services.tasks import end_task

LEFT = "people.left"


def employ(
    unit: Unit,
    person_id: UUID,
    institution_id: UUID,
    title: str,
    *,
    role: EmploymentRole = EmploymentRole.EMPLOYEE,
    by: UUID | None,
) -> Employment:
    """Note that somebody works at an institution from now."""
    row = Employment(
        person_id=person_id,
        institution_id=institution_id,
        role=role,
        title=title,
        from_at=unit.now,
        to_at=None,
    )
    unit.session.add(row)
    about = {"person": str(person_id), "institution": str(institution_id), "role": role.value}
    audit.append(unit, audit.KOMMUNE, Event("people:employ", by, about=about))
    return row


def end_employment(unit: Unit, employment: Employment, *, by: UUID | None) -> None:
    """End somebody's work now, and the tasks that came with it.

    A relay he holds is passed on by those who hear of `LEFT` (L28, L29).
    """
    employment.to_at = unit.now
    person, place = employment.person_id, employment.institution_id
    about = {"person": str(person), "institution": str(place)}
    audit.append(unit, audit.KOMMUNE, Event("people:leave", by, about=about))
    for task in unended_tasks(unit, person_id=person):
        if task.institution_id == place and task.why != TaskWhy.HOLDER:
            end_task(unit, task, by=by)
    outbox.enqueue(unit, LEFT, {"work": str(employment.id)}, key=f"{LEFT}:{employment.id}")


def hire(
    unit: Unit,
    person_id: UUID,
    institution_id: UUID,
    title: str,
    role: EmploymentRole,
    *,
    by: UUID,
) -> None:
    """Employ somebody else; the same work is not noted twice. Nobody employs himself."""
    if person_id == by:
        raise Invalid({"": "Nobody employs himself. Ask another administrator."})
    wanted = (institution_id, title, role)
    for row in employments_of(unit, person_id):
        if (row.institution_id, row.title, row.role) == wanted:
            return
    employ(unit, person_id, institution_id, title, role=role, by=by)
