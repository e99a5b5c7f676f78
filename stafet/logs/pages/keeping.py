"""What is kept back from guardians, as an author and a leader see it; a record's words never."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of
from stafet.consent.kept import Kept, kept_at, kept_one, kept_with, open_reason, released_at
from stafet.consent.models import LimitKind
from stafet.consent.withholding import may_decide
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.pages.faces import Faces, faces_for
from stafet.logs.pages.words import KINDS
from stafet.logs.queries import log_for
from stafet.people.queries import custodians, stands_with
from stafet.records.models import Record
from stafet.records.services import newest_version
from stafet.web.i18n import _, _l, current_language
from stafet.web.viewer import Viewer

STATES = {
    LimitKind.ASKED: _l("Waits for your answer"),
    LimitKind.REDACTED: _l("Withheld"),
    LimitKind.HIDDEN: _l("Hidden"),
}


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One decision or question: what it is about, from whom, why, until when."""

    id: UUID
    child: str
    what: str
    on: date
    author: str
    state: str
    asked: bool
    whom: str
    reason: str
    review_on: date | None
    due: bool
    log_id: UUID | None
    """Where a leader who has a task with the child can read it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a decision is made of; the latest day to look again is the kommune's."""

    whom: tuple[tuple[str, str], ...]
    legal: tuple[tuple[str, str], ...]
    latest: date


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One of them, with its author's own reason where he asks."""

    line: KeptLine
    words: str | None
    choices: Choices


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record's release, for who wrote it and for who leads the place it was written at."""

    log_id: UUID
    child_id: UUID
    record_id: UUID
    what: str
    on: date
    mine: bool
    leads: bool
    released_at: datetime | None
    out: bool
    standing: tuple[KeptLine, ...]
    choices: Choices

    @property
    def asked(self) -> bool:
        return any(line.asked for line in self.standing)


def kept_lines(unit: Unit, viewer: Viewer) -> tuple[KeptLine, ...]:
    """Return what waits for a leader and what is kept back where he leads, the first due first."""
    found = kept_at(unit, viewer.led)
    return tuple(
        line
        for child in dict.fromkeys(kept.child_id for kept in found)
        for line in _lines(unit, viewer, child, [one for one in found if one.child_id == child])
    )


def kept_page(unit: Unit, viewer: Viewer, limit_id: UUID) -> KeptPage:
    """Return one to decide on; raises `NotFound` for who does not lead where it was written."""
    kept = kept_one(unit, limit_id)
    if kept is None or not may_decide(unit, viewer, kept.child_id, kept.record_id):
        raise NotFound(Attempt("withholding:show", limit_id))
    (line,) = _lines(unit, viewer, kept.child_id, [kept])
    words = open_reason(unit, viewer, limit_id) if kept.is_asked else None
    return KeptPage(line, words, _choices(unit, viewer, kept.child_id))


def record_page(unit: Unit, viewer: Viewer, log_id: UUID, record_id: UUID) -> RecordPage:
    """Return when a record is released and what may be done; `NotFound` for everybody else."""
    log = log_for(unit, viewer, log_id, "withholding:record")
    record = unit.session.get(Record, record_id)
    if record is None or record.log_id != log_id:
        raise NotFound(Attempt("withholding:record", record_id, log.child_id))
    version = newest_version(unit, record_id)
    mine = version.author_id == viewer.person_id and version.institution_id is not None
    leads = may_decide(unit, viewer, log.child_id, record_id)
    if not mine and not leads:
        raise NotFound(Attempt("withholding:record", record_id, log.child_id))
    at = released_at(unit, record_id)
    return RecordPage(
        log_id=log_id,
        child_id=log.child_id,
        record_id=record_id,
        what=str(KINDS[record.kind]),
        on=version.event_on,
        mine=mine,
        leads=leads,
        released_at=at,
        out=at is not None and at <= unit.now,
        standing=tuple(_lines(unit, viewer, log.child_id, kept_with(unit, record_id))),
        choices=_choices(unit, viewer, log.child_id),
    )


def _lines(unit: Unit, viewer: Viewer, child_id: UUID, found: Sequence[Kept]) -> Iterable[KeptLine]:
    people = {child_id, *(kept.author_id for kept in found)}
    people |= {kept.guardian_id for kept in found if kept.guardian_id}
    places = {kept.institution_id for kept in found}
    faces = faces_for(unit, viewer, child_id, people, places)
    near, today = stands_with(unit, viewer, child_id), day_of(unit.now)
    reasons, language = unit.use(Catalogue).withholding_reasons, current_language()
    for kept in found:
        yield KeptLine(
            id=kept.id,
            child=faces.names.get(child_id, ""),
            what=str(KINDS[kept.record_kind]),
            on=kept.on,
            author=faces.of(kept.author_id, kept.institution_id).whole,
            state=str(STATES[kept.kind]),
            asked=kept.is_asked,
            whom=_whom(faces, kept.guardian_id),
            reason=reasons[kept.legal].label.in_(language) if kept.legal in reasons else "",
            review_on=kept.review_on,
            due=kept.is_due(today),
            log_id=kept.log_id if near else None,
        )


def _whom(faces: Faces, guardian_id: UUID | None) -> str:
    if guardian_id is None:
        return _("all parents, and the child when it reads itself")
    return faces.names.get(guardian_id) or _("one parent")


def _choices(unit: Unit, viewer: Viewer, child_id: UUID) -> Choices:
    catalogue, language = unit.use(Catalogue), current_language()
    family = custodians(unit, child_id)
    names = faces_for(unit, viewer, child_id, family, ()).names
    whom = [
        (str(person), names.get(person) or _("Parent %(number)d", number=number))
        for number, person in enumerate(family, start=1)
    ]
    months = catalogue.deadlines.withholding_review_months
    return Choices(
        whom=(("all", _("All parents, and the child when it reads itself")), *whom),
        legal=tuple(
            (key, reason.label.in_(language))
            for key, reason in catalogue.withholding_reasons.items()
        ),
        latest=months_after(day_of(unit.now), months),
    )
