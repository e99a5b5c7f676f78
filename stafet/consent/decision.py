"""THE DECISION: who may read which record now, on what basis. Pure (architecture.md).

The consents are first folded into one table for the reader; each record is then a look-up.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from stafet.consent.permission import permission, required_givers
from stafet.consent.scope import EVER, FULL
from stafet.consent.terms import (
    CHILD,
    AccessFact,
    Allow,
    Basis,
    Facts,
    Key,
    Reader,
    Reason,
    RecordFact,
    Refusal,
    SeatFact,
    Standing,
    Verdict,
    Youth,
    without_access,
)

__all__ = [
    "CHILD",
    "AccessFact",
    "Allow",
    "Basis",
    "Facts",
    "Key",
    "Reader",
    "Reason",
    "RecordFact",
    "Refusal",
    "SeatFact",
    "Standing",
    "Verdict",
    "Youth",
    "decide",
    "permission",
    "required_givers",
]


def decide(
    reader: Reader, facts: Facts, records: Iterable[RecordFact], now: datetime
) -> dict[Key, Verdict]:
    """Return for each record the basis on which the reader may read it now, or why not."""
    if facts.ended:
        facts = without_access(facts)
    mine = frozenset(t.institution_id for t in facts.tasks if t.person_id == reader.person_id)
    if basis := _family(reader.person_id, facts, now):
        return {record.key: _for_family(reader, facts, basis, record, now) for record in records}
    return _ByConsent(reader, facts, mine, now).decided(records)


def _family(person: UUID, facts: Facts, now: datetime) -> Basis | None:
    """Return as what somebody belongs to the family: by custody, or as the child itself."""
    if person in facts.custodians:
        return Basis.CUSTODY
    youth = facts.youth
    return Basis.YOUTH if youth and person == youth.person_id and now >= youth.reads_at else None


def _for_family(
    reader: Reader, facts: Facts, basis: Basis, record: RecordFact, now: datetime
) -> Verdict:
    for_me, own = {None, reader.person_id}, record.author_id == reader.person_id
    hidden = facts.hidden.get(record.record_id, frozenset()) & for_me
    if hidden or not (own or facts.kept_known):
        return Refusal(Reason.HIDDEN)
    if own:
        return Allow(Basis.OWN_RECORD)
    asked_back = facts.asked_back.get(record.record_id, frozenset()) & for_me
    if asked_back or record.released_at is None or now < record.released_at:
        return Refusal(Reason.NOT_RELEASED)
    if not record.subjects <= {CHILD, str(reader.person_id)}:
        return Refusal(Reason.OTHERS_PRIVATE)
    if facts.redacted.get(record.record_id, frozenset()) & for_me:
        return Refusal(Reason.WITHHELD)
    return Allow(basis)


_OWN = Allow(Basis.OWN_RECORD)
_INTERNAL = Refusal(Reason.INTERNAL)


class _ByConsent:
    """One reader's table, and the verdicts already given for the same facts."""

    def __init__(self, reader: Reader, facts: Facts, mine: frozenset[UUID], now: datetime) -> None:
        self._now, self._mine = now, mine
        self._none = Refusal(
            Reason.ENDED
            if facts.ended
            else Reason.NO_TASK
            if not mine
            else Reason.SHARING_HELD
            if facts.held
            else Reason.NOT_COVERED
        )
        self._tables = [permission(facts, place, now, reader.purpose) for place in sorted(mine)]
        self._covers: dict[tuple[frozenset[str], frozenset[str]], list[tuple[date, Allow]]] = {}
        self._by_name = {
            record: Allow(Basis.STATUTE, (access.access_id,), access.until_at)
            for access in facts.accesses
            if access.person_id == reader.person_id and access.from_at <= now < access.until_at
            for record in access.records
        } | {
            seat.record_id: Allow(Basis.MEETING_SEAT, until_at=seat.until_at)
            for seat in facts.seats
            if seat.person_id == reader.person_id and self._open(seat, facts, reader)
        }
        """What opens one record at a time: seats and særlige adgange."""

    def decided(self, records: Iterable[RecordFact]) -> dict[Key, Verdict]:
        """Look each record up; written out, because it is done for every record of every page."""
        own, none = _OWN, self._none
        mine = {place.int for place in self._mine}  # a UUID computes its own hash slowly
        covers_of, by_name = self._covers, self._by_name
        found: dict[Key, Verdict] = {}
        for record in records:
            verdict: Verdict
            place = record.institution_id
            if place is not None and place.int in mine:
                verdict = own
            elif record.internal:
                verdict = by_name.get(record.record_id, _INTERNAL)
            else:
                key = (record.categories, record.subjects)
                covers = covers_of.get(key)
                if covers is None:
                    covers = covers_of[key] = list(self._meets(*key))
                for since, allow in covers:
                    if since is EVER or (record.event_on >= since and record.written_on >= since):
                        verdict = allow
                        break
                else:
                    verdict = by_name.get(record.record_id, none) if by_name else none
            found[record.record_id, record.version] = verdict
        return found

    def _meets(
        self, categories: frozenset[str], subjects: frozenset[str]
    ) -> Iterable[tuple[date, Allow]]:
        for table in self._tables:
            cover = FULL
            for cell in ((c, s) for c in categories for s in subjects):
                if cell not in table:
                    break
                cover = cover.meet(table[cell])
            else:
                if cover.consents:
                    consents = tuple(sorted(cover.consents))
                    yield cover.since_on, Allow(Basis.CONSENT, consents, cover.until_at)

    def _open(self, seat: SeatFact, facts: Facts, reader: Reader) -> bool:
        if seat.until_at is not None:
            return self._now < seat.until_at
        return bool(permission(facts, seat.institution_id, self._now, reader.purpose))
