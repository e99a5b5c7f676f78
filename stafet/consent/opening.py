"""The hinge of the door: the only place that opens records, files and drafts.

Called by `consent.reading` alone, after the decision and after the audit has been told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row as SqlRow
from sqlalchemy import select

from stafet.consent.decision import Allow, Key, RecordFact, Verdict
from stafet.consent.shown import Shown
from stafet.db.transaction import Unit
from stafet.errors import Sealed
from stafet.records.drafts import draft_context
from stafet.records.files import file_context
from stafet.records.models import Draft, File, FileSegment, Record, RecordVersion
from stafet.records.rules import Content
from stafet.records.services import context_of
from stafet.vault import Kind, Permit, Vault

Row = tuple[RecordFact, Record]


def open_records(
    unit: Unit, child_id: UUID, page: Sequence[Row], verdicts: Mapping[Key, Verdict]
) -> tuple[Shown, ...]:
    """Open the allowed versions under one permit; the caller has told the audit of each."""
    keys = [fact.key for fact, _ in page]
    versions = _versions(unit, keys)
    permit = Permit(unit.id, child_id, Kind.CONTENT, frozenset(keys))
    items = [(context_of(versions[key]), versions[key].sealed) for key in keys]
    texts = unit.use(Vault).open(permit, items) if items else []
    files = _files(unit, child_id)
    return tuple(
        _shown(record, versions[fact.key], verdicts[fact.key], text, files)
        for (fact, record), text in zip(page, texts, strict=True)
    )


def open_file(unit: Unit, child_id: UUID, file_id: UUID) -> bytes:
    """Return a file's bytes, once its last segment has proved genuine."""
    query = select(FileSegment.sealed).where(FileSegment.file_id == file_id)
    segments = list(unit.session.scalars(query.order_by(FileSegment.number)))
    permit = Permit(unit.id, child_id, Kind.FILE, frozenset({(file_id, 1)}))
    return unit.use(Vault).open_file(permit, file_context(child_id, file_id), segments)


def open_draft(unit: Unit, draft: Draft) -> Content | None:
    """Return an author's own words, or None where the bytes do not open."""
    permit = Permit(unit.id, draft.child_id, Kind.DRAFT, frozenset({(draft.id, draft.version)}))
    (text,) = unit.use(Vault).open(permit, [(draft_context(draft), draft.sealed)])
    return None if isinstance(text, Sealed) else Content.from_json(text)


def _versions(unit: Unit, keys: Sequence[Key]) -> dict[Key, SqlRow[Any]]:
    if not keys:
        return {}
    records = {record for record, _version in keys}
    query = select(RecordVersion.__table__).where(RecordVersion.record_id.in_(records))
    found = {(row.record_id, row.number): row for row in unit.session.execute(query)}
    return {key: found[key] for key in keys}


def _files(unit: Unit, child_id: UUID) -> dict[UUID, tuple[UUID, ...]]:
    """Return the files of each of a child's records; only those of shown records are told."""
    query = select(File.record_id, File.id).join(Record, Record.id == File.record_id)
    found: defaultdict[UUID, tuple[UUID, ...]] = defaultdict(tuple)
    for record, file in unit.session.execute(query.where(Record.child_id == child_id)):
        found[record] += (file,)
    return found


def _shown(
    record: Record,
    version: SqlRow[Any],
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
