"""What the administrator's pages show of staff and their access, as frozen data."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from stafet.accounts.models import Account, Invitation
from stafet.accounts.queries import role_spells
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.people.identity import names_for
from stafet.people.models import Employment, EmploymentRole, Institution, Person, PersonKind
from stafet.people.queries import employees_of, employments_of, institutions, professional
from stafet.web.viewer import Role, Viewer


class Access(StrEnum):
    NONE = "none"
    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class StaffRow:
    id: UUID
    name: str
    title: str
    leads: bool
    access: Access


@dataclass(frozen=True, slots=True)
class StaffPage:
    """Who works at one place; without a place, those who work nowhere now."""

    place: Institution | None
    places: tuple[tuple[Institution, int], ...]
    rows: tuple[StaffRow, ...]


@dataclass(frozen=True, slots=True)
class RoleRow:
    person_id: UUID
    name: str
    role: Role
    place: str
    lapses_on: date
    lapsed: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    id: UUID
    name: str
    access: Access
    work: tuple[tuple[Employment, str], ...]
    roles: tuple[RoleRow, ...]


def staff_page(unit: Unit, viewer: Viewer, place_id: UUID | None) -> StaffPage:
    """Return the staff of one place, by name; an unknown place is like none."""
    places = institutions(unit)
    work = employees_of(unit, places)
    number = Counter(row.institution_id for row in work)
    place = places.get(place_id) if place_id else None
    here = {row.person_id: row for row in work if place and row.institution_id == place.id}
    people = set(here) if place else _without_work(unit, {row.person_id for row in work})
    names = names_for(unit, viewer, people, "names:staff")
    access = _access(unit, people)
    rows = [StaffRow(one, names.get(one, ""), *_work(here.get(one)), access[one]) for one in people]
    return StaffPage(
        place,
        tuple((row, number[row.id]) for row in places.values()),
        tuple(sorted(rows, key=lambda row: row.name)),
    )


def person_page(unit: Unit, viewer: Viewer, person_id: UUID) -> PersonPage:
    """Return a professional's work, roles and access; raises `NotFound` for others."""
    professional(unit, person_id, "accounts:person")
    name = names_for(unit, viewer, [person_id], "names:staff").get(person_id, "")
    work = employments_of(unit, person_id)
    places = institutions(unit, [row.institution_id for row in work])
    return PersonPage(
        person_id,
        name,
        _access(unit, [person_id])[person_id],
        tuple((row, places[row.institution_id].name) for row in work),
        tuple(row for row in role_rows(unit, viewer) if row.person_id == person_id),
    )


def role_rows(unit: Unit, viewer: Viewer) -> list[RoleRow]:
    """Return every role with the day it lapses, the next first (L53)."""
    spells, today = role_spells(unit), day_of(unit.now)
    places = institutions(unit, {one.institution_id for one in spells if one.institution_id})
    names = names_for(unit, viewer, {one.person_id for one in spells}, "names:roles")
    rows = [
        RoleRow(
            one.person_id,
            names.get(one.person_id, ""),
            one.role,
            places[one.institution_id].name if one.institution_id else "",
            one.lapses_on,
            today >= one.lapses_on,
        )
        for one in spells
    ]
    return sorted(rows, key=lambda row: (row.lapses_on, row.name))


def _without_work(unit: Unit, working: set[UUID]) -> set[UUID]:
    query = select(Person.id).where(Person.kind == PersonKind.PROFESSIONAL)
    return set(unit.session.scalars(query)) - working


def _work(row: Employment | None) -> tuple[str, bool]:
    return (row.title, row.role is EmploymentRole.LEADER) if row else ("", False)


def _access(unit: Unit, people: Iterable[UUID]) -> dict[UUID, Access]:
    wanted = set(people)
    found = dict.fromkeys(wanted, Access.NONE)
    invited = select(Invitation.person_id).where(
        Invitation.person_id.in_(wanted),
        Invitation.used_at.is_(None),
        Invitation.ends_at > unit.now,
    )
    found |= {person: Access.INVITED for person in unit.session.scalars(invited) if person}
    for account in unit.session.scalars(select(Account).where(Account.person_id.in_(wanted))):
        if account.disabled_at:
            found[account.person_id] = Access.DISABLED
        elif account.totp:
            found[account.person_id] = Access.ACTIVE
    return found
