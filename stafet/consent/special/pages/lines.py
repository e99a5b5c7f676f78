"""A særlig adgang as a page shows it: kind, reference, who, until when, how it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.special.models import Access, Incident
from stafet.consent.special.rules import State, state_of
from stafet.consent.special.sealing import Words
from stafet.db.transaction import Unit
from stafet.people.identity import names_for
from stafet.people.queries import institutions
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Line:
    """One access; names only where the viewer may know them, words only for who decides."""

    id: UUID
    child_id: UUID
    kind: str
    law: str
    receiver: str
    place: str
    decided_by: str
    approved_by: str
    from_at: datetime
    ends_at: datetime
    state: State
    count: int
    parents_told: bool
    incident: bool
    looked_into: bool
    words: Words | None


def lines_for(
    unit: Unit,
    viewer: Viewer,
    accesses: Iterable[Access],
    words: Mapping[UUID, Words | None] | None = None,
) -> tuple[Line, ...]:
    """Word accesses for a professional, the newest first; what he may know of is the caller's."""
    rows = sorted(accesses, key=lambda row: row.from_at, reverse=True)
    people = {
        person
        for row in rows
        for person in (row.receiver_id, row.decided_by, row.approved_by)
        if person
    }
    names = names_for(unit, viewer, people, "names:access") if people else {}
    places = {
        row.id: row.name for row in institutions(unit, {r.institution_id for r in rows}).values()
    }
    incidents = incidents_of(unit, rows)
    return tuple(
        _line(unit, row, names, places, incidents.get(row.id), (words or {}).get(row.id))
        for row in rows
    )


def incidents_of(unit: Unit, accesses: Iterable[Access]) -> dict[UUID, Incident]:
    """Return the incidents that have been noted of these accesses."""
    query = select(Incident).where(Incident.access_id.in_({row.id for row in accesses}))
    return {row.access_id: row for row in unit.session.scalars(query)}


def state_now(unit: Unit, access: Access) -> State:
    """Return how an access stands; of a kind the kommune no longer has, by its end alone."""
    kind = unit.use(Catalogue).access_kinds.get(access.kind)
    if kind is not None:
        return state_of(access, kind, unit.now)
    return State.ENDED if access.ended_at or access.until_at <= unit.now else State.OPEN


def kind_label(unit: Unit, key: str) -> str:
    kind = unit.use(Catalogue).access_kinds.get(key)
    return kind.label.in_(current_language()) if kind else key


def law_printed(unit: Unit, key: str, at: datetime) -> str:
    """Return the legal reference as it stood on that day."""
    return unit.use(Catalogue).law.reference(key, day_of(at)).printed_in(current_language())


def _line(
    unit: Unit,
    row: Access,
    names: Mapping[UUID, str],
    places: Mapping[UUID, str],
    incident: Incident | None,
    words: Words | None,
) -> Line:
    state = state_now(unit, row)
    return Line(
        id=row.id,
        child_id=row.child_id,
        kind=kind_label(unit, row.kind),
        law=law_printed(unit, row.legal, row.from_at),
        receiver=names.get(row.receiver_id, ""),
        place=places.get(row.institution_id, ""),
        decided_by=names.get(row.decided_by, ""),
        approved_by=names.get(row.approved_by, "") if row.approved_by else "",
        from_at=row.from_at,
        ends_at=min(row.until_at, row.ended_at or row.until_at),
        state=state,
        count=len(row.records),
        parents_told=row.parents_told,
        incident=state is State.UNAPPROVED,
        looked_into=incident is not None and incident.closed_at is not None,
        words=words,
    )
