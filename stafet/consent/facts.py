"""Put together what decides about one child, or several, from the rows that stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from stafet import audit
from stafet.audit import alarms
from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.consent.decision import AccessFact, Facts, SeatFact, Standing, Youth
from stafet.consent.found import NOBODY, Found, find
from stafet.consent.models import Consent, Limit, LimitKind, Party, Withdrawal
from stafet.consent.replies import Replies, replies_about
from stafet.consent.scope import Grant, Taken
from stafet.consent.terms import without_access
from stafet.db.transaction import Unit
from stafet.people.ages import ASKED, OF_AGE, birthday
from stafet.people.models import Custody
from stafet.people.rules import CustodyKind, lasts


def load_facts(unit: Unit, child_id: UUID, at: datetime | None = None) -> Facts:
    """Return everything about a child that decides now, or decided at a past instant (L62).

    A forged row counts as absent, and one that narrows and is gone as still there. The child's
    head is locked, where the unit has not done so: its time never runs back (R9).
    """
    if child_id not in unit.session.info:
        audit.lock(unit, child_id)
    return facts_by_child(unit, {child_id}, at)[child_id]


def facts_by_child(
    unit: Unit, child_ids: Collection[UUID], at: datetime | None = None
) -> dict[UUID, Facts]:
    """Return what decides about each of these children, in as many queries as for one.

    For overviews, which open no text: no head is locked.
    """
    at = at or unit.now
    found = find(unit, child_ids, at)
    if doubtful := {one.child_id for one in found if one.doubtful}:
        # somebody may have written between two of our questions: ask once more
        found = [one for one in found if one.child_id not in doubtful]
        found += find(unit, doubtful, at, fresh=True)
    replies = replies_about(unit, {one.child_id for one in found if one.keeps_something})
    facts = {one.child_id: _facts(unit, one, replies, at) for one in found}
    for child_id, told in facts.items():
        _alarm(unit, child_id, told)
    over = {one.child_id for one in found if one.has_ended(at)}
    return facts | {child_id: without_access(facts[child_id]) for child_id in over}


def _alarm(unit: Unit, child_id: UUID, facts: Facts) -> None:
    for table in facts.forged:
        alarms.forged(unit, table)
    for table in facts.missing:
        alarms.missing(unit, child_id, table)


def _facts(unit: Unit, child: Found, replies: Replies, at: datetime) -> Facts:
    rows, child_id, forged = child.rows, child.child_id, child.forged()
    youth = _youth(unit, child_id, child.born.get(child_id))
    custodies = list(child.true(rows.custodies[child_id]))
    of_age = youth is not None and at >= youth.of_age_at
    held = [] if of_age else [row for row in custodies if lasts(row, at) and row.noted_at <= at]
    limits = [row for row in child.limits if _stands(child, row, at)]
    return Facts(
        tasks=_tasks(child, at),
        custodians=tuple(
            dict.fromkeys(c.guardian_id for c in held if c.kind is not CustodyKind.UNKNOWN)
        ),
        youth=youth,
        # a custody that was tampered with may have been anybody's: nobody knows whom to ask
        custody_known=child.opens
        and Custody.__tablename__ not in forged
        and all(c.kind is not CustodyKind.UNKNOWN for c in held),
        custody_changed_at=_changed_at(custodies, at),
        grants=_grants(child),
        taken=_taken(rows.withdrawals[child_id]),
        seats=_seats(child),
        accesses=_accesses(child),
        held=NOBODY in child.lost_limits
        or any(limit.kind in {LimitKind.HOLD, LimitKind.HOME} for limit in limits),
        unapproved=any(limit.kind is LimitKind.HOLD for limit in limits),
        hidden=_hidden(child, limits, replies),
        redacted=_limited(limits, LimitKind.REDACTED, replies),
        asked_back=_limited(limits, LimitKind.ASKED, replies),
        whole=child.is_whole(),
        kept_known=child.checked.holds,
        forged=tuple(sorted(forged)),
        missing=child.missing(),
    )


def _tasks(child: Found, at: datetime) -> tuple[Standing, ...]:
    tasks = child.working(child.rows.tasks[child.child_id])
    return tuple(
        Standing(task.person_id, task.institution_id, task.why)
        for task in sorted(tasks, key=lambda task: task.from_at)
        if lasts(task, at)
    )


def _youth(unit: Unit, child_id: UUID, born_on: date | None) -> Youth | None:
    if born_on is None:
        return None
    deadlines = unit.use(Catalogue).deadlines
    reads_at, asked_at = birthday(born_on, deadlines.youth_age), birthday(born_on, ASKED)
    pauses_on = day_of(asked_at) + timedelta(days=deadlines.youth_pause_days)
    return Youth(child_id, reads_at, asked_at, start_of_day(pauses_on), birthday(born_on, OF_AGE))


def _stands(child: Found, limit: Limit, at: datetime) -> bool:
    """Whether it keeps back then: that it was lifted counts only as the product wrote it."""
    lifted = limit.lifted_at is not None and limit.lifted_at <= at
    return limit.set_at <= at and not (lifted and limit in child.checked.true)


def _grants(child: Found) -> tuple[Grant, ...]:
    return tuple(
        _grant(consent, party)
        for consent, party in child.rows.yeses[child.child_id]
        if consent in child.genuine_consents and party in child.checked.true
    )


def _grant(consent: Consent, party: Party) -> Grant:
    return Grant(
        consent_id=consent.id,
        giver_id=consent.giver_id,
        institution_id=party.institution_id,
        signed_at=consent.signed_at,
        from_at=party.from_at,
        until_at=party.until_at,
        purpose=consent.purpose,
        categories=party.categories,
        subjects=party.subjects,
        since_on=party.since_on,
    )


def _taken(rows: Sequence[Withdrawal]) -> tuple[Taken, ...]:
    return tuple(
        Taken(row.giver_id, row.at, row.institution_id, row.category, row.from_at) for row in rows
    )


def _seats(child: Found) -> tuple[SeatFact, ...]:
    return tuple(
        SeatFact(row.person_id, row.institution_id, row.record_id, row.until_at)
        for row in child.true(child.rows.seats[child.child_id])
        if child.checked.holds
    )


def _accesses(child: Found) -> tuple[AccessFact, ...]:
    """Return what is opened by statute, for those who work where it was given to them."""
    return tuple(
        AccessFact(
            row.id,
            row.receiver_id,
            frozenset(UUID(record) for record in row.records),
            row.from_at,
            min(row.until_at, row.ended_at or row.until_at),
        )
        for row in child.working(child.rows.accesses[child.child_id])
        if child.checked.holds
    )


def _hidden(
    child: Found, limits: Sequence[Limit], replies: Replies
) -> dict[UUID, frozenset[UUID | None]]:
    """Return what is hidden from whom; from the whole family what a lost row kept back.

    Where something is kept back, so is what may have answered it.
    """
    doubtful = child.lost_limits | replies.astray
    lost = {one for record in doubtful for one in replies.with_replies(record)}
    everybody: dict[UUID, frozenset[UUID | None]] = dict.fromkeys(lost, frozenset({None}))
    return _limited(limits, LimitKind.HIDDEN, replies) | everybody


def _limited(
    limits: Sequence[Limit], kind: LimitKind, replies: Replies
) -> dict[UUID, frozenset[UUID | None]]:
    """Return what is kept back from whom; what answers such a record is kept back with it."""
    found: defaultdict[UUID, set[UUID | None]] = defaultdict(set)
    for limit in limits:
        if limit.kind is kind and limit.record_id is not None:
            for record in replies.with_replies(limit.record_id):
                found[record].add(limit.guardian_id)
    return {record: frozenset(guardians) for record, guardians in found.items()}


def _changed_at(custodies: Iterable[Custody], now: datetime) -> datetime | None:
    """Return when the set of custody holders last changed, or was last learnt of (L18)."""
    instants = [
        at
        for row in custodies
        if row.noted_at <= now
        for at in (row.from_at, row.to_at, row.noted_at)
    ]
    return max((at for at in instants if at is not None and at <= now), default=None)
