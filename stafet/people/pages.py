"""What the pages of administrators and leaders show, as frozen data."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.ages import asked, old_enough
from stafet.people.endings import ended
from stafet.people.identity import names_for
from stafet.people.models import ContactPerson, Group, Guardian, Institution, Placement
from stafet.people.queries import (
    contacts_of,
    custodies_over,
    employees_of,
    groups_of,
    institutions,
    leads,
    placed_or_coming,
    tasks_with,
)
from stafet.people.rules import CustodyKind, lasts
from stafet.web.viewer import Viewer

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """An institution in the administrator's list."""

    place: Institution
    employees: int


@dataclass(frozen=True, slots=True)
class Somebody:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group with its contact persons and children; without an id, the children in none."""

    id: UUID | None
    name: str
    contacts: tuple[Somebody, ...]
    children: tuple[Somebody, ...]


@dataclass(frozen=True, slots=True)
class LedPlace:
    id: UUID
    name: str
    groups: tuple[GroupCard, ...]


@dataclass(frozen=True, slots=True)
class CustodyRow:
    id: UUID
    guardian: Somebody
    kind: CustodyKind
    source: str
    checked_on: date
    from_at: datetime
    to_at: datetime | None
    now: bool
    protected: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    id: UUID
    who: Somebody
    why: str
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class StayRow:
    place: str
    group: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class ChildPage:
    """What a leader administers about a child: nothing that is written about it."""

    child: Somebody
    stays: tuple[StayRow, ...]
    custodies: tuple[CustodyRow, ...]
    tasks: tuple[TaskRow, ...]
    answers_itself: bool
    """The child is old enough to read here, or to say yes and no itself (L11)."""
    has_ended: bool
    """All access has ended, by death or adoption (L60)."""

    @property
    def protected(self) -> tuple[CustodyRow, ...]:
        """The custodies held now by somebody whose home is protected."""
        return tuple(row for row in self.custodies if row.now and row.protected)


def place_rows(unit: Unit) -> list[PlaceRow]:
    """Return every institution with how many work there."""
    places = institutions(unit)
    count = Counter(row.institution_id for row in employees_of(unit, places))
    return [PlaceRow(place, count[place.id]) for place in places.values()]


def led_places(unit: Unit, viewer: Viewer) -> list[LedPlace]:
    """Return the viewer's institutions with groups, contact persons and children."""
    stays = placed_or_coming(unit, viewer.led)
    groups = {place: groups_of(unit, place) for place in viewer.led}
    contacts = contacts_of(unit, [group.id for found in groups.values() for group in found])
    people = {row.child_id for row in stays} | {row.person_id for row in contacts}
    names = names_for(unit, viewer, people, "names:groups")
    led: list[LedPlace] = []
    for place in institutions(unit, viewer.led).values():
        here = [row for row in stays if row.institution_id == place.id]
        cards = [_card(group, here, contacts, names) for group in groups[place.id]]
        rest = _card(None, here, [], names)
        led.append(LedPlace(place.id, place.name, (*cards, *((rest,) if rest.children else ()))))
    return led


def child_page(unit: Unit, viewer: Viewer, child_id: UUID) -> ChildPage:
    """Return a child of one's own institution; raises `NotFound` for every other."""
    if not leads(unit, viewer, child_id):
        raise NotFound(Attempt("people:child", child_id=child_id))
    custodies, over = custodies_over(unit, child_id), ended(unit, {child_id})
    tasks = [row for row in tasks_with(unit, child_id) if row.institution_id in viewer.led]
    people = {child_id, *(row.guardian_id for row in custodies), *(row.person_id for row in tasks)}
    names = names_for(unit, viewer, people, "names:child")
    return ChildPage(
        _somebody(child_id, names),
        tuple(_stays(unit, viewer, child_id)),
        tuple(_custodies(unit, child_id, names)),
        tuple(
            TaskRow(row.id, _somebody(row.person_id, names), row.why, row.to_at) for row in tasks
        ),
        bool((old_enough(unit, {child_id}) | asked(unit, {child_id})) - over),
        bool(over),
    )


def children_places(unit: Unit, viewer: Viewer, child_id: UUID) -> set[UUID]:
    """Return at which of the viewer's institutions a child is or will be."""
    stays = placed_or_coming(unit, viewer.led)
    return {row.institution_id for row in stays if row.child_id == child_id}


def staff_choices(unit: Unit, viewer: Viewer, places: set[UUID]) -> list[tuple[str, str]]:
    """Return who works at these institutions, by name, as a form's choices."""
    people = {row.person_id for row in employees_of(unit, places)}
    names = names_for(unit, viewer, people, "names:colleagues")
    return sorted(((str(person), name) for person, name in names.items()), key=lambda one: one[1])


def group_choices(unit: Unit, viewer: Viewer, none: str) -> list[tuple[str, str]]:
    """Return the viewer's groups as choices `place:group`, and each place without a group."""
    choices: list[tuple[str, str]] = []
    for place in institutions(unit, viewer.led).values():
        groups = groups_of(unit, place.id)
        choices += [(f"{place.id}:{group.id}", f"{place.name}, {group.name}") for group in groups]
        choices.append((f"{place.id}:", f"{place.name}, {none}"))
    return choices


def place_choices(unit: Unit, viewer: Viewer, none: str) -> list[tuple[str, str]]:
    """Return the viewer's groups and then every other institution as choices."""
    others = [place for place in institutions(unit).values() if place.id not in viewer.led]
    return [
        *group_choices(unit, viewer, none),
        *((f"{place.id}:", place.name) for place in others),
    ]


def _card(
    group: Group | None,
    stays: Sequence[Placement],
    contacts: Sequence[ContactPerson],
    names: Names,
) -> GroupCard:
    wanted = group.id if group else None
    children = {row.child_id for row in stays if row.group_id == wanted}
    persons = {row.person_id for row in contacts if row.group_id == wanted}
    return GroupCard(
        wanted, group.name if group else "", _by_name(persons, names), _by_name(children, names)
    )


def _by_name(people: Iterable[UUID], names: Names) -> tuple[Somebody, ...]:
    return tuple(sorted((_somebody(one, names) for one in people), key=lambda one: one.name))


def _stays(unit: Unit, viewer: Viewer, child_id: UUID) -> list[StayRow]:
    rows = [row for row in placed_or_coming(unit, viewer.led) if row.child_id == child_id]
    places = institutions(unit, viewer.led)
    groups = {group.id: group.name for place in viewer.led for group in groups_of(unit, place)}
    return [
        StayRow(
            places[row.institution_id].name,
            groups.get(row.group_id, "") if row.group_id else "",
            row.from_on,
            row.to_on,
        )
        for row in rows
    ]


def _custodies(unit: Unit, child_id: UUID, names: Names) -> list[CustodyRow]:
    rows = custodies_over(unit, child_id)
    guardians = {row.guardian_id for row in rows}
    protected = set(
        unit.session.scalars(
            select(Guardian.person_id).where(
                Guardian.person_id.in_(guardians), Guardian.protected_address.is_(True)
            )
        )
    )
    return [
        CustodyRow(
            row.id,
            _somebody(row.guardian_id, names),
            row.kind,
            row.source,
            row.checked_on,
            row.from_at,
            row.to_at,
            lasts(row, unit.now),
            row.guardian_id in protected,
        )
        for row in rows
    ]


def _somebody(person: UUID, names: Names) -> Somebody:
    return Somebody(person, names.get(person, ""))
