"""The hinge of the door: the only place that opens records, files and drafts.

Called by `consent.reading` alone, after the decision and after the audit has been told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from stafet.audit.manifest import genuine_only
from stafet.consent.decision import Allow, Key, RecordFact, Verdict
from stafet.consent.record_facts import Filed
from stafet.consent.shown import Shown
from stafet.db.transaction import Unit
from stafet.errors import Sealed
from stafet.records.drafts import draft_context
from stafet.records.files import file_context
from stafet.records.models import Draft, File, FileSegment, Record, RecordVersion
from stafet.records.rules import Content
from stafet.vault import Context, Kind, Permit, Vault

Row = tuple[RecordFact, Filed]
_VERSIONS = select(
    RecordVersion.record_id,
    RecordVersion.number,
    RecordVersion.written_at,
    RecordVersion.first_written_at,
    RecordVersion.supersedes,
    RecordVersion.sealed,
).where(RecordVersion.record_id.in_(bindparam("records", expanding=True)))
_FILES = (
    select(File)
    .join(Record, Record.id == File.record_id)
    .where(Record.child_id == bindparam("child"))
)


class Version(NamedTuple):
    """The sealed bytes of a version, with what is sealed in but decides nothing."""

    written_at: datetime
    first_written_at: datetime
    supersedes: int
    sealed: bytes


def open_records(
    unit: Unit, child_id: UUID, page: Sequence[Row], verdicts: Mapping[Key, Verdict]
) -> tuple[Shown, ...]:
    """Open the allowed versions under one permit; the caller has told the audit of each.

    A text opens only with the very facts that were decided on: they are sealed into it.
    """
    keys = [fact.key for fact, _ in page]
    found = _versions(unit, keys)
    versions = [found[key] for key in keys]
    permit = Permit(unit.id, child_id, Kind.CONTENT, frozenset(keys))
    items = [
        (_context(child_id, fact, version), version.sealed)
        for (fact, _), version in zip(page, versions, strict=True)
    ]
    texts = unit.use(Vault).open(permit, items) if items else []
    files = _files(unit, child_id)
    return tuple(
        _shown(row, version.written_at, verdicts[key], text, files)
        for key, row, version, text in zip(keys, page, versions, texts, strict=True)
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


def open_words(
    unit: Unit, child_id: UUID, items: Sequence[tuple[Context, bytes]]
) -> list[str | None]:
    """Return what was written beside a decision or a question, None where bytes do not open."""
    objects = frozenset((context.record, 1) for context, _ in items)
    permit = Permit(unit.id, child_id, Kind.CONTENT, objects)
    texts = unit.use(Vault).open(permit, items)
    return [None if isinstance(text, Sealed) else text for text in texts]


def _versions(unit: Unit, keys: Sequence[Key]) -> dict[Key, Version]:
    if not keys:
        return {}
    rows = unit.session.execute(_VERSIONS, {"records": {record for record, _version in keys}})
    return {
        (record, number): Version(written_at, first_written_at, supersedes, sealed)
        for record, number, written_at, first_written_at, supersedes, sealed in rows
    }


def _context(child_id: UUID, fact: RecordFact, version: Version) -> Context:
    """Return the facts bound into a version's sealed bytes, as `records.services` seals them."""
    return Context(
        table="records_version",
        column="sealed",
        child=child_id,
        record=fact.record_id,
        version=fact.version,
        author=fact.author_id,
        institution=fact.institution_id,
        categories=fact.categories,
        subjects=fact.subjects,
        event_on=fact.event_on,
        written_at=version.written_at,
        first_written_at=version.first_written_at,
        supersedes=version.supersedes,
    )


def _files(unit: Unit, child_id: UUID) -> dict[UUID, tuple[UUID, ...]]:
    """Return the files of each of a child's records, but for what was filed by hand.

    Only those of shown records are told.
    """
    found: defaultdict[UUID, tuple[UUID, ...]] = defaultdict(tuple)
    for file in genuine_only(unit, unit.session.scalars(_FILES, {"child": child_id})):
        found[file.record_id] += (file.id,)
    return found


def _shown(
    row: Row,
    written_at: datetime,
    verdict: Verdict,
    text: str | Sealed,
    files: Mapping[UUID, tuple[UUID, ...]],
) -> Shown:
    assert isinstance(verdict, Allow)
    fact, filed = row
    return Shown(
        record_id=fact.record_id,
        version=fact.version,
        kind=filed.kind,
        about_id=filed.about_id,
        author_id=fact.author_id,
        institution_id=fact.institution_id,
        event_on=fact.event_on,
        written_at=written_at,
        corrected=fact.version > 1,
        categories=fact.categories,
        subjects=fact.subjects,
        basis=verdict.basis,
        consents=verdict.consents,
        until_at=verdict.until_at,
        content=None if isinstance(text, Sealed) else Content.from_json(text),
        files=files.get(fact.record_id, ()),
    )
