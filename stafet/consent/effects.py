"""Who gains and loses what by a yes or a withdrawal, told before the press (L20).

By the same decision, on the facts alone: no record is opened, and none that the giver may not
read is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from stafet.consent.decision import (
    CHILD,
    Allow,
    Facts,
    Reader,
    RecordFact,
    Standing,
    decide,
    required_givers,
)
from stafet.consent.facts import load_facts
from stafet.consent.record_facts import load_records
from stafet.consent.scope import Grant, Taken
from stafet.db.transaction import Unit
from stafet.ids import new_id


@dataclass(frozen=True, slots=True)
class Effect:
    """What an institution can read before and after, counted over what the giver may read.

    `agreed` is what it can read once every other giver has said the same.
    """

    institution_id: UUID
    before: int
    after: int
    agreed: int
    of: int


class Effects:
    """One giver's view of a child: loaded once, asked as often as there are choices."""

    def __init__(self, unit: Unit, child_id: UUID, giver_id: UUID) -> None:
        self._giver, self._now = giver_id, unit.now
        self._facts = load_facts(unit, child_id)
        rows = [fact for fact, _ in load_records(unit, child_id)]
        mine = decide(Reader(giver_id), self._facts, rows, unit.now)
        self._readable = _newest(row for row in rows if isinstance(mine[row.key], Allow))

    def of(
        self,
        institution_ids: Sequence[UUID],
        *,
        grants: Sequence[Grant] = (),
        taken: Sequence[Taken] = (),
    ) -> tuple[Effect, ...]:
        """Return what each institution gains or loses by these, told for when they begin."""
        facts = self._facts
        after = replace(facts, grants=(*facts.grants, *grants), taken=(*facts.taken, *taken))
        begins = {grant.institution_id: max(self._now, grant.from_at) for grant in grants}
        return tuple(
            self._effect(place, after, grants, begins.get(place, self._now))
            for place in institution_ids
        )

    def _effect(
        self, place: UUID, after: Facts, grants: Sequence[Grant], begins: datetime
    ) -> Effect:
        givers = required_givers(after, place, begins)
        echoed = [
            replace(grant, giver_id=giver, subjects=frozenset({CHILD}))
            for grant in grants
            for giver in givers
            if giver != self._giver
        ]
        agreed = replace(after, grants=(*after.grants, *echoed))
        return Effect(
            place,
            self._count(place, self._facts, self._now),
            self._count(place, after, begins),
            self._count(place, agreed, begins),
            len(self._readable),
        )

    def _count(self, place: UUID, facts: Facts, now: datetime) -> int:
        """Count what anybody with a task there can read, written there or covered by consent."""
        somebody = Reader(new_id())
        there = replace(facts, tasks=(Standing(somebody.person_id, place),))
        verdicts = decide(somebody, there, self._readable, now)
        return sum(isinstance(verdict, Allow) for verdict in verdicts.values())


def _newest(rows: Iterable[RecordFact]) -> list[RecordFact]:
    newest = {row.record_id: row for row in sorted(rows, key=lambda row: row.version)}
    return list(newest.values())
