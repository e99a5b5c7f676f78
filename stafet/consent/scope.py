"""The scope algebra: one giver's consents joined, less withdrawals, met over all givers. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from stafet.clock import day_of

EVER = date.min
"""How far back a consent to everything in the log reaches."""
Cell = tuple[str, str]
"""A category and a subject: the smallest thing a consent can cover."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one signed consent lets one institution read; a period is half open."""

    consent_id: UUID
    giver_id: UUID
    institution_id: UUID
    signed_at: datetime
    from_at: datetime
    until_at: datetime
    purpose: str
    categories: frozenset[str]
    subjects: frozenset[str]
    since_on: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a giver took back of everything signed until `at`; it bites from `from_at` on."""

    giver_id: UUID
    at: datetime
    institution_id: UUID | None = None
    category: str | None = None
    from_at: datetime | None = None

    def bites(self, now: datetime) -> bool:
        return self.from_at is None or self.from_at <= now


@dataclass(frozen=True, slots=True)
class Cover:
    """A cell that is open: from which day's records on, by which consents, until when."""

    since_on: date
    consents: frozenset[UUID]
    until_at: datetime

    def meet(self, other: "Cover") -> "Cover":
        """Return what both cover."""
        return Cover(
            max(self.since_on, other.since_on),
            self.consents | other.consents,
            min(self.until_at, other.until_at),
        )


ALWAYS = datetime.max.replace(tzinfo=UTC)
FULL = Cover(EVER, frozenset(), ALWAYS)


def last_day(until_at: datetime) -> date:
    """Return the last day of a half-open period."""
    return day_of(until_at - timedelta(microseconds=1))


def left_of(grant: Grant, taken: Iterable[Taken]) -> frozenset[str]:
    """Return the categories of a grant that its giver has not taken back since (L07)."""
    left = grant.categories
    for back in taken:
        hits = back.giver_id == grant.giver_id and back.at >= grant.signed_at
        if hits and back.institution_id in (None, grant.institution_id):
            left = frozenset() if back.category is None else left - {back.category}
    return left


def counts(grant: Grant, now: datetime, suspended_until: datetime) -> bool:
    """Return whether a grant runs now and was signed since custody last changed (L04, L18)."""
    return grant.from_at <= now < grant.until_at and grant.signed_at >= suspended_until


def covered_by_giver(grants: Sequence[Grant], taken: Sequence[Taken]) -> dict[Cell, Cover]:
    """Join one giver's running grants to one institution: the widest reach of each cell."""
    table: dict[Cell, Cover] = {}
    for grant in grants:
        since = grant.since_on or EVER
        cover = Cover(since, frozenset({grant.consent_id}), grant.until_at)
        for category in left_of(grant, taken):
            for subject in grant.subjects:
                old = table.get((category, subject))
                table[category, subject] = cover if old is None else _wider(old, cover)
    return table


def _wider(one: Cover, other: Cover) -> Cover:
    """Choose the cover that reaches further back, then the one that lasts longer."""
    if one.since_on != other.since_on:
        return one if one.since_on < other.since_on else other
    return max(one, other, key=lambda c: (c.until_at, min(c.consents)))
