"""Where a log's records are kept, and which places none of them may name."""

from uuid import UUID

from sqlalchemy import select

from stafet.db.transaction import Unit
from stafet.people.queries import institutions
from stafet.people.telling import betraying_places
from stafet.records.models import Folder, Happening, Record
from stafet.records.rules import HappeningKind, RecordKind


def child_of(unit: Unit, log_id: UUID) -> UUID | None:
    """Return whose log this is, or None for no log; it says nothing of who may read it."""
    return unit.session.scalars(select(Folder.child_id).where(Folder.id == log_id)).first()


def log_of(unit: Unit, child_id: UUID) -> UUID | None:
    """Return a child's log, the one that was opened last."""
    query = select(Happening.log_id).where(
        Happening.child_id == child_id, Happening.kind == HappeningKind.OPENED
    )
    return unit.session.scalars(query.order_by(Happening.at.desc())).first()


def open_folder(unit: Unit, child_id: UUID) -> Folder:
    """Start the folder of a new log."""
    folder = Folder(child_id=child_id)
    unit.session.add(folder)
    unit.session.flush()
    return folder


def records_without_log(unit: Unit, child_id: UUID) -> list[Record]:
    """Return what was written about a child before it had a log; a scan stays outside for good."""
    query = select(Record).where(
        Record.child_id == child_id,
        Record.log_id.is_(None),
        Record.kind != RecordKind.CONSENT_PAPER,
    )
    return list(unit.session.scalars(query))


def telling_places(unit: Unit, child_id: UUID) -> dict[UUID, str]:
    """Return the names of places that would give a guardian's protected home away."""
    found = institutions(unit, betraying_places(unit, child_id))
    return {place: row.name for place, row in found.items()}
