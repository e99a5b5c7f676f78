"""Where a child comes later: asked about ahead, so that the yes is there on the first day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet.audit.manifest import genuine_only
from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.consent.decision import permission
from stafet.consent.facts import facts_by_child
from stafet.consent.models import Request
from stafet.db.transaction import Unit
from stafet.people.models import Institution


@dataclass(frozen=True, slots=True)
class Coming:
    """A place that the family was asked about from a coming day; `ready` when it will be open."""

    child_id: UUID
    institution_id: UUID
    from_on: date
    ready: bool


def coming(unit: Unit, child_ids: Collection[UUID]) -> list[Coming]:
    """Return the coming places of these children, the soonest first."""
    nowhere = select(Institution.id).where(Institution.child_id.in_(child_ids))
    query = select(Request).where(
        Request.child_id.in_(child_ids),
        Request.from_on > day_of(unit.now),
        Request.institution_id.not_in(nowhere),
    )
    rows = genuine_only(unit, unit.session.scalars(query))
    facts = facts_by_child(unit, {row.child_id for row in rows}) if rows else {}
    purpose = unit.use(Catalogue).default_purpose.key
    found = [
        Coming(
            row.child_id,
            row.institution_id,
            row.from_on,
            bool(
                permission(
                    facts[row.child_id], row.institution_id, start_of_day(row.from_on), purpose
                )
            ),
        )
        for row in rows
        if row.from_on
    ]
    return sorted(found, key=lambda one: (one.from_on, one.institution_id))
