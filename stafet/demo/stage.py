"""Build the fictional kommune: places, people and who stands where."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from stafet.accounts.services import grant_role, make_account
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.demo.models import DemoPersona
from stafet.people.models import EmploymentRole, Group, PersonKind, Placement
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import (
    assign_contact,
    describe_guardian,
    employ,
    move_on,
    open_group,
    open_institution,
    place_child,
    record_custody,
    register_adult,
    register_child,
)
from stafet.web.viewer import Role, Viewer, ViewerKind

BORN_BEFORE = timedelta(days=3650)


@dataclass
class Stage:
    """Everybody and every place by the short key the stories use."""

    viewers: dict[str, Viewer] = field(default_factory=dict)
    places: dict[str, UUID] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    children: dict[str, UUID] = field(default_factory=dict)
    logs: dict[str, UUID] = field(default_factory=dict)
    agreements: dict[str, UUID] = field(default_factory=dict)
    written: dict[str, UUID] = field(default_factory=dict)
    """The newest entry of each child."""
    meetings: dict[str, UUID] = field(default_factory=dict)
    """The newest meeting of each child."""

    def person(self, key: str) -> UUID:
        return self.viewers[key].person_id


def read(name: str) -> dict[str, Any]:
    """Return one of the demo's own data files."""
    return tomllib.loads(files("stafet.demo").joinpath(name).read_text("utf-8"))


def build(unit: Unit, told: dict[str, Any]) -> Stage:
    """Add places, staff, parents and children."""
    stage = Stage()
    for place in told["institution"]:
        kommune, authority = "Eksempelby Kommune", place.get("authority", False)
        row = open_institution(unit, place["kind"], place["name"], kommune, authority=authority)
        stage.places[place["key"]] = row.id
    for person in told["professional"]:
        _staff(unit, stage, person)
    for group in told["group"]:
        row_ = open_group(unit, stage.places[group["institution"]], group["name"])
        stage.groups[group["key"]] = row_
        for contact in group["contacts"]:
            assign_contact(unit, row_, stage.person(contact), by=None)
    for person in told["guardian"]:
        _guardian(unit, stage, person)
    for child in told["child"]:
        _child(unit, stage, child)
    return stage


def grant_roles(unit: Unit, stage: Stage, told: dict[str, Any]) -> None:
    """Give the administrator's and the officer's roles: late, for an old one has lapsed (L53)."""
    for person in told["professional"]:
        leads = ["leader"] if person.get("leader") else []
        for name in [*person.get("roles", ()), *leads]:
            grant_role(unit, stage.person(person["key"]), Role(name), by=None)


def moves(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the children's placements as steps of the story."""
    for child in told["child"]:
        for place in child["places"]:
            since, until = place["days"]
            yield {"ago": since, "do": "place", "child": child["key"], **place}
            if until:
                yield {"ago": until, "do": "leave", "child": child["key"], **place}


def place(unit: Unit, stage: Stage, step: dict[str, Any]) -> None:
    """Place a child as the step tells."""
    protects = step.get("protects")
    place_child(
        unit,
        stage.children[step["child"]],
        stage.places[step["institution"]],
        stage.groups[step["group"]].id,
        day_of(unit.now),
        protects=stage.person(protects) if protects else None,
        by=None,
    )


def leave(unit: Unit, stage: Stage, step: dict[str, Any]) -> None:
    """End the placement at the step's institution."""
    child, place_id = stage.children[step["child"]], stage.places[step["institution"]]
    row = unit.session.query(Placement).filter_by(child_id=child, institution_id=place_id).one()
    move_on(unit, row, day_of(unit.now), by=None)


def _staff(unit: Unit, stage: Stage, told: dict[str, Any]) -> None:
    mail = f"{told['key']}@eksempelby.example"
    person = register_adult(
        unit, PersonKind.PROFESSIONAL, Identity(told["name"], email=mail), by=None
    )
    role = EmploymentRole.LEADER if told.get("leader") else EmploymentRole.EMPLOYEE
    employ(unit, person, stage.places[told["institution"]], told["title"], role=role, by=None)
    _enter(unit, stage, told, person, ViewerKind.PROFESSIONAL)


def _guardian(unit: Unit, stage: Stage, told: dict[str, Any]) -> None:
    mail = f"{told['key']}@hjem.example"
    identity = Identity(told["name"], "", told["address"], told.get("phone", ""), mail)
    person = register_adult(unit, PersonKind.GUARDIAN, identity, by=None)
    describe_guardian(
        unit,
        person,
        language=told.get("language", "da"),
        interpreter=told.get("interpreter", False),
        protected_address=told.get("protected", False),
    )
    _enter(unit, stage, told, person, ViewerKind.GUARDIAN)


def _child(unit: Unit, stage: Stage, told: dict[str, Any]) -> None:
    child = register_child(unit, Identity(told["name"], told["cpr"]), by=None)
    stage.children[told["key"]] = child
    for guardian, kind in told["guardians"].items():
        born: datetime = unit.now - BORN_BEFORE
        custody = CustodyKind(kind)
        person = stage.person(guardian)
        record_custody(unit, child, person, custody, source="cpr", from_at=born, by=None)
    if "persona" in told:
        _enter(unit, stage, told, child, ViewerKind.YOUNG)


def _enter(unit: Unit, stage: Stage, told: dict[str, Any], person: UUID, kind: ViewerKind) -> None:
    account = make_account(unit, person, f"{told['key']}@eksempelby.example")
    stage.viewers[told["key"]] = Viewer(account.id, person, kind)
    if "persona" in told:
        unit.session.add(DemoPersona(key=told["persona"], account_id=account.id))
