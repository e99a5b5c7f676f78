"""What is unusual among the readings, for the data-protection officer; each look at it is told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.oversight import Thresholds
from stafet.consent.special.models import Access
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.pages.faces import Face
from stafet.oversight.pages.checks import face_of, faces_of_staff
from stafet.oversight.queries import checked_keys
from stafet.oversight.reads import reads_between
from stafet.oversight.rules import OddKind, Read, behind, is_night, oddities
from stafet.people.identity import names_overseen
from stafet.web.viewer import Role, Viewer

MOST = 100
"""How many of the readings behind a line are listed, the newest first."""


@dataclass(frozen=True, slots=True)
class OddLine:
    """Something unusual about one person's readings."""

    kind: OddKind
    reader_id: UUID
    reader: Face
    count: int


@dataclass(frozen=True, slots=True)
class OdditiesPage:
    since: datetime
    lines: tuple[OddLine, ...]
    reads: int
    """How many readings were looked through."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One reading behind a line."""

    chain: UUID
    sequence: int
    at: datetime
    child: str
    texts: int
    common: bool
    by_statute: bool
    night: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class BehindPage:
    """One person's readings that a line is about."""

    kind: OddKind
    reader_id: UUID
    reader: Face
    since: datetime
    lines: tuple[ReadLine, ...]
    more: bool


def oddities_page(unit: Unit, viewer: Viewer) -> OdditiesPage:
    """Return what is unusual in the kommune's last days; `NotFound` for all but the officer."""
    told, since = _begin(unit, viewer, "oversight:oddities")
    reads = _readings(unit, viewer, since)
    found = oddities(reads, _accesses(unit, since), told)
    faces = faces_of_staff(unit, viewer, {odd.reader_id for odd in found})
    lines = tuple(
        OddLine(odd.kind, odd.reader_id, face_of(faces, odd.reader_id), odd.count) for odd in found
    )
    audit.append(unit, audit.APART, Event("oversight:oddities", viewer.person_id))
    return OdditiesPage(since, lines, len(reads))


def behind_page(unit: Unit, viewer: Viewer, kind: OddKind, reader_id: UUID) -> BehindPage:
    """Return the readings behind a line; nobody looks through his own."""
    told, since = _begin(unit, viewer, "oversight:readings")
    if reader_id == viewer.person_id:
        raise NotFound(Attempt("oversight:readings", reader_id))
    mine = behind(kind, reads_between(unit, since, unit.now, reader_id), told)
    received = kind is OddKind.ACCESSES and _accesses(unit, since)[reader_id]
    if not mine and not received:
        raise NotFound(Attempt("oversight:readings", reader_id))
    about = {"kind": kind.value, "reader": str(reader_id)}
    audit.append(unit, audit.APART, Event("oversight:readings", viewer.person_id, about=about))
    newest = sorted(mine, key=lambda read: read.at, reverse=True)
    return BehindPage(
        kind,
        reader_id,
        face_of(faces_of_staff(unit, viewer, {reader_id}), reader_id),
        since,
        _lines(unit, viewer, newest[:MOST], told),
        len(newest) > MOST,
    )


def _begin(unit: Unit, viewer: Viewer, action: str) -> tuple[Thresholds, datetime]:
    """Return what counts and since when; what is read first keeps the chain's head free."""
    if Role.DPO not in viewer.roles:
        raise NotFound(Attempt(action))
    told = unit.use(Catalogue).oversight.thresholds
    return told, unit.now - timedelta(days=told.days)


def _readings(unit: Unit, viewer: Viewer, since: datetime) -> list[Read]:
    """Return all readings but the officer's own: another officer looks at those."""
    reads = reads_between(unit, since, unit.now)
    return [read for read in reads if read.reader_id != viewer.person_id]


def _accesses(unit: Unit, since: datetime) -> Counter[UUID]:
    query = select(Access.receiver_id).where(Access.from_at >= since)
    return Counter(unit.session.scalars(query))


def _lines(
    unit: Unit, viewer: Viewer, reads: Sequence[Read], told: Thresholds
) -> tuple[ReadLine, ...]:
    names = names_overseen(unit, viewer, {read.child_id for read in reads})
    checked = checked_keys(unit, {read.chain for read in reads})
    return tuple(
        ReadLine(
            read.chain,
            read.sequence,
            read.at,
            names.get(read.child_id, ""),
            read.texts,
            read.common,
            read.by_statute,
            is_night(read.at, told),
            read.key in checked,
        )
        for read in reads
    )
