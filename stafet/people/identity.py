"""The second door to plaintext: names and numbers of people, one block a call (security.md)."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from stafet.db.transaction import Unit
from stafet.people.models import Guardian, Person
from stafet.people.opening import context_of, holder_of, open_identities
from stafet.people.rules import Identity
from stafet.people.telling import nameable
from stafet.vault import Kind, Vault
from stafet.web.viewer import Viewer


def seal_identity(unit: Unit, person: Person, identity: Identity) -> None:
    """Put an identity into a person's row; a child's key must be there before."""
    text = json.dumps(asdict(identity), ensure_ascii=False, sort_keys=True)
    vault = unit.use(Vault)
    person.sealed = vault.seal(holder_of(person), Kind.IDENTITY, context_of(person), text)


def names_for(
    unit: Unit, viewer: Viewer, people: Iterable[UUID], action: str = "names:read"
) -> dict[UUID, str]:
    """Return the names the viewer may know by task, custody or self; others are left out (L01)."""
    allowed = nameable(unit, viewer, frozenset(people))
    opened = open_identities(unit, allowed, viewer.person_id, action, "relation")
    return {person: identity.name for person, identity in opened.items()}


def names_by_statute(unit: Unit, viewer: Viewer, children: Iterable[UUID]) -> dict[UUID, str]:
    """Return names of children about whom the viewer has a særlig adgang, as the caller saw."""
    wanted = frozenset(children)
    opened = open_identities(unit, wanted, viewer.person_id, "names:access", "statute")
    return {person: identity.name for person, identity in opened.items()}


def names_overseen(unit: Unit, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, str]:
    """Return names of those near a child to the data-protection officer, as the caller saw."""
    wanted = frozenset(people)
    opened = open_identities(unit, wanted, viewer.person_id, "names:oversight", "oversight")
    return {person: identity.name for person, identity in opened.items()}


def names_asked(unit: Unit, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, str]:
    """Return who asks about a reading, and about which child, to the leader who answers."""
    wanted = frozenset(people)
    opened = open_identities(unit, wanted, viewer.person_id, "names:question", "asked")
    return {person: identity.name for person, identity in opened.items()}


def names_in_request(unit: Unit, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, str]:
    """Return names that stand in the answer to a request for access, as the caller saw."""
    wanted = frozenset(people)
    opened = open_identities(unit, wanted, viewer.person_id, "names:request", "statute")
    return {person: identity.name for person, identity in opened.items()}


def contacts_in_request(
    unit: Unit, viewer: Viewer, guardians: Iterable[UUID]
) -> dict[UUID, Identity]:
    """Return how guardians are reached, for such an answer; none of a protected home."""
    wanted = frozenset(guardians)
    return open_identities(unit, wanted, viewer.person_id, "names:request", "statute")


def mail_address(unit: Unit, person_id: UUID) -> str:
    """Return where the system may mail a person, "" if nowhere; the system's own opening."""
    opened = open_identities(unit, frozenset({person_id}), None, "mail:address", "notice")
    return opened[person_id].email if person_id in opened else ""


def protected_words(unit: Unit, guardians: Iterable[UUID]) -> tuple[str, ...]:
    """Return what no text about the child may say: protected homes, phones, mails."""
    wanted = frozenset(guardians)
    query = select(Guardian.person_id).where(
        Guardian.person_id.in_(wanted), Guardian.protected_address.is_(True)
    )
    found = frozenset(unit.session.scalars(query))
    opened = open_identities(unit, found, None, "names:protected-words", "protection")
    return tuple(word for identity in opened.values() for word in identity.betraying_words)
