"""Save a concern and carry it on."""

from collections.abc import Sequence
from uuid import UUID

from stafet import audit, outbox
from stafet.clock import day_of
from stafet.concerns.drafting import CONCERN, INVOLVEMENT, keep_concern, keep_involvement
from stafet.concerns.rules import Concern, parts_of, problems_with_concern
from stafet.concerns.standing import author_for, fields_for, take_up
from stafet.concerns.writing import writings
from stafet.db.transaction import Unit
from stafet.errors import Conflict, Invalid
from stafet.logs.queries import LogFacts, open_log_of
from stafet.logs.rules import Involvement
from stafet.logs.services import open_log, write_entry
from stafet.logs.services.opening import involvement_writing
from stafet.logs.services.participants import NOTIFY
from stafet.people.queries import leaders_of, my_tasks
from stafet.records import drafts, files
from stafet.records.rules import Content, RecordKind
from stafet.records.services import Author, Writing, Written, already_written, write
from stafet.web.viewer import Viewer


def make_ready(unit: Unit, viewer: Viewer, child_id: UUID, concern: Concern, seen: int) -> None:
    """Keep a draft that could be saved as it is. Raises `Invalid` at the fields, `Conflict`."""
    audit.lock(unit, child_id)
    author_for(unit, viewer, child_id, "concern:draft")
    _checked(unit, viewer, child_id, concern)
    keep_concern(unit, viewer, child_id, concern, seen)


def save_concern(
    unit: Unit, viewer: Viewer, child_id: UUID, concern: Concern, *, seen: int, key: UUID
) -> Written:
    """Save a concern, once per `key`; its author and own leader get a task with the child.

    It stays in the institution (L30) unless the child has an open log: then it goes into it.
    Raises `Invalid` at the fields, `Conflict` where another tab kept a newer draft.
    """
    audit.lock(unit, child_id)
    author = author_for(unit, viewer, child_id, "concern:save")
    again = Writing(RecordKind.CONCERN, Content(), day_of(unit.now), frozenset(), record_id=key)
    if saved := already_written(unit, viewer.person_id, child_id, again):
        return saved
    draft = drafts.find_draft(unit, viewer.person_id, child_id, CONCERN)
    drafts.refuse_overtaken(draft, seen)
    texts = _checked(unit, viewer, child_id, concern, key)
    if not my_tasks(unit, viewer, child_id):
        _tell_of_newcomer(unit, author, child_id)
    take_up(unit, author, child_id)
    written = _put(unit, viewer, author, child_id, texts)
    if concern.tells_of_parents:
        _note_involvement(unit, viewer, child_id, concern.involvement)
    drafts.drop_draft(unit, viewer.person_id, child_id, CONCERN)
    return written


def open_from_concern(
    unit: Unit, viewer: Viewer, child_id: UUID, level: int, involvement: Involvement
) -> LogFacts:
    """Open the child's stafetlog (L31); pressed twice by the same hand it is opened once.

    Raises `Conflict` where somebody else has opened it.
    """
    audit.lock(unit, child_id)
    author = author_for(unit, viewer, child_id, "concern:open-log")
    opened = open_log_of(unit, child_id)
    if opened is not None and opened.holder_id == viewer.person_id:
        return opened
    if opened is not None:
        raise Conflict({})
    take_up(unit, author, child_id)
    drafts.drop_draft(unit, viewer.person_id, child_id, INVOLVEMENT)
    return open_log(unit, viewer, child_id, level, involvement)


def attach_file(
    unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID, file: files.Accepted, key: UUID
) -> UUID:
    """Add a file to one's own record about a child, once per `key`."""
    author_for(unit, viewer, child_id, "concern:attach")
    return files.attach(unit, viewer.person_id, child_id, record_id, key, file)


def _checked(
    unit: Unit, viewer: Viewer, child_id: UUID, concern: Concern, key: UUID | None = None
) -> Sequence[Writing]:
    asked, today = fields_for(unit, viewer, child_id), day_of(unit.now)
    parts = parts_of(concern, asked)
    if problems := problems_with_concern(concern, asked, parts, today):
        raise Invalid(problems)
    return writings(parts, concern.event_on or today, key)


def _put(
    unit: Unit, viewer: Viewer, author: Author, child_id: UUID, texts: Sequence[Writing]
) -> Written:
    log = open_log_of(unit, child_id)
    first, *_ = [
        write_entry(unit, viewer, log.id, text) if log else write(unit, author, child_id, text)
        for text in texts
    ]
    return first


def _tell_of_newcomer(unit: Unit, author: Author, child_id: UUID) -> None:
    """Let the leaders, and who holds the log, know that somebody has come near a child."""
    assert author.institution_id is not None
    people, log = {*leaders_of(unit, author.institution_id)}, open_log_of(unit, child_id)
    if log is not None:
        people.add(log.holder_id)
    for person in sorted(people - {author.person_id}):
        key = f"{NOTIFY}:newcomer:{person}:{day_of(unit.now)}"
        outbox.enqueue(unit, NOTIFY, {"person": str(person)}, key=key)


def _note_involvement(unit: Unit, viewer: Viewer, child_id: UUID, told: Involvement) -> None:
    log = open_log_of(unit, child_id)
    if log is None:
        keep_involvement(unit, viewer, child_id, told)
    else:
        write_entry(unit, viewer, log.id, involvement_writing(told, day_of(unit.now)))
