"""Which records a særlig adgang may open: the decider sees their facts, never their text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from stafet.audit.manifest import genuine_only
from stafet.catalogue import Catalogue
from stafet.catalogue.access import SILENT_GIVER
from stafet.catalogue.model import AccessKind
from stafet.consent.decision import Allow, Facts, Reader, Standing, decide
from stafet.consent.facts import load_facts
from stafet.consent.models import Answer, Attempt, AttemptWay, Consent, Party, Request, Withdrawal
from stafet.consent.opening import Row
from stafet.consent.outside import SOMEBODY
from stafet.consent.permission import required_givers, suspended_until
from stafet.consent.record_facts import load_records
from stafet.consent.rules import Try, may_open_for_silence
from stafet.consent.scope import Grant, counts, left_of
from stafet.consent.terms import CHILD
from stafet.db.transaction import Unit
from stafet.people.models import Guardian


def choosable(unit: Unit, child_id: UUID, kind: AccessKind, institution_id: UUID) -> list[Row]:
    """Return the newest version of each record that this kind may open for an institution.

    For a silent giver only what his yes would open: nothing where he need not be asked, where
    somebody has said no, or where the others have not said yes (L09, L10).
    """
    rows = _newest(load_records(unit, child_id))
    if kind.key != SILENT_GIVER:
        return rows
    facts = load_facts(unit, child_id)
    others = _others_than_silent(unit, child_id, facts, institution_id)
    if others is None:
        return []
    about_child = [row for row in rows if row[0].subjects == {CHILD} and not row[0].internal]
    if not others:
        return about_child
    verdicts = decide(
        Reader(SOMEBODY),
        _as_others_said(facts, others, institution_id, unit.now),
        [replace(fact, institution_id=None) for fact, _ in about_child],  # nobody's own text
        unit.now,
    )
    return [row for row in about_child if isinstance(verdicts[row[0].key], Allow)]


def _as_others_said(
    facts: Facts, others: tuple[UUID, ...], institution_id: UUID, now: datetime
) -> Facts:
    """Return the facts as if nobody but those who have said yes were asked."""
    return replace(
        facts,
        custodians=others,
        youth=None,
        custody_changed_at=None,
        grants=tuple(grant for grant in facts.grants if _runs(facts, grant, now)),
        tasks=(Standing(SOMEBODY, institution_id),),
    )


def _runs(facts: Facts, grant: Grant, now: datetime) -> bool:
    return counts(grant, now, suspended_until(facts, grant))


def _newest(rows: Sequence[Row]) -> list[Row]:
    newest: dict[UUID, int] = {}
    for fact, _ in rows:
        newest[fact.record_id] = max(fact.version, newest.get(fact.record_id, 0))
    return [row for row in rows if row[0].version == newest[row[0].record_id]]


def _others_than_silent(
    unit: Unit, child_id: UUID, facts: Facts, institution_id: UUID
) -> tuple[UUID, ...] | None:
    """Return the required givers who said yes, where all others are silent; None if not so."""
    asked_at = _asked_at(unit, child_id, institution_id, facts)
    if facts.held or not facts.whole or not facts.custody_known or asked_at is None:
        return None
    givers = required_givers(facts, institution_id, unit.now)
    others = tuple(giver for giver in givers if _has_said_yes(facts, giver, institution_id, unit))
    silent = [giver for giver in givers if giver not in others]
    enough = all(
        _is_silent(
            unit,
            child_id,
            giver,
            institution_id,
            _waited_since(facts, giver, institution_id, asked_at, unit.now),
        )
        for giver in silent
    )
    return others if silent and enough else None


def _asked_at(unit: Unit, child_id: UUID, institution_id: UUID, facts: Facts) -> datetime | None:
    """Return since when an answer is waited for: the question, or a later change of custody."""
    query = select(Request).where(
        Request.child_id == child_id, Request.institution_id == institution_id
    )
    rows = genuine_only(unit, unit.session.scalars(query))
    asked_at = max((row.asked_at for row in rows), default=None)
    return asked_at and max(asked_at, facts.custody_changed_at or asked_at)


def _has_said_yes(facts: Facts, giver: UUID, institution_id: UUID, unit: Unit) -> bool:
    taken = [back for back in facts.taken if back.bites(unit.now)]
    return any(
        grant.giver_id == giver
        and grant.institution_id == institution_id
        and _runs(facts, grant, unit.now)
        and left_of(grant, taken)
        for grant in facts.grants
    )


def _waited_since(
    facts: Facts, giver: UUID, institution_id: UUID, asked_at: datetime, now: datetime
) -> datetime:
    """Return since when a giver's answer is waited for: not while a yes of his ran."""
    ends = (
        grant.until_at
        for grant in facts.grants
        if grant.giver_id == giver and grant.institution_id == institution_id
    )
    return max([asked_at, *(end for end in ends if end <= now)])


def _is_silent(
    unit: Unit, child_id: UUID, giver: UUID, institution_id: UUID, asked_at: datetime
) -> bool:
    query = select(Attempt).where(Attempt.child_id == child_id, Attempt.giver_id == giver)
    tries = [
        Try(row.on_day, row.way is AttemptWay.PHONE, row.interpreter)
        for row in genuine_only(unit, unit.session.scalars(query))
    ]
    guardian = unit.session.get(Guardian, giver)
    needs_interpreter = guardian is not None and guardian.interpreter
    days = unit.use(Catalogue).deadlines.consent_silence_days
    refused = _has_refused(unit, child_id, giver, institution_id)
    return may_open_for_silence(asked_at, tries, needs_interpreter, refused, unit.now, days)


def _has_refused(unit: Unit, child_id: UUID, giver: UUID, institution_id: UUID) -> bool:
    """Return whether a giver ever said no to a place or took something back from it.

    A signing replaces what went before it by a row that is no withdrawal: it hits what was
    signed just before, and bites from when the new one begins.
    """
    noes = (
        select(Consent.id)
        .join(Party, Party.consent_id == Consent.id)
        .where(Consent.child_id == child_id, Consent.giver_id == giver)
        .where(Party.institution_id == institution_id, Party.answer == Answer.NO)
    )
    taken = select(Withdrawal.id).where(
        Withdrawal.child_id == child_id,
        Withdrawal.giver_id == giver,
        Withdrawal.from_at == Withdrawal.at,
        or_(Withdrawal.institution_id.is_(None), Withdrawal.institution_id == institution_id),
    )
    return any(unit.session.scalars(query).first() is not None for query in (noes, taken))
