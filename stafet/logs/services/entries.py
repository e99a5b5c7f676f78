"""Write in a log, correct what one wrote."""

from dataclasses import replace
from uuid import UUID

from stafet.consent.release import release
from stafet.db.transaction import Unit
from stafet.logs.queries import author_in, log_for, refuse_foreign
from stafet.records.services import Writing, Written, already_written, correct, write
from stafet.web.viewer import Viewer


def write_entry(
    unit: Unit, viewer: Viewer, log_id: UUID, writing: Writing, *, at_once: bool = False
) -> Written:
    """Save an entry in the name of the institution the viewer's task comes from.

    The same press twice saves once. Raises `NotFound` without a task (L14), `Invalid` at the
    fields.
    """
    log = log_for(unit, viewer, log_id, "log:write")
    author = author_in(unit, viewer, log)
    writing = replace(writing, log_id=log_id)
    if saved := already_written(unit, viewer.person_id, log.child_id, writing):
        return saved
    written = write(unit, author, log.child_id, writing)
    release(unit, written, writing.kind, log_id, viewer.person_id, at_once=at_once)
    return written


def correct_entry(
    unit: Unit, viewer: Viewer, log_id: UUID, record_id: UUID, seen: int, writing: Writing
) -> Written:
    """Save a new wording of one's own entry; the former stays reachable (L33).

    Raises `NotFound` for another's, and for what is not worded by hand: minutes, agreements.
    """
    log = log_for(unit, viewer, log_id, "log:correct")
    author = author_in(unit, viewer, log)
    refuse_foreign(unit, viewer, log, record_id)
    written = correct(unit, author, log.child_id, record_id, seen, writing)
    release(unit, written, writing.kind, log_id, viewer.person_id)
    return written
