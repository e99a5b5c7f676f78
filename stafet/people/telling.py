"""Whose names, and which places, a viewer may be told of."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
from stafet.people import statements
from stafet.people.models import Institution
from stafet.people.opening import open_outsiders
from stafet.people.queries import (
    children_of,
    institutions,
    outsiders_of,
    placed_or_coming,
    tasks_of,
    tasks_with,
)
from stafet.people.rules import Outsider
from stafet.web.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """An institution as it may be shown to one viewer."""

    id: UUID
    kind: str
    name: str
    authority: bool


def places_for(
    unit: Unit, viewer: Viewer, child_id: UUID | None, ids: Iterable[UUID], generic: str
) -> dict[UUID, Place]:
    """Return institutions as the viewer may see them.

    A name that would give a guardian's protected home away is `generic` to the rest of the family;
    who a person outside the kommune is, to all who are not near his child.
    """
    found = institutions(unit, ids)
    names = {row.id: row.name for row in found.values() if row.child_id is None}
    if child_id and len(names) < len(found):
        named = _outsiders(unit, viewer, child_id, found.values())
        names |= {place: outsider.whole for place, outsider in named.items()}
    if child_id and viewer.is_family:
        names |= dict.fromkeys(betraying_places(unit, child_id, viewer.person_id), generic)
    return {
        row.id: Place(row.id, row.kind, names.get(row.id, generic), row.authority)
        for row in found.values()
    }


def place_names(
    unit: Unit, viewer: Viewer, child_id: UUID | None, ids: Iterable[UUID], language: str
) -> dict[UUID, str]:
    """Return the names of places; one that would betray a protected home goes by its kind alone."""
    kinds = unit.use(Catalogue).institution_kinds
    return {
        place.id: place.name or kinds[place.kind].withheld.in_(language)
        for place in places_for(unit, viewer, child_id, ids, generic="").values()
    }


def betraying_places(unit: Unit, child_id: UUID, reader: UUID | None = None) -> set[UUID]:
    """Return the places that give a guardian's protected home away, but for those of the reader's.

    Of this child, of its siblings, and of whomever its parents share a child with: what betrays
    the home is the place, whichever child goes there. Nor is the young person told, who may be
    made to show the page.
    """
    rows = unit.session.execute(statements.BETRAYING, {"child": child_id})
    return {place for place, protects in rows if protects != reader}


def outsiders_named(unit: Unit, viewer: Viewer, child_id: UUID) -> dict[UUID, Outsider]:
    """Return who a child's persons outside the kommune are, as far as the viewer may know."""
    found = institutions(unit, outsiders_of(unit, child_id))
    return _outsiders(unit, viewer, child_id, found.values())


def nameable(unit: Unit, viewer: Viewer, wanted: frozenset[UUID]) -> frozenset[UUID]:
    """Return whose names a viewer may know, of those wanted.

    His own; children he has a task with or custody of; those children's guardians and the
    professionals near them; to staff, colleagues anywhere: whom to invite is no secret.
    """
    near = _near_children(unit, viewer)
    allowed = {viewer.person_id} | near
    if rest := wanted - allowed:
        known = statements.KNOWN_TO_STAFF if viewer.is_staff else statements.KNOWN_TO_FAMILY
        allowed |= set(unit.session.scalars(known, {"children": near, "wanted": rest}))
    return wanted & allowed


def _near_children(unit: Unit, viewer: Viewer) -> set[UUID]:
    if viewer.is_family:
        return children_of(unit, viewer)
    mine = {task.child_id for task in tasks_of(unit, viewer.person_id)}
    if not viewer.led:
        return mine
    return mine | {row.child_id for row in placed_or_coming(unit, viewer.led)}


def _outsiders(
    unit: Unit, viewer: Viewer, child_id: UUID, rows: Iterable[Institution]
) -> dict[UUID, Outsider]:
    """Return who a child's persons outside are, where the viewer may know."""
    if not (overseer := Role.DPO in viewer.roles) and not _answers_for(unit, viewer, child_id):
        return {}
    his = [row for row in rows if row.child_id == child_id]
    basis = "oversight" if overseer else "relation"
    return open_outsiders(unit, his, child_id, viewer.person_id, basis)


def _answers_for(unit: Unit, viewer: Viewer, child_id: UUID) -> bool:
    """Return whether the viewer is near a child, or leads somebody who is."""
    if child_id in _near_children(unit, viewer):
        return True
    tasks = tasks_with(unit, child_id) if viewer.led else ()
    return any(task.institution_id in viewer.led for task in tasks)
