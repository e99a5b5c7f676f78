"""People and places as one viewer may know them, looked up once for a whole page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.wording import listed
from stafet.db.transaction import Unit
from stafet.people.identity import names_for
from stafet.people.queries import titles_for
from stafet.people.telling import Place, places_for
from stafet.web.i18n import _, current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody on a page; what the viewer may not know is an empty string."""

    name: str
    title: str = ""
    place: str = ""
    authority: bool = False

    @property
    def whole(self) -> str:
        """Name, title and place as one line says them."""
        return ", ".join(part for part in (self.name, self.title, self.place) if part)


@dataclass(frozen=True, slots=True)
class Faces:
    """Everybody a page needs."""

    names: Mapping[UUID, str]
    titles: Mapping[tuple[UUID, UUID], str]
    places: Mapping[UUID, str]
    authorities: frozenset[UUID] = frozenset()

    def name(self, person_id: UUID | None) -> str:
        """Return a name, or a plain word where it may not be told."""
        return (self.names.get(person_id) if person_id else None) or _("Somebody")

    def place(self, institution_id: UUID | None) -> str:
        return self.places.get(institution_id, "") if institution_id else ""

    def of(self, person_id: UUID, institution_id: UUID | None) -> Face:
        """Return a professional at a place; without a place somebody of the family."""
        if institution_id is None:
            return Face(self.name(person_id), _("parent"))
        return Face(
            self.name(person_id),
            self.titles.get((person_id, institution_id), ""),
            self.place(institution_id),
            institution_id in self.authorities,
        )

    def listed(self, people: Iterable[UUID]) -> str:
        """Return names as a sentence says them: Anna and Bo."""
        return listed(sorted(self.name(person) for person in people))


def faces_for(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID | None,
    people: Iterable[UUID | None],
    places: Iterable[UUID | None],
) -> Faces:
    """Look up everybody at once: the number of queries does not follow the number of people."""
    persons = {person for person in people if person is not None}
    wanted = {place for place in places if place is not None}
    found = places_for(unit, viewer, child_id, wanted, "")
    return Faces(
        names_for(unit, viewer, persons),
        _titles(unit, persons),
        {place.id: _place_name(unit, place) for place in found.values()},
        frozenset(place.id for place in found.values() if place.authority),
    )


def _titles(unit: Unit, persons: Iterable[UUID]) -> dict[tuple[UUID, UUID], str]:
    titles, language = unit.use(Catalogue).titles, current_language()
    return {
        where: titles[key].label.in_(language) if key in titles else ""
        for where, key in titles_for(unit, persons).items()
    }


def _place_name(unit: Unit, place: Place) -> str:
    """Return a place's name; one that would give a protected home away only as its kind says."""
    kinds = unit.use(Catalogue).institution_kinds
    return place.name or kinds[place.kind].withheld.in_(current_language())
