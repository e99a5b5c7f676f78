"""Write records: seal the words, keep the facts, link the act (L33, L44)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from stafet import audit
from stafet.audit import Event
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.failpoints import failpoint
from stafet.ids import new_id
from stafet.people.identity import protected_words
from stafet.people.queries import relatives_of
from stafet.people.rules import names_betrayed
from stafet.records.models import Record, RecordVersion
from stafet.records.queries import telling_places
from stafet.records.rules import CHILD, Content, RecordKind, problems_with
from stafet.vault import Context, Kind, Vault


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and in which institution's name; a guardian writes in his own."""

    person_id: UUID
    institution_id: UUID | None


@dataclass(frozen=True, slots=True)
class Writing:
    """A record to be: its words and its facts.

    A form chooses `record_id`, so that the same press twice saves once.
    """

    kind: RecordKind
    content: Content
    event_on: date
    categories: frozenset[str]
    subjects: frozenset[str] = frozenset({CHILD})
    about_id: UUID | None = None
    log_id: UUID | None = None
    record_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was saved: enough to point at it."""

    record_id: UUID
    version: int
    child_id: UUID
    written_at: datetime


def write(unit: Unit, author: Author, child_id: UUID, writing: Writing) -> Written:
    """Save a new record. Raises `Invalid` with the fields that stand against it."""
    _lock(unit, child_id, author)
    _refuse_bad(unit, child_id, writing)
    record = Record(
        id=writing.record_id or new_id(),
        child_id=child_id,
        kind=writing.kind,
        about_id=writing.about_id,
        log_id=writing.log_id,
    )
    unit.session.add(record)
    unit.session.flush()
    return _add_version(unit, author, record, writing, number=1, first_written_at=unit.now)


def correct(
    unit: Unit, author: Author, child_id: UUID, record_id: UUID, seen: int, writing: Writing
) -> Written:
    """Add a new version on top of the one the author saw; the former stays (L33).

    Raises `Conflict` where somebody saved first, `NotFound` for another's record.
    """
    _lock(unit, child_id, author)
    record = unit.session.get(Record, record_id)
    if record is None or record.child_id != child_id:
        raise NotFound(Attempt("record:correct", record_id, child_id))
    newest = newest_version(unit, record_id)
    if newest.author_id != author.person_id:
        raise NotFound(Attempt("record:correct", record_id, child_id))
    if newest.number != seen:
        raise Conflict({})
    _refuse_bad(unit, child_id, writing)
    return _add_version(
        unit,
        author,
        record,
        writing,
        number=newest.number + 1,
        first_written_at=newest.first_written_at,
    )


def already_written(
    unit: Unit, author_id: UUID, child_id: UUID, writing: Writing
) -> Written | None:
    """Return what an earlier press of the same button saved, once the child is locked.

    Only the very same writing counts: an id of anything else raises `NotFound`. A concern may have
    gone into a log since: where the writing names no log, any of the child's will do.
    """
    record = unit.session.get(Record, writing.record_id) if writing.record_id else None
    if record is None:
        return None
    version = newest_version(unit, record.id)
    found = (record.child_id, record.kind, record.about_id, version.author_id)
    same = found == (child_id, writing.kind, writing.about_id, author_id)
    if not same or writing.log_id not in (None, record.log_id):
        raise NotFound(Attempt("record:write", record.id, child_id))
    return Written(record.id, version.number, record.child_id, version.written_at)


def newest_version(unit: Unit, record_id: UUID) -> RecordVersion:
    """Return the facts of a record's newest version."""
    highest = select(func.max(RecordVersion.number)).where(RecordVersion.record_id == record_id)
    number = unit.session.scalars(highest).one()
    return unit.session.get_one(RecordVersion, (record_id, number))


def context_of(version: RecordVersion) -> Context:
    """Return the facts bound into a version's sealed bytes, rebuilt from where the row stands."""
    return Context(
        table="records_version",
        column="sealed",
        child=version.child_id,
        record=version.record_id,
        version=version.number,
        author=version.author_id,
        institution=version.institution_id,
        categories=version.categories,
        subjects=version.subjects,
        event_on=version.event_on,
        written_at=version.written_at,
        first_written_at=version.first_written_at,
        supersedes=version.supersedes,
    )


def _lock(unit: Unit, child_id: UUID, author: Author) -> None:
    if not audit.lock(unit, child_id):
        raise NotFound(Attempt("record:write", None, child_id, author.person_id))


def _refuse_bad(unit: Unit, child_id: UUID, writing: Writing) -> None:
    problems = problems_with(writing.kind, writing.content, writing.categories, writing.subjects)
    if writing.event_on > day_of(unit.now):
        problems["event_on"] = "The day has not come yet."
    if problems:
        raise Invalid(problems)
    refuse_betraying(unit, child_id, writing.content.words)


def refuse_betraying(unit: Unit, child_id: UUID, words: str, field: str = "text") -> None:
    """Raise `Invalid` for words that would give a protected home away."""
    if names_betrayed(words, tuple(telling_places(unit, child_id).values())):
        told = "This names a place that one parent must not know. Leave it out."
        raise Invalid({field: told})
    if names_betrayed(words, protected_words(unit, relatives_of(unit, child_id))):
        told = "The text names a protected home, phone or mail. Write it without."
        raise Invalid({field: told})


def _add_version(
    unit: Unit,
    author: Author,
    record: Record,
    writing: Writing,
    *,
    number: int,
    first_written_at: datetime,
) -> Written:
    version = RecordVersion(
        record_id=record.id,
        number=number,
        child_id=record.child_id,
        author_id=author.person_id,
        institution_id=author.institution_id,
        event_on=writing.event_on,
        written_at=unit.now,
        first_written_at=first_written_at,
        categories=writing.categories,
        subjects=writing.subjects,
        supersedes=number - 1,
    )
    words = writing.content.to_json()
    vault = unit.use(Vault)
    version.sealed = vault.seal(record.child_id, Kind.CONTENT, context_of(version), words)
    unit.session.add(version)
    unit.session.flush()
    failpoint("write.sealed")
    action = "record:write" if number == 1 else "record:correct"
    about = {"record": str(record.id), "version": str(number), "kind": record.kind.value}
    event = Event(action, author.person_id, institution=author.institution_id, about=about)
    audit.append(unit, record.child_id, event)
    failpoint("write.told")
    return Written(record.id, number, record.child_id, unit.now)
