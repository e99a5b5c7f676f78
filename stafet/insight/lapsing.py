"""Whose consent runs out soon; overviews and reminders look here (L06)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from stafet.clock import day_of
from stafet.consent.facts import facts_by_child
from stafet.consent.rules import givers
from stafet.consent.scope import Grant, last_day, left_of
from stafet.consent.terms import Facts
from stafet.db.transaction import Unit

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lapse:
    """The last day on which a giver's consent to a place counts, when it is near."""

    child_id: UUID
    giver_id: UUID
    institution_id: UUID
    last_day: date
    signed_on: date


def lapsing(unit: Unit, child_ids: Collection[UUID]) -> list[Lapse]:
    """Return what runs out within 30 days and is not renewed, the soonest first."""
    return lapsing_by(facts_by_child(unit, child_ids), unit.now)


def lapsing_by(found: Mapping[UUID, Facts], now: datetime) -> list[Lapse]:
    """Return the same for children whose facts are at hand; only who still has a say counts."""
    ends: dict[tuple[UUID, UUID, UUID], Grant] = {}
    for child_id, facts in found.items():
        taken = [back for back in facts.taken if back.bites(now)]
        asked = givers(facts, now)
        for grant in facts.grants:
            if grant.giver_id in asked and now < grant.until_at and left_of(grant, taken):
                key = (child_id, grant.giver_id, grant.institution_id)
                ends[key] = max(grant, ends.get(key, grant), key=lambda one: one.until_at)
    near = sorted((one.until_at, key) for key, one in ends.items() if one.until_at <= now + SOON)
    return [Lapse(*key, last_day(at), day_of(ends[key].signed_at)) for at, key in near]
