"""law.md read word for word and slowly; it shares the shape of the facts with the product."""

from datetime import datetime
from itertools import product
from uuid import UUID

from stafet.consent.decision import Facts, RecordFact
from stafet.consent.scope import Grant


def basis(facts: Facts, person: UUID, record: RecordFact, now: datetime, purpose: str) -> str:
    """Return the basis on which the person may read the record, "" for none."""
    if person in facts.custodians:
        return _custodian(facts, person, record, now)
    institutions = {task.institution_id for task in facts.tasks if task.person_id == person}
    if record.institution_id in institutions:
        return "own_record"
    if record.internal:  # in no log: it stays in the institution (L30)
        return ""
    if any(_covers(facts, place, record, now, purpose) for place in institutions):
        return "consent"
    return "meeting_seat" if _seated(facts, person, record, now, purpose) else ""


def _custodian(facts: Facts, person: UUID, record: RecordFact, now: datetime) -> str:
    """Custody: released, not redacted or hidden for him, about the child or about himself."""
    kept_back = facts.hidden.get(record.record_id, frozenset())
    if None in kept_back or person in kept_back:
        return ""
    if record.author_id == person:
        return "own_record"
    redacted = facts.redacted.get(record.record_id, frozenset())
    released = record.released_at is not None and record.released_at <= now
    about_others = [s for s in record.subjects if s not in ("child", str(person))]
    if not released or about_others or None in redacted or person in redacted:
        return ""
    return "custody"


def _covers(facts: Facts, place: UUID, record: RecordFact, now: datetime, purpose: str) -> bool:
    """Effective permission: for every required giver a valid consent covers it now.

    All categories and subjects must be covered; several consents may cover them together.
    """
    return bool(record.categories and record.subjects) and all(
        _all_givers_cover(facts, place, category, subject, record, now, purpose)
        for category, subject in product(record.categories, record.subjects)
    )


def _all_givers_cover(
    facts: Facts,
    place: UUID,
    category: str,
    subject: str,
    record: RecordFact | None,
    now: datetime,
    purpose: str,
) -> bool:
    if facts.held or not facts.custody_known:
        return False
    required = facts.custodians if subject == "child" else _parent(facts, subject)
    return bool(required) and all(
        any(
            _valid(facts, grant, category, now)
            and grant.giver_id == giver
            and grant.institution_id == place
            and grant.purpose == purpose
            and subject in grant.subjects
            and _reaches(grant, record)
            for grant in facts.grants
        )
        for giver in required
    )


def _parent(facts: Facts, subject: str) -> list[UUID]:
    """A parent's own private matters: that parent, if he is there to be asked."""
    return [giver for giver in facts.custodians if str(giver) == subject]


def _valid(facts: Facts, grant: Grant, category: str, now: datetime) -> bool:
    """In its period, confirmed since custody changed, the category given and not taken back."""
    if category not in grant.categories or not grant.from_at <= now < grant.until_at:
        return False
    if facts.custody_changed_at and grant.signed_at < facts.custody_changed_at:
        return False
    for back in facts.taken:
        same_giver = back.giver_id == grant.giver_id
        works = back.from_at is None or back.from_at <= now
        place = back.institution_id is None or back.institution_id == grant.institution_id
        topic = back.category is None or back.category == category
        if same_giver and works and place and topic and grant.signed_at <= back.at:
            return False
    return True


def _reaches(grant: Grant, record: RecordFact | None) -> bool:
    """From today: event_on and written_at both from the signing day."""
    if record is None or grant.since_on is None:
        return True
    return record.event_on >= grant.since_on and record.written_on >= grant.since_on


def _seated(facts: Facts, person: UUID, record: RecordFact, now: datetime, purpose: str) -> bool:
    """A seat opens its minutes: for its time, or as long as any permission is effective."""
    for seat in facts.seats:
        if (seat.person_id, seat.record_id) != (person, record.record_id):
            continue
        if seat.until_at is not None:
            if now < seat.until_at:
                return True
            continue
        cells = {(c, s) for g in facts.grants for c in g.categories for s in g.subjects}
        if any(
            _all_givers_cover(facts, seat.institution_id, c, s, None, now, purpose)
            for c, s in cells
        ):
            return True
    return False
