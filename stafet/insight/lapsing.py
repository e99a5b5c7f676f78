"""Whose consent runs out soon; overviews and reminders look here (L06)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from stafet.clock import day_of
from stafet.consent.models import Answer, Consent, Party, Withdrawal
from stafet.consent.scope import Grant, Taken, left_of
from stafet.db.transaction import Unit
from stafet.vault import genuine_rows

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
    taken = _taken(unit, child_ids)
    for child_id, grant in _running(unit, child_ids):
        if left_of(grant, taken[child_id]):
            key = (child_id, grant.giver_id, grant.institution_id)
            ends[key] = max(grant.until_at, ends.get(key, grant.until_at))
    near = sorted((at, key) for key, at in ends.items() if at <= unit.now + SOON)
    return [Lapse(*key, day_of(at - timedelta(microseconds=1))) for at, key in near]


def _running(unit: Unit, child_ids: Collection[UUID]) -> list[tuple[UUID, Grant]]:
    query = (
        select(Consent, Party)
        .join(Party, Party.consent_id == Consent.id)
        .where(Consent.child_id.in_(child_ids), Party.until_at > unit.now)
        .where(Party.answer == Answer.YES)
    )
    pairs = [(consent, party) for consent, party in unit.session.execute(query)]
    good, _ = genuine_rows(unit, [row for pair in pairs for row in pair])
    counts = {id(row) for row in good}
    return [(c.child_id, _grant(c, p)) for c, p in pairs if {id(c), id(p)} <= counts]


def _grant(consent: Consent, party: Party) -> Grant:
    return Grant(
        consent_id=consent.id,
        giver_id=consent.giver_id,
        institution_id=party.institution_id,
        signed_at=consent.signed_at,
        confirmed_at=consent.confirmed_at,
        from_at=party.from_at,
        until_at=party.until_at,
        purpose=consent.purpose,
        categories=party.categories,
        subjects=party.subjects,
    )


def _taken(unit: Unit, child_ids: Collection[UUID]) -> defaultdict[UUID, list[Taken]]:
    found: defaultdict[UUID, list[Taken]] = defaultdict(list)
    query = select(Withdrawal).where(Withdrawal.child_id.in_(child_ids))
    for row in unit.session.scalars(query):
        found[row.child_id].append(Taken(row.giver_id, row.at, row.institution_id, row.category))
    return found
