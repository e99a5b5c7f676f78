"""Pure rules around giving: who may, when somebody is reminded, when silence is enough."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from stafet.clock import day_of
from stafet.consent.permission import permission
from stafet.consent.terms import Facts


@dataclass(frozen=True, slots=True)
class Try:
    """A try to reach a giver who does not answer."""

    on_day: date
    by_phone: bool
    interpreter: bool


def givers(facts: Facts, now: datetime) -> tuple[UUID, ...]:
    """Return who is asked about a child now: custody holders and, from 15, itself (L11)."""
    youth = facts.youth
    return _with_youth(facts, now, youth.asked_at) if youth else facts.custodians


def family(facts: Facts, now: datetime) -> tuple[UUID, ...]:
    """Return who reads as a child's family now: custody holders and, from the set age, itself."""
    youth = facts.youth
    return _with_youth(facts, now, youth.reads_at) if youth else facts.custodians


def _with_youth(facts: Facts, now: datetime, since: datetime) -> tuple[UUID, ...]:
    assert facts.youth
    if now < since:
        return facts.custodians
    holders = facts.custodians if now < facts.youth.of_age_at else ()
    return (*holders, facts.youth.person_id)


def may_open_for_silence(
    asked_at: datetime,
    tries: Sequence[Try],
    needs_interpreter: bool,
    refused: bool,
    now: datetime,
    days: int,
) -> bool:
    """Return whether a giver's silence lets a leader decide (L09).

    He was asked `days` ago, rung since then, in a language he speaks, and has never said no nor
    taken anything back.
    """
    if refused or now < asked_at + timedelta(days=days):
        return False
    since = [one for one in tries if day_of(asked_at) <= one.on_day <= day_of(now)]
    return any(one.by_phone and (one.interpreter or not needs_interpreter) for one in since)


def reminder_due(last_day: date, signed_on: date, today: date, days: Collection[int]) -> int | None:
    """Return which reminder is due of what counts until the end of `last_day` (L06).

    It is the nearest that has been reached: one that was slept through is not told late, and
    one that was past when the consent was signed is not told at all.
    """
    lapses_on = last_day + timedelta(days=1)
    reached = [day for day in days if signed_on < lapses_on - timedelta(days=day) <= today]
    return min(reached, default=None) if today < lapses_on else None


def is_silent(facts: Facts, purpose: str, now: datetime) -> bool:
    """Return whether a young person's missing answer keeps shut what the others opened (L11)."""
    youth = facts.youth
    if youth is None or not youth.pauses_at <= now < youth.of_age_at:
        return False
    without = replace(facts, youth=None)
    answered = {grant.institution_id for grant in facts.grants if grant.giver_id == youth.person_id}
    refused = {back.institution_id for back in facts.taken if back.giver_id == youth.person_id}
    return any(
        permission(without, place, now, purpose)
        for place in {grant.institution_id for grant in facts.grants} - answered - refused
        if None not in refused
    )


def waits_to_be_confirmed(facts: Facts, now: datetime) -> bool:
    """Return whether a yes that runs was signed before custody changed (L18)."""
    changed = facts.custody_changed_at
    youth = facts.youth.person_id if facts.youth else None
    return changed is not None and any(
        grant.signed_at < changed and now < grant.until_at and grant.giver_id != youth
        for grant in facts.grants
    )
