"""A small kommune for tests: a child, two parents, a daycare, a school, PPR, a health visitor."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from stafet import audit
from stafet.clock import day_of
from stafet.consent.services import Choice, Signing, give
from stafet.db.transaction import Database, Unit
from stafet.logs.queries import LogFacts
from stafet.logs.rules import Involvement
from stafet.logs.services import open_log, write_entry
from stafet.people.models import EmploymentRole, PersonKind
from stafet.people.rules import CustodyKind, Identity, TaskWhy
from stafet.people.services import (
    assign_contact,
    describe_guardian,
    employ,
    give_task,
    open_group,
    open_institution,
    place_child,
    record_custody,
    register_adult,
    register_child,
)
from stafet.records.rules import CHILD, Content, RecordKind
from stafet.records.services import Author, Writing, Written, write
from stafet.web.viewer import Role, Viewer, ViewerKind

ALL_TOPICS = frozenset(
    {"wellbeing", "learning", "language", "health", "psychology", "family", "social"}
)


@dataclass
class World:
    """Ids and viewers of everybody; verbs that open units of their own."""

    database: Database
    child: UUID = field(default_factory=uuid4)
    daycare: UUID = field(default_factory=uuid4)
    school: UUID = field(default_factory=uuid4)
    ppr: UUID = field(default_factory=uuid4)
    health: UUID = field(default_factory=uuid4)
    people: dict[str, Viewer] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Viewer:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def unit(self):
        return self.database.unit()

    def concern(self, text: str = "Anton leger mest alene.") -> Written:
        with self.unit() as unit:
            author = Author(self.pedagogue.person_id, self.daycare)
            give_task(
                unit,
                self.child,
                author.person_id,
                self.daycare,
                TaskWhy.AUTHOR,
                by=author.person_id,
            )
            return write(unit, author, self.child, writing(unit, text, kind=RecordKind.CONCERN))

    def log(self, level: int = 1, reason: str = "") -> LogFacts:
        with self.unit() as unit:
            told = (
                Involvement(reason=reason)
                if reason
                else Involvement("Talt sammen", day_of(unit.now))
            )
            return open_log(unit, self.pedagogue, self.child, level, told)

    def entry(self, log: LogFacts, viewer: Viewer, text: str, **facts) -> Written:
        at_once = facts.pop("at_once", True)
        with self.unit() as unit:
            return write_entry(unit, viewer, log.id, writing(unit, text, **facts), at_once=at_once)

    def consents(self, *institutions: UUID, by: str = "both", **choice) -> None:
        givers = [self.parent_a, self.parent_b] if by == "both" else [self.people[by]]
        for giver in givers:
            with self.unit() as unit:
                choice.setdefault("categories", ALL_TOPICS)
                choices = tuple(Choice(place, yes=True, **choice) for place in institutions)
                give(unit, giver, self.child, Signing(uuid4(), choices))

    def task(self, viewer: Viewer, institution: UUID) -> None:
        with self.unit() as unit:
            give_task(unit, self.child, viewer.person_id, institution, TaskWhy.INVITED, by=None)


def writing(unit: Unit, text: str, *, kind: RecordKind = RecordKind.NOTE, **facts) -> Writing:
    facts.setdefault("categories", frozenset({"wellbeing"}))
    facts.setdefault("subjects", frozenset({CHILD}))
    facts.setdefault("event_on", day_of(unit.now))
    return Writing(kind=kind, content=Content(title="", text=text), **facts)


def make_world(database: Database) -> World:
    """Build the kommune: the pedagogue is a contact person, the parents have joint custody."""
    world = World(database)
    with database.unit() as unit:
        for chain in (audit.KOMMUNE, audit.APART):
            audit.begin(unit, chain)
    with database.unit() as unit:
        _places(unit, world)
        _staff(unit, world)
        _family(unit, world)
    return world


def _places(unit: Unit, world: World) -> None:
    places = {
        "daycare": ("dagtilbud", "Solsikken"),
        "school": ("skole", "Engskolen"),
        "ppr": ("ppr", "PPR Eksempelby"),
        "health": ("sundhedspleje", "Sundhedsplejen"),
    }
    for key, (kind, name) in places.items():
        setattr(world, key, open_institution(unit, kind, name, "Eksempelby Kommune").id)


def _staff(unit: Unit, world: World) -> None:
    staff = {
        "pedagogue": ("Pia Pedersen", world.daycare, "paedagog", EmploymentRole.EMPLOYEE),
        "leader": ("Lone Lund", world.daycare, "leder", EmploymentRole.LEADER),
        "teacher": ("Troels Thomsen", world.school, "laerer", EmploymentRole.EMPLOYEE),
        "stranger": ("Frida Frank", world.school, "laerer", EmploymentRole.EMPLOYEE),
        "psychologist": ("Per Psykolog", world.ppr, "psykolog", EmploymentRole.EMPLOYEE),
        "nurse": ("Signe Sund", world.health, "sundhedsplejerske", EmploymentRole.EMPLOYEE),
    }
    for key, (name, place, title, role) in staff.items():
        identity = Identity(name, email=f"{key}@eksempelby.example")
        person = register_adult(unit, PersonKind.PROFESSIONAL, identity, by=None)
        employ(unit, person, place, title, role=role, by=None)
        leads = role is EmploymentRole.LEADER
        world.people[key] = Viewer(
            account_id=uuid4(),
            person_id=person,
            kind=ViewerKind.PROFESSIONAL,
            roles=frozenset({Role.LEADER}) if leads else frozenset(),
            led=frozenset({place}) if leads else frozenset(),
        )


def _family(unit: Unit, world: World) -> None:
    world.child = register_child(unit, Identity("Anton Eksempel", "610320-4985"), by=None)
    for key, name, home, protected in (
        ("parent_a", "Anna Eksempel", "Bøgevej 1, 9999 Eksempelby", False),
        ("parent_b", "Bo Eksempel", "Skjulestien 7, 9998 Fjernby", True),
    ):
        identity = Identity(name, address=home, phone="11223344", email=f"{key}@hjem.example")
        person = register_adult(unit, PersonKind.GUARDIAN, identity, by=None)
        describe_guardian(
            unit, person, language="da", interpreter=False, protected_address=protected
        )
        record_custody(
            unit,
            world.child,
            person,
            CustodyKind.JOINT,
            source="cpr",
            from_at=unit.now - timedelta(days=2500),
            by=None,
        )
        world.people[key] = Viewer(uuid4(), person, ViewerKind.GUARDIAN)
    group = open_group(unit, world.daycare, "Stuen")
    assign_contact(unit, group, world.pedagogue.person_id, by=None)
    place_child(unit, world.child, world.daycare, group.id, day_of(unit.now), by=None)
