"""What is kept back from guardians, and what waits for a leader: facts, and an author's reason."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select

from stafet import audit
from stafet.clock import day_of
from stafet.consent.decision import Facts
from stafet.consent.models import Limit, LimitKind, Release
from stafet.consent.reading import read_words
from stafet.db.transaction import Unit
from stafet.records.happenings import meeting_of
from stafet.records.models import Happening, Record, RecordVersion
from stafet.records.rules import HappeningKind, RecordKind
from stafet.vault import Context
from stafet.web.viewer import Viewer

KEPT = frozenset({LimitKind.REDACTED, LimitKind.HIDDEN})
"""What a leader has decided; what an author has asked for is the third kind."""


TO_ONE = frozenset({HappeningKind.RECORD, HappeningKind.WHY_ANSWERED})
"""Lines that may be told to one of the family alone: its `person_id`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that is kept back, or is asked to be; of its words nothing."""

    id: UUID
    child_id: UUID
    record_id: UUID
    log_id: UUID | None
    kind: LimitKind
    record_kind: RecordKind
    author_id: UUID
    institution_id: UUID
    on: date
    set_at: datetime
    guardian_id: UUID | None
    legal: str
    review_on: date | None
    version: int

    @property
    def is_asked(self) -> bool:
        return self.kind is LimitKind.ASKED

    def is_due(self, today: date) -> bool:
        """Whether the leader's answer or new look is wanted now."""
        return self.review_on is None or self.review_on <= today


def standing_of(unit: Unit, record_id: UUID) -> Sequence[Limit]:
    """Return what keeps a record back now, or asks to."""
    query = select(Limit).where(Limit.record_id == record_id, Limit.lifted_at.is_(None))
    return unit.session.scalars(query.order_by(Limit.set_at)).all()


def kept_at(unit: Unit, institution_ids: Collection[UUID]) -> tuple[Kept, ...]:
    """Return what is kept back of all that was written at these places, the first due first."""
    rows = unit.session.execute(
        _standing().where(RecordVersion.institution_id.in_(institution_ids))
    )
    found = {row[0].id: _kept(*row) for row in rows}
    return tuple(sorted(found.values(), key=lambda kept: (kept.review_on or date.min, kept.set_at)))


def kept_with(unit: Unit, record_id: UUID) -> tuple[Kept, ...]:
    """Return what keeps one record back."""
    rows = unit.session.execute(_standing().where(Limit.record_id == record_id))
    return tuple({row[0].id: _kept(*row) for row in rows}.values())


def kept_one(unit: Unit, limit_id: UUID) -> Kept | None:
    """Return one of them; whether the viewer decides on it is the caller's to know."""
    rows = unit.session.execute(_standing().where(Limit.id == limit_id)).all()
    return _kept(*rows[-1]) if rows else None


def due_at(unit: Unit, viewer: Viewer) -> int:
    """Count what waits for a leader today: questions, and what is to be looked at again."""
    today = day_of(unit.now)
    return sum(kept.is_due(today) for kept in kept_at(unit, viewer.led))


def noticeable(
    unit: Unit, facts: Facts, person_id: UUID, lines: Iterable[Happening]
) -> list[Happening]:
    """Return what one of the family may notice: nothing of what is hidden from him.

    That minutes are finished is a trace of them; what is told to another guardian alone is his.
    """
    hidden = {r for r, whom in facts.hidden.items() if whom & {None, person_id}}
    about = select(Record.about_id).where(Record.id.in_(hidden), Record.kind == RecordKind.MINUTES)
    minutes = set(unit.session.scalars(about)) if hidden else set()

    def hides(line: Happening) -> bool:
        meeting = meeting_of(line)
        held = line.kind is HappeningKind.MEETING_HELD and meeting in minutes
        return held or meeting in hidden or line.record_id in hidden

    def another(line: Happening) -> bool:
        return line.kind in TO_ONE and line.person_id not in {None, person_id}

    return [line for line in lines if not hides(line) and not another(line)]


def released_at(unit: Unit, record_id: UUID) -> datetime | None:
    """Return from when guardians may read a record's first released wording."""
    query = select(Release.released_at).where(Release.record_id == record_id)
    return unit.session.scalars(query.order_by(Release.released_at)).first()


def open_reason(unit: Unit, viewer: Viewer, limit_id: UUID) -> str | None:
    """Open an author's reason for the leader who answers it; told to the chain apart."""
    limit = unit.session.get_one(Limit, limit_id)
    assert limit.sealed is not None
    context = reason_context(limit)
    return read_words(unit, viewer, context, limit.sealed, audit.APART, "withholding:read-reason")


def reason_context(limit: Limit) -> Context:
    """Return what an author's reason is sealed to."""
    return Context(
        table=Limit.__tablename__,
        column="sealed",
        child=limit.child_id,
        record=limit.id,
        author=limit.set_by,
        written_at=limit.set_at,
    )


def _standing() -> Select[Limit, RecordVersion, RecordKind, UUID | None]:
    """Select what stands, each with the record's newest wording last."""
    return (
        select(Limit, RecordVersion, Record.kind, Record.log_id)
        .join(Record, Record.id == Limit.record_id)
        .join(RecordVersion, RecordVersion.record_id == Record.id)
        .where(Limit.kind.in_([*KEPT, LimitKind.ASKED]), Limit.lifted_at.is_(None))
        .order_by(RecordVersion.number)
    )


def _kept(limit: Limit, version: RecordVersion, kind: RecordKind, log_id: UUID | None) -> Kept:
    assert version.institution_id is not None
    return Kept(
        id=limit.id,
        child_id=limit.child_id,
        record_id=version.record_id,
        log_id=log_id,
        kind=limit.kind,
        record_kind=kind,
        author_id=version.author_id,
        institution_id=version.institution_id,
        on=version.event_on,
        set_at=limit.set_at,
        guardian_id=limit.guardian_id,
        legal=limit.legal or "",
        review_on=limit.review_on,
        version=version.number,
    )
