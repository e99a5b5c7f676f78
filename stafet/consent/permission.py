"""Effective permission: what every required giver's valid consents cover now. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from stafet.consent.scope import FULL, Cell, Cover, Grant, counts, covered_by_giver
from stafet.consent.terms import CHILD, Facts


def permission(
    facts: Facts, institution_id: UUID, now: datetime, purpose: str
) -> dict[Cell, Cover]:
    """Return an institution's effective permission: each cell every required giver covers.

    For the child's information every required giver; for a parent's own private matters that
    parent alone (L08, L10, L11, L18). Nobody known to ask means nobody may read, nor while a row
    that decides is gone.
    """
    givers = required_givers(facts, institution_id, now)
    if facts.held or not facts.whole or not facts.custody_known or not givers:
        return {}
    running = [
        grant
        for grant in facts.grants
        if grant.institution_id == institution_id
        and grant.purpose == purpose
        and counts(grant, now, suspended_until(facts, grant))
    ]
    taken = [back for back in facts.taken if back.bites(now)]
    tables = {
        giver: covered_by_giver([g for g in running if g.giver_id == giver], taken)
        for giver in givers
    }
    return dict(_met(tables))


def required_givers(facts: Facts, institution_id: UUID, now: datetime) -> tuple[UUID, ...]:
    """Return whose yes an institution needs now: custody holders, and the young person (L11).

    The young person is required from the answer on, and at the latest once the pause begins;
    of age it is the only one (L60). Until then it never stands in for custody nobody is known
    to hold (L18).
    """
    youth = facts.youth
    if youth is not None and now >= youth.of_age_at:
        return (youth.person_id,)
    if youth is None or now < youth.asked_at or not facts.custodians:
        return facts.custodians
    late = now >= youth.pauses_at
    answered = late or _has_answered(youth.person_id, facts, institution_id, now)
    return (*facts.custodians, youth.person_id) if answered else facts.custodians


def _has_answered(person: UUID, facts: Facts, institution_id: UUID, now: datetime) -> bool:
    yes = (g for g in facts.grants if g.giver_id == person and g.institution_id == institution_id)
    no = (t for t in facts.taken if t.giver_id == person and t.bites(now))
    return any(grant.signed_at <= now for grant in yes) or any(
        back.institution_id in {None, institution_id} for back in no
    )


def suspended_until(facts: Facts, grant: Grant) -> datetime:
    """Return since when a grant must be signed: a change of custody asks its holders anew."""
    mine = facts.youth is not None and grant.giver_id == facts.youth.person_id
    return grant.signed_at if mine else facts.custody_changed_at or grant.signed_at


def _met(tables: Mapping[UUID, Mapping[Cell, Cover]]) -> Iterable[tuple[Cell, Cover]]:
    for cell in {cell for table in tables.values() for cell in table}:
        subject = cell[1]
        givers = [g for g in tables if subject in (CHILD, str(g))]
        cover = FULL
        for giver in givers:
            mine = tables[giver].get(cell)
            if mine is None:
                break
            cover = cover.meet(mine)
        else:
            if givers:
                yield cell, cover
