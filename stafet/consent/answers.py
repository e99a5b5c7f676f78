"""Who has answered what: each giver's newest answer for each institution."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from stafet.audit.manifest import genuine_only
from stafet.consent.decision import Facts
from stafet.consent.models import Answer, Consent, Party, Request
from stafet.consent.scope import Grant, left_of
from stafet.db.transaction import Unit
from stafet.vault import Context, genuine_rows


class Stand(StrEnum):
    """Where one giver stands with one institution."""

    NONE = "none"
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"

    @property
    def is_missing(self) -> bool:
        """Whether an answer is still waited for."""
        return self in {Stand.NONE, Stand.LAPSED, Stand.SUSPENDED}

    @property
    def is_refusal(self) -> bool:
        """Whether the answer is a no, or a yes that was taken back."""
        return self in {Stand.NO, Stand.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Answered:
    """A giver's answer; `grant` is what a yes covers, None for a no."""

    consent_id: UUID
    giver_id: UUID
    institution_id: UUID
    signed_at: datetime
    grant: Grant | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An institution the holder asked about, and from which day."""

    institution_id: UUID
    asked_at: datetime
    from_on: date | None


Newest = dict[tuple[UUID, UUID], Answered]
"""By giver and institution."""


def asked_about(unit: Unit, child_id: UUID) -> dict[UUID, Asked]:
    """Return what the parents were asked, the first asked first."""
    query = select(Request).where(Request.child_id == child_id).order_by(Request.asked_at)
    return {
        row.institution_id: Asked(row.institution_id, row.asked_at, row.from_on)
        for row in genuine_only(unit, unit.session.scalars(query))
    }


def why_asked(unit: Unit, child_id: UUID) -> list[tuple[UUID, Context, bytes]]:
    """Return the sealed sentences of the askers, by institution."""
    query = select(Request).where(Request.child_id == child_id, Request.sealed.is_not(None))
    return [
        (row.institution_id, why_context(row), row.sealed)
        for row in genuine_only(unit, unit.session.scalars(query))
        if row.sealed is not None
    ]


def why_context(request: Request) -> Context:
    """Return what an asker's sentence is bound to."""
    return Context(
        table=Request.__tablename__,
        column="sealed",
        child=request.child_id,
        record=request.id,
        author=request.asked_by,
        institution=request.institution_id,
    )


def newest_answers(unit: Unit, child_id: UUID, facts: Facts) -> Newest:
    """Return the newest genuine answer of each giver for each institution."""
    query = (
        select(Consent, Party)
        .join(Party, Party.consent_id == Consent.id)
        .where(Consent.child_id == child_id)
        .order_by(Consent.signed_at)
    )
    rows = unit.session.execute(query).all()
    true = {id(row) for row in genuine_rows(unit, [row for pair in rows for row in pair])[0]}
    grants = {(grant.consent_id, grant.institution_id): grant for grant in facts.grants}
    return {
        (c.giver_id, p.institution_id): Answered(
            c.id,
            c.giver_id,
            p.institution_id,
            c.signed_at,
            grants.get((c.id, p.institution_id)) if p.answer is Answer.YES else None,
        )
        for c, p in rows
        if {id(c), id(p)} <= true
    }


def stand(answered: Answered | None, facts: Facts, now: datetime) -> Stand:
    """Return where a giver stands, by the newest answer. Pure."""
    if answered is None:
        return Stand.NONE
    grant = answered.grant
    if grant is None:
        return Stand.NO
    if not left_of(grant, [back for back in facts.taken if back.bites(now)]):
        return Stand.WITHDRAWN
    if now >= grant.until_at:
        return Stand.LAPSED
    changed, youth = facts.custody_changed_at, facts.youth
    by_the_child = youth is not None and answered.giver_id == youth.person_id
    suspended = changed and not by_the_child and grant.signed_at < changed
    return Stand.SUSPENDED if suspended else Stand.YES
