"""Invite somebody to take part: only from where the parents said yes."""

from uuid import UUID

from stafet import outbox
from stafet.catalogue import Catalogue
from stafet.consent.decision import permission
from stafet.consent.facts import load_facts
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.logs.queries import LogFacts, held_log
from stafet.people.queries import employments_of, tasks_with
from stafet.people.rules import TaskWhy
from stafet.people.services import give_task
from stafet.records import happenings
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Viewer

NOTIFY = "copies.notify"
"""The message that says only: there is news for you."""


def invite(unit: Unit, viewer: Viewer, log_id: UUID, person_id: UUID, institution_id: UUID) -> None:
    """Give somebody a task with the child (L08, L14, L15), once.

    Raises `Invalid` at `person` where no effective permission covers the institution.
    """
    log = held_log(unit, viewer, log_id, "log:invite")
    refuse_unpermitted(unit, log, institution_id)
    works_there = {row.institution_id for row in employments_of(unit, person_id)}
    if institution_id not in works_there:
        raise Invalid({"person": "This person does not work there."})
    why = TaskWhy.INVITED
    already = {(t.person_id, t.institution_id, t.why) for t in tasks_with(unit, log.child_id)}
    if (person_id, institution_id, why) in already:
        return
    give_task(unit, log.child_id, person_id, institution_id, why, by=viewer.person_id)
    happenings.note(
        unit,
        HappeningKind.PARTICIPANT,
        child_id=log.child_id,
        log_id=log_id,
        actor_id=viewer.person_id,
        person_id=person_id,
        institution_id=institution_id,
    )
    notify(unit, person_id)


def notify(unit: Unit, person_id: UUID) -> None:
    """Mail a professional that there is news, once for all that this unit does."""
    told = {"person": str(person_id)}
    outbox.enqueue(unit, NOTIFY, told, key=f"{NOTIFY}:{unit.id}:{person_id}")


def refuse_unpermitted(unit: Unit, log: LogFacts, institution_id: UUID) -> None:
    """Raise `Invalid` at `person` unless others may join and every required giver said yes.

    At level 0 a log stays in its institution (L30).
    """
    catalogue = unit.use(Catalogue)
    if not catalogue.levels[log.level].needs_consent:
        raise Invalid({"person": "At this level the log stays where it is. Move the level first."})
    purpose = catalogue.default_purpose.key
    if not permission(load_facts(unit, log.child_id), institution_id, unit.now, purpose):
        raise Invalid({"person": "The parents have not said yes to this place."})
