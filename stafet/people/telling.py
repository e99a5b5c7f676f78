"""Whose names, and which places, a viewer may be told of."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
from stafet.people import statements
from stafet.people.models import Placement, Task
from stafet.people.queries import children_of, institutions, placed_or_coming, tasks_of
from stafet.web.viewer import Viewer


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

    A name that would give a guardian's protected home away is `generic` to the rest of the family.
    """
    found = institutions(unit, ids)
    hidden = _hidden_places(unit, viewer, child_id) if child_id and viewer.is_family else set()
    return {
        row.id: Place(row.id, row.kind, generic if row.id in hidden else row.name, row.authority)
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


def nameable(unit: Unit, viewer: Viewer, wanted: frozenset[UUID]) -> frozenset[UUID]:
    """Return whose names a viewer may know, of those wanted.

    His own; children he has a task with or custody of; those children's guardians and the
    professionals near them; to staff, colleagues anywhere: whom to invite is no secret.
    """
    near = _near_children(unit, viewer)
    allowed = {viewer.person_id} | near
    if rest := wanted - allowed:
        allowed |= _guardians_of(unit, near, rest)
    if rest := wanted - allowed:
        allowed |= _professionals(unit, rest) if viewer.is_staff else _near(unit, near, rest)
    return wanted & allowed


def _near_children(unit: Unit, viewer: Viewer) -> set[UUID]:
    if viewer.is_family:
        return children_of(unit, viewer)
    mine = {task.child_id for task in tasks_of(unit, viewer.person_id)}
    if not viewer.led:
        return mine
    return mine | {row.child_id for row in placed_or_coming(unit, viewer.led)}


def _guardians_of(unit: Unit, children: set[UUID], wanted: frozenset[UUID]) -> set[UUID]:
    return set(
        unit.session.scalars(statements.GUARDIANS_OF, {"children": children, "wanted": wanted})
    )


def _near(unit: Unit, children: set[UUID], wanted: frozenset[UUID]) -> set[UUID]:
    query = select(Task.person_id).where(Task.child_id.in_(children), Task.person_id.in_(wanted))
    return set(unit.session.scalars(query))


def _professionals(unit: Unit, wanted: frozenset[UUID]) -> set[UUID]:
    return set(unit.session.scalars(statements.PROFESSIONALS, {"wanted": wanted}))


def _hidden_places(unit: Unit, viewer: Viewer, child_id: UUID) -> set[UUID]:
    """Return the places not to be named to a guardian: of this child and of its siblings.

    Nor to the young person, who may be made to show the page.
    """
    siblings = children_of(unit, viewer)
    query = select(Placement.institution_id).where(
        Placement.child_id.in_({child_id} | siblings),
        Placement.protects_id.is_not(None),
        Placement.protects_id != viewer.person_id,
    )
    return set(unit.session.scalars(query))
