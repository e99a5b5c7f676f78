"""The second door to plaintext: names and numbers of people, one block a call (security.md)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event, Sight
from stafet.db.transaction import Unit
from stafet.errors import Sealed
from stafet.people.models import Guardian, Person, PersonKind
from stafet.people.queries import nameable
from stafet.people.rules import Identity
from stafet.vault import Context, Kind, Permit, Vault
from stafet.vault.keys import GUARDIANS, STAFF
from stafet.web.viewer import Viewer


def seal_identity(unit: Unit, person: Person, identity: Identity) -> None:
    """Put an identity into a person's row; a child's key must be there before."""
    text = json.dumps(asdict(identity), ensure_ascii=False, sort_keys=True)
    vault = unit.use(Vault)
    person.sealed = vault.seal(_holder(person), Kind.IDENTITY, _context(person), text)


def names_for(
    unit: Unit, viewer: Viewer, people: Iterable[UUID], action: str = "names:read"
) -> dict[UUID, str]:
    """Return the names the viewer may know by task, custody or self; others are left out (L01)."""
    allowed = nameable(unit, viewer, frozenset(people))
    opened = _open(unit, allowed, viewer.person_id, action, "relation")
    return {person: identity.name for person, identity in opened.items()}


def mail_address(unit: Unit, person_id: UUID) -> str:
    """Return where the system may mail a person, "" if nowhere; the system's own opening."""
    opened = _open(unit, frozenset({person_id}), None, "mail:address", "notice")
    return opened[person_id].email if person_id in opened else ""


def own_identity(unit: Unit, viewer: Viewer) -> Identity | None:
    """Return what is kept on the viewer."""
    mine = frozenset({viewer.person_id})
    return _open(unit, mine, viewer.person_id, "names:self", "self").get(viewer.person_id)


def protected_words(unit: Unit, guardians: Iterable[UUID]) -> tuple[str, ...]:
    """Return what no text about the child may say: protected homes, phones, mails."""
    wanted = frozenset(guardians)
    query = select(Guardian.person_id).where(
        Guardian.person_id.in_(wanted), Guardian.protected_address.is_(True)
    )
    found = frozenset(unit.session.scalars(query))
    opened = _open(unit, found, None, "names:protected-words", "protection")
    return tuple(word for identity in opened.values() for word in identity.betraying_words)


def _open(
    unit: Unit, wanted: frozenset[UUID], actor: UUID | None, action: str, basis: str
) -> dict[UUID, Identity]:
    if not wanted:
        return {}
    rows = unit.session.scalars(select(Person).where(Person.id.in_(wanted))).all()
    objects = tuple(sorted((row.id, row.version) for row in rows))
    sight = Sight(Kind.IDENTITY, basis, objects)
    kind = "person" if actor else "system"
    audit.append(unit, audit.KOMMUNE, Event(action, actor, actor_kind=kind, opened=(sight,)))
    found: dict[UUID, Identity] = {}
    for holder in {_holder(row) for row in rows}:
        mine = [row for row in rows if _holder(row) == holder]
        found.update(_opened(unit, holder, mine))
    return found


def _opened(unit: Unit, holder: UUID, rows: Sequence[Person]) -> dict[UUID, Identity]:
    permit = Permit(unit.id, holder, Kind.IDENTITY, frozenset((r.id, r.version) for r in rows))
    texts = unit.use(Vault).open(permit, [(_context(row), row.sealed) for row in rows])
    return {
        row.id: Identity(**json.loads(text))
        for row, text in zip(rows, texts, strict=True)
        if not isinstance(text, Sealed)
    }


def _holder(person: Person) -> UUID:
    if person.kind is PersonKind.CHILD:
        return person.id
    return GUARDIANS if person.kind is PersonKind.GUARDIAN else STAFF


def _context(person: Person) -> Context:
    return Context(
        table="people_person",
        column="sealed",
        child=_holder(person),
        record=person.id,
        version=person.version,
    )
