"""What may be handed over to a person outside the kommune, who has no account here. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from stafet.consent.decision import (
    Allow,
    Basis,
    Facts,
    Key,
    Reader,
    RecordFact,
    Standing,
    Verdict,
    decide,
)
from stafet.people.rules import TaskWhy

SOMEBODY = UUID(int=0)
"""A reader with a task at a place and nothing else."""


def holder_in(facts: Facts) -> UUID | None:
    """Return who holds the child's relay, as these facts say."""
    holders = (task.person_id for task in facts.tasks if task.why == TaskWhy.HOLDER)
    return next(holders, None)


def handed(
    facts: Facts, outsider_id: UUID, records: Iterable[RecordFact], now: datetime, purpose: str
) -> dict[Key, Allow]:
    """Return what the holder may hand over to a person outside, with every consent used.

    It is what consent alone would open to anybody with a task there, and the holder may read
    himself (L01, L02). Nothing that is kept back from one of the family, or that the family
    cannot read yet: who is outside may show it to him. Of each text its newest wording alone.
    """
    holder = holder_in(facts)
    if holder is None or not facts.kept_known:
        return {}
    kept = {*facts.hidden, *facts.redacted, *facts.asked_back}
    rows = [row for row in _newest(records) if row.record_id not in kept and _is_told(row, now)]
    there = replace(facts, tasks=(Standing(SOMEBODY, outsider_id),), seats=(), accesses=())
    mine = decide(Reader(holder, purpose), facts, rows, now)
    theirs = decide(Reader(SOMEBODY, purpose), there, rows, now)
    return dict(_agreed(mine, theirs))


def _newest(records: Iterable[RecordFact]) -> Iterable[RecordFact]:
    newest: dict[UUID, RecordFact] = {}
    for row in records:
        if row.version >= newest.get(row.record_id, row).version:
            newest[row.record_id] = row
    return newest.values()


def _is_told(row: RecordFact, now: datetime) -> bool:
    """Return whether a wording has reached the family (law.md, Released)."""
    return row.released_at is not None and row.released_at <= now


def _agreed(
    mine: Mapping[Key, Verdict], theirs: Mapping[Key, Verdict]
) -> Iterable[tuple[Key, Allow]]:
    for key, allow in mine.items():
        other = theirs[key]
        if not (isinstance(allow, Allow) and isinstance(other, Allow)):
            continue
        if other.basis is Basis.CONSENT:
            ends = [one.until_at for one in (allow, other) if one.until_at is not None]
            consents = tuple(sorted({*allow.consents, *other.consents}))
            yield key, Allow(Basis.CONSENT, consents, min(ends, default=None))
