"""Note a try to reach a giver who does not answer (L09)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of
from stafet.consent.models import Attempt, AttemptWay
from stafet.consent.pages.table import holder_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt as Trespass
from stafet.errors import Invalid, NotFound
from stafet.people.queries import givers_of
from stafet.web.viewer import Viewer

MONTHS = 12
"""How long ago a try may have been; an older one says nothing about silence now."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How somebody was tried to be reached; `id` is made with the form (R8)."""

    id: UUID
    giver_id: UUID
    way: AttemptWay
    interpreter: bool
    on_day: date


def note_attempt(unit: Unit, viewer: Viewer, child_id: UUID, tried: Tried) -> None:
    """Note a try; the same press twice is one. Raises `NotFound` for anybody but the holder."""
    holder = holder_of(unit, child_id) if audit.lock_after(unit, child_id) else None
    if holder is None or holder.person_id != viewer.person_id:
        raise NotFound(Trespass("consent:attempt", child_id=child_id))
    if tried.giver_id not in givers_of(unit, child_id):
        raise Invalid({"giver": "Choose one of those who are asked."})
    if tried.on_day > day_of(unit.now):
        raise Invalid({"on_day": "The day is still to come."})
    if tried.on_day < months_after(day_of(unit.now), -MONTHS):
        raise Invalid({"on_day": "The day is more than a year ago."})
    if unit.session.get(Attempt, tried.id) is not None:
        return
    unit.session.add(
        Attempt(
            id=tried.id,
            child_id=child_id,
            giver_id=tried.giver_id,
            way=tried.way,
            interpreter=tried.interpreter,
            on_day=tried.on_day,
            noted_at=unit.now,
            noted_by=viewer.person_id,
        )
    )
    about = {"giver": str(tried.giver_id), "way": tried.way.value, "on": tried.on_day.isoformat()}
    audit.append(unit, child_id, Event("consent:attempt", viewer.person_id, about=about))
