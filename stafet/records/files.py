"""Take a file in: known by its content, drawn anew if a picture, sealed in segments."""

import unicodedata
from dataclasses import dataclass
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.records import happenings
from stafet.records.models import File, FileSegment, Record
from stafet.records.pictures import redraw
from stafet.records.rules import HappeningKind
from stafet.records.services import newest_version
from stafet.vault import Context, Vault

MOST_BYTES = 10 * 1024 * 1024
PDF, JPEG, PNG, TEXT = "application/pdf", "image/jpeg", "image/png", "text/plain"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png", TEXT: "txt"}
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_PDF_END = 1024


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file as it will be kept; its name is not."""

    media_type: str
    data: bytes


def accept(data: bytes) -> Accepted:
    """Return what may be kept of an upload. Raises `Invalid` at `file` for everything else."""
    if not data:
        raise Invalid({"file": "The file is empty."})
    if len(data) > MOST_BYTES:
        raise Invalid({"file": "The file is larger than 10 MB."})
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-_PDF_END:]:
        return Accepted(PDF, data)
    if data.startswith(b"\xff\xd8\xff"):
        return Accepted(JPEG, redraw(data, "JPEG"))
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Accepted(PNG, redraw(data, "PNG"))
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return Accepted(JPEG, redraw(data, "HEIF"))
    return Accepted(TEXT, _plain_text(data))


def attach(
    unit: Unit, author_id: UUID, child_id: UUID, record_id: UUID, file_id: UUID, file: Accepted
) -> UUID:
    """Seal a file to the author's own record; the same `file_id` twice keeps one file."""
    _refuse_others(unit, author_id, child_id, record_id)
    if unit.session.get(File, file_id) is not None:
        return file_id
    row = File(id=file_id, record_id=record_id, media_type=file.media_type, size=len(file.data))
    unit.session.add(row)
    unit.session.flush()
    context = file_context(child_id, file_id)
    segments = unit.use(Vault).seal_file(child_id, context, file.data)
    unit.session.add_all(
        FileSegment(file_id=file_id, number=number, sealed=segment)
        for number, segment in enumerate(segments)
    )
    _tell(unit, author_id, record_id)
    about = {"file": str(file_id), "record": str(record_id)}
    audit.append(unit, child_id, Event("file:attach", author_id, about=about))
    return file_id


def file_context(child_id: UUID, file_id: UUID) -> Context:
    """Return the facts bound into a file's sealed segments."""
    return Context(table="records_file", column="sealed", child=child_id, record=file_id)


def _refuse_others(unit: Unit, author_id: UUID, child_id: UUID, record_id: UUID) -> None:
    record = unit.session.get(Record, record_id) if audit.lock(unit, child_id) else None
    if record is None or record.child_id != child_id:
        raise NotFound(Attempt("file:attach", record_id, child_id))
    if newest_version(unit, record_id).author_id != author_id:
        raise NotFound(Attempt("file:attach", record_id, child_id))


def _tell(unit: Unit, author_id: UUID, record_id: UUID) -> None:
    """Note that a record that lies in a log has changed, unless this very unit wrote it there."""
    record, version = unit.session.get_one(Record, record_id), newest_version(unit, record_id)
    told = happenings.newest_of(unit, record_id)
    if record.log_id is None or (told is not None and told.change_id == unit.id):
        return
    happenings.note(
        unit,
        HappeningKind.CORRECTION,
        child_id=record.child_id,
        log_id=record.log_id,
        actor_id=author_id,
        visible_at=max(unit.now, told.visible_at) if told else unit.now,
        record=(record_id, version.number),
        value=record.kind.value,
    )


def _plain_text(data: bytes) -> bytes:
    """Return text as UTF-8; what holds control characters is no text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n\f" for sign in text):
        raise Invalid({"file": "Choose a PDF, a picture (JPEG, PNG, HEIC) or plain text."})
    if "\ufffd" in text:
        raise Invalid({"file": "Choose a PDF, a picture (JPEG, PNG, HEIC) or plain text."})
    return text.encode()
