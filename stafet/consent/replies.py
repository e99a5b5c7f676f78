"""What answers what: a record that is kept back keeps back what answers it too."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from stafet.audit import alarms
from stafet.db.transaction import Unit
from stafet.records.models import Record, RecordVersion
from stafet.vault import genuine_rows


@dataclass(frozen=True, slots=True)
class Replies:
    """What answers each record, and the records of which nobody knows what they answer."""

    to: Mapping[UUID, Sequence[UUID]]
    astray: frozenset[UUID]

    def with_replies(self, record: UUID) -> Iterator[UUID]:
        """Yield a record and all that answers it, and that again."""
        yield record
        for reply in self.to.get(record, ()):
            yield from self.with_replies(reply)


def replies_about(unit: Unit, child_ids: Collection[UUID]) -> Replies:
    """Return what answers each record of these children.

    A record that was filed by hand, or whose question is gone, may have answered anything.
    """
    if not child_ids:
        return Replies({}, frozenset())
    texts = select(RecordVersion.record_id).where(RecordVersion.child_id.in_(child_ids))
    rows = unit.session.scalars(select(Record).where(Record.id.in_(texts))).all()
    true, forged = genuine_rows(unit, rows)
    if forged:
        alarms.forged(unit, Record.__tablename__)
    known = {None, *(row.id for row in rows)}
    lost = {row.id for row in true if row.about_id not in known}
    to: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for row in true:
        if row.about_id is not None:
            to[row.about_id].append(row.id)
    return Replies(to, frozenset({*lost, *(row.id for row in forged)}))
