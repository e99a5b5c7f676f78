"""Close a log: nobody writes in it any more, and the tasks that followed it end."""

from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.clock import day_of
from stafet.consent.release import release
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.logs.models import Stafetlog
from stafet.logs.queries import LogFacts, log_for, newest_spell, open_offer
from stafet.people.queries import unended_tasks
from stafet.people.rules import TaskWhy
from stafet.people.services import end_task
from stafet.records import happenings
from stafet.records.rules import Content, HappeningKind, RecordKind
from stafet.records.services import Author, Writing, write
from stafet.web.viewer import Viewer

ENDING = frozenset({TaskWhy.AUTHOR, TaskWhy.OWN_LEADER, TaskWhy.HOLDER, TaskWhy.INVITED})
"""Tasks that a log is the reason for; a contact person's and a substitute's stay."""


def close_log(unit: Unit, viewer: Viewer, log_id: UUID, why: str) -> None:
    """Close a log that the viewer holds; the family reads on, and its time runs from now (L55).

    Raises `Invalid` at `why` and while a meeting is to come, `Conflict` while an offer of the relay
    waits. Twice is once.
    """
    log = log_for(unit, viewer, log_id, "log:close")
    if log.holder_id != viewer.person_id:
        raise NotFound(Attempt("log:close", log_id, log.child_id))
    if log.closed_at is not None:
        return
    if not why.strip():
        raise Invalid({"why": "Write why the log is closed."})
    if happenings.meeting_to_come(unit, log_id):
        told = "A meeting is still to come. Cancel it first, so that those invited are told."
        raise Invalid({"": told})
    if open_offer(unit, log_id) is not None:
        raise Conflict({})
    _write_why(unit, log, why.strip())
    row, spell = unit.session.get_one(Stafetlog, log_id), newest_spell(unit, log_id)
    row.closed_at, row.closed_by, row.row_version = unit.now, viewer.person_id, row.row_version + 1
    spell.to_at = unit.now
    happenings.note(
        unit,
        HappeningKind.CLOSED,
        child_id=log.child_id,
        log_id=log_id,
        actor_id=viewer.person_id,
    )
    for task in unended_tasks(unit, child_id=log.child_id):
        if task.why in ENDING:
            end_task(unit, task, by=viewer.person_id)
    audit.append(unit, log.child_id, Event("log:close", viewer.person_id))


def _write_why(unit: Unit, log: LogFacts, why: str) -> None:
    writing = Writing(
        kind=RecordKind.NOTE,
        content=Content(text=why),
        event_on=day_of(unit.now),
        categories=frozenset({"wellbeing"}),
        log_id=log.id,
    )
    author = Author(log.holder_id, log.holder_place)
    written = write(unit, author, log.child_id, writing)
    release(unit, written, writing.kind, log.id, log.holder_id, at_once=True)
