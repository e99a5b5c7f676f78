"""The only door to plaintext (security.md, One path to plaintext).

One read unit: lock the child's head, load the facts, decide, append one block, open the allowed
records under one permit. A read whose block cannot be written does not happen (L44).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from stafet import audit
from stafet.audit import Event, Sight
from stafet.consent.decision import (
    Allow,
    Basis,
    Facts,
    Key,
    Reader,
    Reason,
    RecordFact,
    Refusal,
    Verdict,
    decide,
)
from stafet.consent.facts import load_facts, load_records
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound, Sealed
from stafet.records.drafts import draft_context, find_draft
from stafet.records.files import file_context
from stafet.records.models import Draft, File, FileSegment, Record, RecordVersion
from stafet.records.rules import Content, RecordKind
from stafet.records.services import context_of
from stafet.vault import Kind, Permit, Vault
from stafet.web.viewer import Viewer

PAGE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: everything, some kinds, or named records; a page of it.

    `besides` are records to open in the same read although they stand on another page. `exactly`
    are the versions a copy is made of; it may be that none of them may be read any more.
    """

    records: frozenset[UUID] | None = None
    kinds: frozenset[RecordKind] | None = None
    log_id: UUID | None = None
    every_version: bool = False
    page: int = 1
    size: int = PAGE
    besides: frozenset[UUID] = frozenset()
    exactly: frozenset[Key] | None = None

    @property
    def only(self) -> frozenset[UUID] | None:
        """The records to look at at all, or None for every one."""
        if self.exactly is None:
            return self.records
        return frozenset(record for record, _ in self.exactly)


@dataclass(frozen=True, slots=True)
class Shown:
    """One version as its reader sees it, with the reason why."""

    record_id: UUID
    version: int
    kind: RecordKind
    about_id: UUID | None
    author_id: UUID
    institution_id: UUID | None
    event_on: date
    written_at: datetime
    corrected: bool
    categories: frozenset[str]
    subjects: frozenset[str]
    basis: Basis
    consents: tuple[UUID, ...]
    until_at: datetime | None
    content: Content | None
    """None where the sealed bytes did not open: damaged or changed, and said so."""
    files: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one read unit may show."""

    records: tuple[Shown, ...]
    total: int
    withheld: tuple[tuple[UUID, date], ...] = ()
    """Redacted for this guardian: that something is there, and its day."""
    facts: Facts = field(default_factory=Facts)
    besides: tuple[Shown, ...] = ()
    newer_on: date | None = None
    """The day of the record just before this page, None on the first."""

    def one(self) -> Shown:
        return self.records[0]


def read(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    wanted: Wanted = Wanted(),
    *,
    action: str = "log:read",
    purpose: str = "early_support",
) -> Reading:
    """Return what the viewer may read of a child now, opened.

    Raises `NotFound` for a child the viewer has no standing with, and for named records of which
    none may be read: not there and not yours are the same (L01).
    """
    if not audit.lock(unit, child_id):
        raise NotFound(Attempt(action, child_id=child_id))
    facts = load_facts(unit, child_id)
    _refuse_strangers(facts, viewer, child_id, action)
    rows = load_records(unit, child_id, wanted.only)
    reader = Reader(viewer.person_id, purpose)
    verdicts = decide(reader, facts, [fact for fact, _ in rows], unit.now)
    allowed = _chosen(rows, verdicts, wanted)
    if wanted.records is not None and not allowed:
        raise NotFound(Attempt(action, min(wanted.records), child_id))
    first = (wanted.page - 1) * wanted.size
    page = allowed[first : first + wanted.size]
    here = {fact.key for fact, _ in page}
    also = [row for row in allowed if row[0].record_id in wanted.besides and row[0].key not in here]
    _tell(unit, viewer, child_id, action, purpose, [*page, *also], verdicts)
    shown = _open(unit, child_id, [*page, *also], verdicts)
    return Reading(
        shown[: len(page)],
        len(allowed),
        _withheld(rows, verdicts, wanted),
        facts,
        tuple(one for one in shown if one.record_id in wanted.besides),
        allowed[first - 1][0].event_on if 0 < first <= len(allowed) else None,
    )


def read_file(unit: Unit, viewer: Viewer, child_id: UUID, file_id: UUID) -> tuple[str, bytes]:
    """Return a file's media type and bytes; it reads with its record."""
    file = unit.session.get(File, file_id)
    if file is None:
        raise NotFound(Attempt("file:read", file_id, child_id))
    wanted = Wanted(records=frozenset({file.record_id}))
    shown = read(unit, viewer, child_id, wanted, action="file:read").one()
    sight = Sight(Kind.FILE, shown.basis, ((file.id, 1),), shown.consents)
    audit.append(unit, child_id, Event("file:read", viewer.person_id, opened=(sight,)))
    query = select(FileSegment.sealed).where(FileSegment.file_id == file_id)
    segments = list(unit.session.scalars(query.order_by(FileSegment.number)))
    permit = Permit(unit.id, child_id, Kind.FILE, frozenset({(file.id, 1)}))
    context = file_context(child_id, file.id)
    return file.media_type, unit.use(Vault).open_file(permit, context, segments)


def read_draft(
    unit: Unit, viewer: Viewer, child_id: UUID, purpose: str
) -> tuple[Draft, Content] | None:
    """Return the viewer's own draft about a child for one purpose, if there is one."""
    draft = find_draft(unit, viewer.person_id, child_id, purpose)
    if draft is None:
        return None
    sight = Sight(Kind.DRAFT, "own_draft", ((draft.id, draft.version),))
    audit.append(unit, child_id, Event("draft:read", viewer.person_id, opened=(sight,)))
    permit = Permit(unit.id, child_id, Kind.DRAFT, frozenset({(draft.id, draft.version)}))
    (text,) = unit.use(Vault).open(permit, [(draft_context(draft), draft.sealed)])
    return None if isinstance(text, Sealed) else (draft, Content.from_json(text))


def _refuse_strangers(facts: Facts, viewer: Viewer, child_id: UUID, action: str) -> None:
    known = {standing.person_id for standing in facts.tasks}
    known |= {*facts.custodians, *(seat.person_id for seat in facts.seats)}
    if viewer.person_id not in known:
        raise NotFound(Attempt(action, child_id=child_id))


Row = tuple[RecordFact, Record]


def _chosen(
    rows: Sequence[Row], verdicts: Mapping[tuple[UUID, int], Verdict], wanted: Wanted
) -> list[Row]:
    """Keep the allowed versions that are wanted: of each record the newest, unless all are."""
    allowed = [
        row for row in rows if isinstance(verdicts[row[0].key], Allow) and _asked(row, wanted)
    ]
    if wanted.every_version:
        return allowed
    newest: dict[UUID, int] = {}
    for fact, _ in allowed:
        newest[fact.record_id] = max(fact.version, newest.get(fact.record_id, 0))
    return [row for row in allowed if newest[row[0].record_id] == row[0].version]


def _asked(row: Row, wanted: Wanted) -> bool:
    record = row[1]
    if wanted.exactly is not None and row[0].key not in wanted.exactly:
        return False
    right_kind = wanted.kinds is None or record.kind in wanted.kinds
    return right_kind and (wanted.log_id is None or record.log_id == wanted.log_id)


def _withheld(
    rows: Iterable[Row], verdicts: Mapping[tuple[UUID, int], Verdict], wanted: Wanted
) -> tuple[tuple[UUID, date], ...]:
    return tuple(
        (row[0].record_id, row[0].event_on)
        for row in rows
        if _asked(row, wanted) and verdicts[row[0].key] == Refusal(Reason.WITHHELD)
    )


def _tell(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    action: str,
    purpose: str,
    page: Sequence[Row],
    verdicts: Mapping[tuple[UUID, int], Verdict],
) -> None:
    groups: defaultdict[tuple[Basis, tuple[UUID, ...]], list[tuple[UUID, int]]] = defaultdict(list)
    for fact, _ in page:
        verdict = verdicts[fact.key]
        assert isinstance(verdict, Allow)
        groups[verdict.basis, verdict.consents].append(fact.key)
    sights = tuple(
        Sight(Kind.CONTENT, basis, tuple(objects), consents)
        for (basis, consents), objects in groups.items()
    )
    event = Event(action, viewer.person_id, purpose=purpose, opened=sights)
    audit.append(unit, child_id, event)


def _open(
    unit: Unit,
    child_id: UUID,
    page: Sequence[Row],
    verdicts: Mapping[tuple[UUID, int], Verdict],
) -> tuple[Shown, ...]:
    keys = [fact.key for fact, _ in page]
    versions = _versions(unit, keys)
    permit = Permit(unit.id, child_id, Kind.CONTENT, frozenset(keys))
    items = [(context_of(versions[key]), versions[key].sealed) for key in keys]
    texts = unit.use(Vault).open(permit, items) if items else []
    files = _files(unit, [fact.record_id for fact, _ in page])
    return tuple(
        _shown(record, versions[fact.key], verdicts[fact.key], text, files)
        for (fact, record), text in zip(page, texts, strict=True)
    )


def _versions(
    unit: Unit, keys: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], RecordVersion]:
    if not keys:
        return {}
    query = select(RecordVersion).where(
        tuple_(RecordVersion.record_id, RecordVersion.number).in_(keys)
    )
    rows = unit.session.scalars(query.execution_options(populate_existing=True))
    return {(row.record_id, row.number): row for row in rows}


def _files(unit: Unit, records: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    found: defaultdict[UUID, tuple[UUID, ...]] = defaultdict(tuple)
    if records:
        for file in unit.session.scalars(select(File).where(File.record_id.in_(records))):
            found[file.record_id] += (file.id,)
    return found


def _shown(
    record: Record,
    version: RecordVersion,
    verdict: Verdict,
    text: str | Sealed,
    files: Mapping[UUID, tuple[UUID, ...]],
) -> Shown:
    assert isinstance(verdict, Allow)
    return Shown(
        record_id=record.id,
        version=version.number,
        kind=record.kind,
        about_id=record.about_id,
        author_id=version.author_id,
        institution_id=version.institution_id,
        event_on=version.event_on,
        written_at=version.written_at,
        corrected=version.number > 1,
        categories=version.categories,
        subjects=version.subjects,
        basis=verdict.basis,
        consents=verdict.consents,
        until_at=verdict.until_at,
        content=None if isinstance(text, Sealed) else Content.from_json(text),
        files=files.get(record.id, ()),
    )
