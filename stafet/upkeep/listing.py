"""Find the children of whose deciding rows some are gone, and list anew what is there."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event, manifest
from stafet.audit.models import Head
from stafet.consent.models import Attempt, Release, Request
from stafet.consent.rows import LISTED, Rows, load_rows
from stafet.db.base import Witnessed
from stafet.db.transaction import Database, Unit
from stafet.errors import Attempt as Trespass
from stafet.errors import NotFound
from stafet.people.models import Person, PersonKind, Placement
from stafet.upkeep.models import Tombstone
from stafet.vault import Vault, genuine_rows, sign

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Gap:
    """A child whose rows are not as its manifest says, and in which tables."""

    child_id: UUID
    tables: tuple[str, ...]


def gaps(database: Database) -> Iterator[Gap]:
    """Yield every child of which a deciding row is gone, changed by hand or set back."""
    with database.unit() as unit:
        children = _children(unit)
    for start in range(0, len(children), AT_ONCE):
        with database.unit() as unit:
            found = _gaps(unit, children[start : start + AT_ONCE])
        yield from found


def list_anew(
    database: Database, child_id: UUID, by: UUID, *, after_upgrade: bool = False
) -> Gap | None:
    """List the genuine rows of a child that are there now; return what was wrong, if anything.

    What is not genuine goes on counting for nothing; `after_upgrade` first signs rows that bear
    no MAC at all. Raises `NotFound` for no child.
    """
    with database.unit() as unit:
        if child_id not in _children(unit) or not audit.lock(unit, child_id):
            raise NotFound(Trespass("manifest:sign", child_id=child_id))
        found = _gaps(unit, [child_id])
        if not found:
            return None
        rows, releases = load_rows(unit, [child_id], unit.now), _releases(unit, [child_id])
        if after_upgrade:
            _sign_bare(unit, [*rows.listed(child_id), *_not_listed(unit, child_id)])
        manifest.sign_anew(unit, child_id, [*rows.listed(child_id), *releases])
        about = {"child": str(child_id), "tables": ",".join(found[0].tables)}
        audit.append(unit, audit.KOMMUNE, Event("manifest:sign", by, about=about))
    return found[0]


def _children(unit: Unit) -> Sequence[UUID]:
    query = select(Person.id).where(
        Person.kind == PersonKind.CHILD, Person.id.not_in(select(Tombstone.child_id))
    )
    return sorted(unit.session.scalars(query))


def _not_listed(unit: Unit, child: UUID) -> Iterator[Witnessed]:
    yield from unit.session.scalars(select(Placement).where(Placement.child_id == child))
    yield from unit.session.scalars(select(Request).where(Request.child_id == child))
    yield from unit.session.scalars(select(Attempt).where(Attempt.child_id == child))


def _sign_bare(unit: Unit, rows: Iterable[Witnessed]) -> None:
    """Sign rows that bear no MAC: their table had none when they were written."""
    for row in rows:
        if not row.mac:
            sign(unit.use(Vault), row)


def _gaps(unit: Unit, children: Collection[UUID]) -> list[Gap]:
    rows, releases = load_rows(unit, children, unit.now), _releases(unit, children)
    counts = Counter(release.child_id for release in releases)
    found = [(child, tuple(_tables(unit, child, rows, counts[child]))) for child in children]
    return [Gap(child, tables) for child, tables in found if tables]


def _tables(unit: Unit, child: UUID, rows: Rows, released: int) -> Iterator[str]:
    listed = rows.manifests.get(child, audit.NO_MANIFEST)
    checked = manifest.check(unit, child, listed, rows.listed(child))
    if not checked.holds:
        yield Head.__tablename__
        return
    for table in LISTED:
        if checked.lacks(table) or table.__tablename__ in checked.forged:
            yield table.__tablename__
    if manifest.is_short(unit, child, listed, released):
        yield Release.__tablename__


def _releases(unit: Unit, children: Collection[UUID]) -> Sequence[Release]:
    query = select(Release).where(Release.child_id.in_(children))
    return genuine_rows(unit, unit.session.scalars(query).all())[0]
