"""The hinge of the second door: the only place that opens identities, each told to the audit."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from stafet import audit
from stafet.audit import Event, Sight
from stafet.db.transaction import Unit
from stafet.errors import Sealed, Unavailable
from stafet.people.models import Institution, Person, PersonKind
from stafet.people.rules import Identity, Outsider
from stafet.vault import Context, Kind, Permit, Vault
from stafet.vault.keys import GUARDIANS, STAFF

_PERSONS = select(Person).where(Person.id.in_(bindparam("wanted", expanding=True)))


def open_identities(
    unit: Unit, wanted: frozenset[UUID], actor: UUID | None, action: str, basis: str
) -> dict[UUID, Identity]:
    """Return these identities, one block told; whose they may be is the caller's to see to."""
    if not wanted:
        return {}
    rows = unit.session.scalars(_PERSONS, {"wanted": wanted}).all()
    objects = tuple(sorted((row.id, row.version) for row in rows))
    sight = Sight(Kind.IDENTITY, basis, objects)
    kind = "person" if actor else "system"
    audit.append(unit, audit.KOMMUNE, Event(action, actor, actor_kind=kind, opened=(sight,)))
    found: dict[UUID, Identity] = {}
    for holder in {holder_of(row) for row in rows}:
        mine = [row for row in rows if holder_of(row) == holder]
        found.update(_opened(unit, holder, mine))
    return found


def _opened(unit: Unit, holder: UUID, rows: Sequence[Person]) -> dict[UUID, Identity]:
    permit = Permit(unit.id, holder, Kind.IDENTITY, frozenset((r.id, r.version) for r in rows))
    texts = unit.use(Vault).open(permit, [(context_of(row), row.sealed) for row in rows])
    return {
        row.id: Identity(**json.loads(text))
        for row, text in zip(rows, texts, strict=True)
        if not isinstance(text, Sealed)
    }


def open_outsiders(
    unit: Unit, rows: Sequence[Institution], child_id: UUID, actor: UUID, basis: str
) -> dict[UUID, Outsider]:
    """Return who these persons outside are; whose they may be is the caller's to see to.

    Nobody where the keys do not answer: a yes can be taken back all the same (R18).
    """
    if not rows:
        return {}
    sight = Sight(Kind.IDENTITY, basis, tuple(sorted((row.id, 1) for row in rows)))
    audit.append(unit, audit.KOMMUNE, Event("names:outside", actor, opened=(sight,)))
    permit = Permit(unit.id, child_id, Kind.IDENTITY, frozenset((row.id, 1) for row in rows))
    items = [(outsider_context(child_id, row.id), row.sealed or b"") for row in rows]
    try:
        texts = unit.use(Vault).open(permit, items)
    except Unavailable:
        return {}
    return {
        row.id: Outsider(**json.loads(text))
        for row, text in zip(rows, texts, strict=True)
        if not isinstance(text, Sealed)
    }


def outsider_context(child_id: UUID, institution_id: UUID) -> Context:
    """Return what it is bound to who a person outside is."""
    table = Institution.__tablename__
    return Context(table=table, column="sealed", child=child_id, record=institution_id)


def holder_of(person: Person) -> UUID:
    if person.kind is PersonKind.CHILD:
        return person.id
    return GUARDIANS if person.kind is PersonKind.GUARDIAN else STAFF


def context_of(person: Person) -> Context:
    return Context(
        table="people_person",
        column="sealed",
        child=holder_of(person),
        record=person.id,
        version=person.version,
    )
