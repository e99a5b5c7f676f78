"""Whose consent runs out soon; overviews and reminders look here (L06)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from stafet.clock import day_of
from stafet.consent.facts import facts_by_child
from stafet.consent.scope import left_of
from stafet.db.transaction import Unit

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lapse:
    """The last day on which a giver's consent to a place counts, when it is near."""

    child_id: UUID
    giver_id: UUID
    institution_id: UUID
    last_day: date


def lapsing(unit: Unit, child_ids: Collection[UUID]) -> list[Lapse]:
    """Return what runs out within 30 days and is not renewed, the soonest first."""
    ends: dict[tuple[UUID, UUID, UUID], datetime] = {}
    for child_id, facts in facts_by_child(unit, child_ids).items():
        taken = [back for back in facts.taken if back.bites(unit.now)]
        for grant in facts.grants:
            if unit.now < grant.until_at and left_of(grant, taken):
                key = (child_id, grant.giver_id, grant.institution_id)
                ends[key] = max(grant.until_at, ends.get(key, grant.until_at))
    near = sorted((at, key) for key, at in ends.items() if at <= unit.now + SOON)
    return [Lapse(*key, day_of(at - timedelta(microseconds=1))) for at, key in near]
