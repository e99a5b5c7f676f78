"""Open a stafetlog from a concern; move its level."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.release import hold_sharing, keep_home, let_out, release
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.logs.models import HolderSpell, Stafetlog
from stafet.logs.queries import LogFacts, facts_of, held_log, open_log_of
from stafet.logs.rules import Involvement, problems_with_involvement
from stafet.logs.services.approving import tell_leaders
from stafet.people.queries import my_tasks
from stafet.people.rules import TaskWhy
from stafet.people.services import give_task
from stafet.records import happenings
from stafet.records.queries import open_folder, records_without_log
from stafet.records.rules import Content, HappeningKind, RecordKind
from stafet.records.services import Author, Writing, Written, newest_version, write
from stafet.web.viewer import Viewer


def open_log(
    unit: Unit, viewer: Viewer, child_id: UUID, level: int, involvement: Involvement
) -> LogFacts:
    """Open a child's stafetlog; the viewer is its holder from this instant (L28, L30, L31).

    What was written before goes into it. Without the parents it stays unshared until the
    leader approves. Raises `Invalid` at the fields, `Conflict` where a log is open already.
    """
    locked = audit.lock(unit, child_id)
    tasks = my_tasks(unit, viewer, child_id)
    if not locked or not tasks:
        raise NotFound(Attempt("log:open", child_id=child_id))
    if problems := problems_with_involvement(involvement, day_of(unit.now)):
        raise Invalid(problems)
    if open_log_of(unit, child_id) is not None:
        raise Conflict({})
    author = Author(viewer.person_id, tasks[0].institution_id)
    row = _start(unit, author, child_id, level)
    _take_in(unit, author, row.id, child_id, at_once=involvement.at_once)
    _note_involvement(unit, author, row, involvement)
    return facts_of(unit, row)


def set_level(unit: Unit, viewer: Viewer, log_id: UUID, level: int, seen: int) -> None:
    """Move a log's level, up or down. Raises `Conflict` where somebody moved it meanwhile."""
    held_log(unit, viewer, log_id, "log:level")
    row = unit.session.get_one(Stafetlog, log_id)
    if row.row_version != seen:
        raise Conflict({"level": str(row.level)})
    if level not in unit.use(Catalogue).levels:
        raise Invalid({"level": "Choose a level."})
    if row.level == level:
        return
    row.level, row.row_version = level, row.row_version + 1
    _keep_or_let_out(unit, row, viewer.person_id)
    happenings.note(
        unit,
        HappeningKind.LEVEL,
        child_id=row.child_id,
        log_id=row.id,
        actor_id=viewer.person_id,
        value=str(level),
    )
    audit.append(
        unit, row.child_id, Event("log:level", viewer.person_id, about={"level": str(level)})
    )


def _keep_or_let_out(unit: Unit, row: Stafetlog, by: UUID) -> None:
    """At a level that needs no consent a log stays where it is; above it consents count (L30)."""
    let_out(unit, row.child_id, by)
    if not unit.use(Catalogue).levels[row.level].needs_consent:
        keep_home(unit, row.child_id, by)


def _start(unit: Unit, author: Author, child_id: UUID, level: int) -> Stafetlog:
    assert author.institution_id is not None
    folder = open_folder(unit, child_id)
    row = Stafetlog(
        id=folder.id,
        child_id=child_id,
        institution_id=author.institution_id,
        level=level,
        opened_at=unit.now,
        opened_by=author.person_id,
        row_version=1,
    )
    unit.session.add(row)
    unit.session.flush()
    begin_spell(unit, row, author, by=author.person_id)
    _keep_or_let_out(unit, row, author.person_id)
    happenings.note(
        unit,
        HappeningKind.OPENED,
        child_id=child_id,
        log_id=row.id,
        actor_id=author.person_id,
        institution_id=author.institution_id,
        value=str(level),
    )
    about = {"log": str(row.id), "level": str(level)}
    event = Event("log:open", author.person_id, institution=author.institution_id, about=about)
    audit.append(unit, child_id, event)
    return row


def begin_spell(unit: Unit, row: Stafetlog, holder: Author, *, by: UUID | None) -> None:
    """Make somebody the one holder from now, with the holder's task."""
    assert holder.institution_id is not None
    unit.session.add(
        HolderSpell(
            log_id=row.id,
            person_id=holder.person_id,
            institution_id=holder.institution_id,
            from_at=unit.now,
        )
    )
    unit.session.flush()
    place = holder.institution_id
    give_task(unit, row.child_id, holder.person_id, place, TaskWhy.HOLDER, by=by)


def _take_in(unit: Unit, author: Author, log_id: UUID, child_id: UUID, *, at_once: bool) -> None:
    """Put the concern into the log: guardians may read it at once or after the usual delay.

    What another institution has written is not the opener's to give away: it stays there.
    """
    for record in records_without_log(unit, child_id):
        version = newest_version(unit, record.id)
        if version.institution_id != author.institution_id:
            continue
        record.log_id = log_id
        written = Written(record.id, version.number, child_id, version.written_at)
        release(unit, written, record.kind, log_id, author.person_id, at_once=at_once)


def involvement_writing(told: Involvement, today: date) -> Writing:
    """Return the record of how the parents were involved, or why not (L31)."""
    return Writing(
        kind=RecordKind.INVOLVEMENT,
        content=Content(text=told.how.strip() or told.reason.strip()),
        event_on=told.involved_on or today,
        categories=frozenset({"family"}),
    )


def _note_involvement(unit: Unit, author: Author, row: Stafetlog, involvement: Involvement) -> None:
    writing = replace(involvement_writing(involvement, day_of(unit.now)), log_id=row.id)
    written = write(unit, author, row.child_id, writing)
    at_once = involvement.at_once
    release(unit, written, writing.kind, row.id, author.person_id, at_once=at_once)
    if involvement.without_parents:
        hold_sharing(unit, row.child_id, author.person_id)
        tell_leaders(unit, row)
