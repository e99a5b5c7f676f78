"""What a restored kommune must pass before anybody sees it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, select

from stafet import audit
from stafet.audit import Event, Sight
from stafet.audit.models import Block, Head
from stafet.db.base import Base, Witnessed
from stafet.db.transaction import Database, Unit
from stafet.errors import Sealed
from stafet.people.models import Person, PersonKind
from stafet.people.opening import context_of as identity_context
from stafet.records.models import RecordVersion
from stafet.records.services import context_of as version_context
from stafet.upkeep.copied import Copy
from stafet.upkeep.finding import Finding
from stafet.upkeep.listing import gaps
from stafet.upkeep.models import Tombstone
from stafet.vault import Context, Kind, Permit, Vault, genuine
from stafet.vault.store import wrapped_key

CHILDREN_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Sample:
    """One sealed object of a child."""

    child: UUID
    kind: Kind
    context: Context
    sealed: bytes


def examine(
    database: Database, vault: Vault, keys: Engine, copy: Copy
) -> tuple[int, list[Finding]]:
    """Return how many children there are, and everything that is wrong."""
    with database.unit() as unit:
        children = _children(unit)
    living, known = _holders(keys)
    findings = [
        *_times(copy),
        *_keys(database, children, living, known),
        *_chains(database),
        *forged_rows(database, vault),
        *_manifests(database),
        *_openings(database, sorted(children & living)),
    ]
    return len(children), findings


def _children(unit: Unit) -> frozenset[UUID]:
    query = select(Person.id).where(Person.kind == PersonKind.CHILD)
    return frozenset(unit.session.scalars(query))


def _holders(keys: Engine) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return who has a living key, and who ever had one."""
    query = select(wrapped_key.c.holder, wrapped_key.c.destroyed_at)
    with keys.begin() as connection:
        rows = connection.execute(query).all()
    living = frozenset(row.holder for row in rows if row.destroyed_at is None)
    return living, frozenset(row.holder for row in rows)


def _times(copy: Copy) -> Iterator[Finding]:
    records, keys = copy.records.manifest.taken_at, copy.keys.manifest.taken_at
    if keys < records:
        gap = f"the records are of {records:%Y-%m-%d %H:%M}, the keys of {keys:%Y-%m-%d %H:%M} UTC"
        yield Finding("records newer than keys", gap)


def _keys(
    database: Database, children: frozenset[UUID], living: frozenset[UUID], known: frozenset[UUID]
) -> Iterator[Finding]:
    with database.unit() as unit:
        buried = frozenset(unit.session.scalars(select(Tombstone.child_id)))
    if missing := children - known - buried:
        yield Finding("missing keys", f"nothing of {len(missing)} children can be opened")
    if gone := (children & known) - living - buried:
        yield Finding("destroyed keys", f"of {len(gone)} children, and no tombstone says so")


def _chains(database: Database) -> Iterator[Finding]:
    with database.unit() as unit:
        heads = set(unit.session.scalars(select(Head.chain)))
        chains = heads | set(unit.session.scalars(select(Block.chain).distinct()))
    for chain in sorted(chains):
        with database.unit() as unit:
            bad = audit.first_bad_link(unit, chain)
        if bad is not None:
            yield Finding("witness", f"chain {chain} does not hold from link {bad} on")


def _manifests(database: Database) -> Iterator[Finding]:
    if children := sum(1 for _ in gaps(database)):
        yield Finding("manifests", f"of {children} children rows are gone that decide")


def forged_rows(database: Database, vault: Vault) -> Iterator[Finding]:
    """Yield each table that holds rows whose MAC is not this product's."""
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__):
        if issubclass(mapper.class_, Witnessed):
            yield from _forged(database, vault, mapper.class_)


def _forged(database: Database, vault: Vault, table: type[Witnessed]) -> Iterator[Finding]:
    name = table.__tablename__  # type: ignore[attr-defined]
    with database.unit() as unit:
        try:
            rows = unit.session.scalars(select(table).execution_options(yield_per=1000))
            forged = sum(not genuine(vault, row) for row in rows)
        except (ValueError, LookupError):
            yield Finding("row MACs", f"{name}: a value that the product knows nothing of")
            return
    if forged:
        yield Finding("row MACs", f"{name}: {forged} rows that the product did not write")


def _openings(database: Database, children: Sequence[UUID]) -> Iterator[Finding]:
    """Open one sealed object of every child, told to the witness; no text comes out."""
    closed: list[UUID] = []
    for start in range(0, len(children), CHILDREN_AT_ONCE):
        with database.unit() as unit:
            samples = [_sample(unit, child) for child in children[start : start + CHILDREN_AT_ONCE]]
            _tell(unit, samples)
            closed += [sample.child for sample in samples if not _opens(unit, sample)]
    if closed:
        yield Finding("sealed records", f"of {len(closed)} children the newest does not open")


def _sample(unit: Unit, child: UUID) -> _Sample:
    """Return the newest version of a record of the child, or where none is, its identity."""
    newest = (
        select(RecordVersion)
        .where(RecordVersion.child_id == child)
        .order_by(RecordVersion.written_at.desc())
        .limit(1)
    )
    version = unit.session.scalar(newest)
    if version is not None:
        return _Sample(child, Kind.CONTENT, version_context(version), version.sealed)
    person = unit.session.get_one(Person, child)
    return _Sample(child, Kind.IDENTITY, identity_context(person), person.sealed)


def _tell(unit: Unit, samples: Sequence[_Sample]) -> None:
    sights = tuple(
        Sight(kind, "machine", objects)
        for kind in (Kind.CONTENT, Kind.IDENTITY)
        if (objects := tuple(sorted(_object(one) for one in samples if one.kind is kind)))
    )
    event = Event("backup:check", None, "system", opened=sights)
    audit.append(unit, audit.KOMMUNE, event)


def _opens(unit: Unit, sample: _Sample) -> bool:
    permit = Permit(unit.id, sample.child, sample.kind, frozenset({_object(sample)}))
    try:
        unit.use(Vault).reseal(permit, [(sample.context, sample.sealed)])
    except Sealed:
        return False
    return True


def _object(sample: _Sample) -> tuple[UUID, int]:
    return sample.context.record, sample.context.version
