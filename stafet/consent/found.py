"""What lies in the database about one child, and which of it stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from stafet import audit
from stafet.audit import manifest
from stafet.audit.manifest import Checked
from stafet.audit.models import Head
from stafet.consent.models import Consent, Limit, Party, Withdrawal
from stafet.consent.rows import APART, LISTED, Rows, load_rows
from stafet.db.base import Witnessed
from stafet.db.transaction import Unit
from stafet.people.ages import Ages
from stafet.people.models import Custody, Employment, Ending, Person
from stafet.vault import Vault, genuine

W = TypeVar("W", bound=Witnessed)
Births = Mapping[UUID, date | None]
"""By child; without those whose identity does not open."""
NOBODY = UUID(int=0)
"""What a row that holds all sharing is about."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows about one child, and which of them stand."""

    child_id: UUID
    rows: Rows
    born: Births
    checked: Checked
    genuine_consents: frozenset[Consent]
    genuine_work: frozenset[Employment]
    destroyed: bool = False
    """Whether the child's key was destroyed: then it is nobody's doing that nothing opens (L52)."""

    @property
    def doubtful(self) -> bool:
        """Whether something lacks that may have been written between two of our questions."""
        return self.checked.doubtful or bool(self.rows.work(self.child_id) - self.genuine_work)

    @property
    def limits(self) -> Sequence[Limit]:
        return self.rows.limits[self.child_id]

    @property
    def lost_limits(self) -> frozenset[UUID]:
        """What rows kept back that are gone."""
        return frozenset(self.checked.subjects())

    @property
    def keeps_something(self) -> bool:
        named = any(limit.record_id for limit in self.limits)
        return named or bool(self.lost_limits - {NOBODY})

    def true(self, rows: Iterable[W]) -> Iterator[W]:
        """Yield the rows that stand, each once."""
        return (row for row in dict.fromkeys(rows) if row in self.checked.true)

    def working(self, pairs: Iterable[tuple[W, Employment | None]]) -> Iterator[W]:
        """Yield the rows that stand and whose persons work where they count (L29)."""
        return self.true(row for row, work in pairs if work in self.genuine_work)

    def forged(self) -> set[str]:
        """Return the tables in which something was tampered with."""
        found = set(self.checked.forged)
        consents = {consent for consent, _ in self.rows.yeses[self.child_id]}
        if consents - self.genuine_consents:
            found.add(Consent.__tablename__)
        if self.rows.work(self.child_id) - self.genuine_work:
            found.add(Employment.__tablename__)
        if not self.opens and not self.destroyed:
            found.add(Person.__tablename__)
        return found

    @property
    def opens(self) -> bool:
        """Whether the child's own identity opens."""
        return self.child_id in self.born

    def is_whole(self) -> bool:
        """Whether nothing of what must agree before others may read is gone or changed."""
        broken = any(
            party in self.checked.true and consent not in self.genuine_consents
            for consent, party in self.rows.yeses[self.child_id]
        )
        lacking = self.checked.lacks(Custody, Party, Withdrawal)
        return self.checked.holds and not lacking and not broken

    def has_ended(self, at: datetime) -> bool:
        """Whether all access has ended: that it was taken back counts only as written here."""
        stands = any(
            row.set_at <= at
            and not (row.undone_at and row.undone_at <= at and row in self.checked.true)
            for row in self.rows.endings[self.child_id]
        )
        return stands or self.checked.lacks(Ending)

    def missing(self) -> tuple[str, ...]:
        """Return the tables of which rows are gone; the head's own where the list is not ours."""
        tables = [table.__tablename__ for table in LISTED if self.checked.lacks(table)]
        return (*tables, *([] if self.checked.holds else [Head.__tablename__]))


def find(
    unit: Unit, child_ids: Collection[UUID], at: datetime, *, fresh: bool = False
) -> list[Found]:
    """Return what lies there about each child, compared with its manifest and its MACs."""
    born = unit.use(Ages).read(unit, child_ids)
    rows = load_rows(unit, child_ids, at, fresh=fresh)
    return [_check(unit, child_id, rows, born) for child_id in child_ids]


def _works(unit: Unit, row: Employment, rows: Rows) -> bool:
    listed = rows.work_lists.get(row.person_id, audit.NO_MANIFEST)
    return manifest.stands(unit, row, listed)


def _check(unit: Unit, child_id: UUID, rows: Rows, born: Births) -> Found:
    vault = unit.use(Vault)
    listed = rows.manifests.get(child_id, audit.NO_MANIFEST)
    consents = {consent for consent, _ in rows.yeses[child_id]}
    return Found(
        child_id,
        rows,
        born,
        manifest.check(unit, child_id, listed, rows.listed(child_id), apart=APART),
        frozenset(row for row in consents if genuine(vault, row)),
        frozenset(row for row in rows.work(child_id) if _works(unit, row, rows)),
        child_id not in born and vault.is_destroyed(child_id),
    )
