"""Find the children of whose deciding rows some are gone, and list anew what is there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from stafet import audit
from stafet.audit import Event, manifest
from stafet.audit.models import Head
from stafet.consent.models import Attempt, Limit, Release, Request, Withdrawal
from stafet.consent.rows import LISTED, Rows, load_rows
from stafet.db.base import Witnessed
from stafet.db.transaction import Database, Unit
from stafet.errors import Attempt as Trespass
from stafet.errors import NotFound
from stafet.people.models import Person, PersonKind, Placement
from stafet.records.models import File, Record
from stafet.upkeep import work
from stafet.upkeep.columns import files_of
from stafet.upkeep.models import Tombstone
from stafet.vault import Vault, genuine_rows, sign

AT_ONCE = 200
NOT_LISTED = (Request, Attempt, Record)
"""The tables about a child whose rows bear a MAC and stand in no manifest."""
ONCE_BARE = (*NOT_LISTED, Withdrawal, Limit, Placement)
"""The tables that bore no MAC once; in every other a row without one is nobody's here."""
_WITH_BARE_FILES = (
    select(Record.child_id)
    .join(File, File.record_id == Record.id)
    .where(File.mac == b"")
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Somebody whose rows are not as listed, and in which tables."""

    child_id: UUID
    tables: tuple[str, ...]


def gaps(database: Database) -> Iterator[Gap]:
    """Yield everybody of whom a deciding row is gone, changed by hand or set back."""
    with database.unit() as unit:
        children, owners = _children(unit), work.owners(unit)
    for people, look in ((children, _gaps), (owners, _own_gaps)):
        for start in range(0, len(people), AT_ONCE):
            with database.unit() as unit:
                found = look(unit, people[start : start + AT_ONCE])
            yield from found


def unsigned(database: Database) -> list[UUID]:
    """Return the children of whom rows bear no MAC: their table had none when they were written."""
    with database.unit() as unit:
        bare = {child for table in NOT_LISTED for child in unit.session.scalars(_bare(table))}
        bare |= set(unit.session.scalars(_WITH_BARE_FILES))
        return [child for child in _children(unit) if child in bare]


def list_anew(
    database: Database, child_id: UUID, by: UUID, *, after_upgrade: bool = False
) -> Gap | None:
    """List the genuine rows that are there now; return what was wrong, if anything.

    About a child, or what somebody may do. What is not genuine goes on counting for nothing;
    `after_upgrade` first signs rows of tables that bore no MAC once, or another. Raises
    `NotFound` for nobody.
    """
    with database.unit() as unit:
        is_child, owns = child_id in _children(unit), child_id in work.owners(unit)
        if not (is_child or owns):
            raise NotFound(Trespass("manifest:sign", child_id=child_id))
        tables = _list_child(unit, child_id, by, after_upgrade=after_upgrade) if is_child else ()
        if owns:
            tables += work.list_own_anew(unit, child_id, by, after_upgrade=after_upgrade)
    return Gap(child_id, tables) if tables else None


def _list_child(unit: Unit, child: UUID, by: UUID, *, after_upgrade: bool) -> tuple[str, ...]:
    if not audit.lock(unit, child):
        raise NotFound(Trespass("manifest:sign", child_id=child))
    found = [table for gap in _gaps(unit, [child]) for table in gap.tables]
    loaded = _load(unit, [child])
    rows = loaded.listed(child)
    signed = _sign_bare(unit, child, rows) if after_upgrade else set()
    if not found and not signed:
        return ()
    if found:
        manifest.sign_anew(unit, child, [*rows, *loaded.released(child)])
    tables = tuple(dict.fromkeys([*found, *sorted(signed)]))
    about = {"child": str(child), "tables": ",".join(tables)}
    audit.append(unit, audit.KOMMUNE, Event("manifest:sign", by, about=about))
    return tables


def _own_gaps(unit: Unit, people: Collection[UUID]) -> list[Gap]:
    return [Gap(person, tables) for person, tables in work.wrong_lists(unit, people)]


def _children(unit: Unit) -> Sequence[UUID]:
    query = select(Person.id).where(
        Person.kind == PersonKind.CHILD, Person.id.not_in(select(Tombstone.child_id))
    )
    return sorted(unit.session.scalars(query))


def _bare(table: type[Request | Attempt | Record]) -> Select[UUID]:
    return select(table.child_id).where(table.mac == b"").distinct()


def _sign_bare(unit: Unit, child: UUID, rows: Iterable[Witnessed]) -> set[str]:
    """Sign a child's rows that bear no MAC where they once had none; return their tables."""
    found = [row for row in rows if isinstance(row, ONCE_BARE)]
    for table in NOT_LISTED:
        found += unit.session.scalars(select(table).where(table.child_id == child))
    found += unit.session.scalars(select(File).where(File.id.in_(files_of(child))))
    bare = [row for row in found if not row.mac]
    for row in bare:
        sign(unit.use(Vault), row)
    return {manifest.table_of(row) for row in bare}


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Everything about some children that their manifests list."""

    rows: Rows
    placements: Sequence[Placement]
    releases: Sequence[Release]

    def listed(self, child: UUID) -> list[Witnessed]:
        """Return the rows that have entries; releases are only counted."""
        mine = [row for row in self.placements if row.child_id == child]
        return [*self.rows.listed(child), *mine]

    def released(self, child: UUID) -> list[Release]:
        return [row for row in self.releases if row.child_id == child]


def _load(unit: Unit, children: Collection[UUID]) -> _Loaded:
    placements = unit.session.scalars(select(Placement).where(Placement.child_id.in_(children)))
    released = unit.session.scalars(select(Release).where(Release.child_id.in_(children)))
    true, _ = genuine_rows(unit, released)
    return _Loaded(load_rows(unit, children, unit.now), placements.all(), true)


def _gaps(unit: Unit, children: Collection[UUID]) -> list[Gap]:
    loaded = _load(unit, children)
    found = [(child, tuple(_tables(unit, child, loaded))) for child in children]
    return [Gap(child, tables) for child, tables in found if tables]


def _tables(unit: Unit, child: UUID, loaded: _Loaded) -> Iterator[str]:
    listed = loaded.rows.manifests.get(child, audit.NO_MANIFEST)
    checked = manifest.check(unit, child, listed, loaded.listed(child))
    if not checked.holds:
        yield Head.__tablename__
        return
    for table in (*LISTED, Placement):
        if checked.lacks(table) or table.__tablename__ in checked.forged:
            yield table.__tablename__
    if manifest.is_short(unit, child, listed, len(loaded.released(child))):
        yield Release.__tablename__
