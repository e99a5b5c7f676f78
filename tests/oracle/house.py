"""Two children of a small kommune in the running application: who is who."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from stafet import audit
from stafet.clock import FixedClock, day_of
from stafet.consent.services import ask
from stafet.db.transaction import Database, Unit
from stafet.logs.rules import Involvement
from stafet.logs.services import open_log
from stafet.people.models import EmploymentRole, Group, PersonKind
from stafet.people.rules import Identity, TaskWhy
from stafet.people.services import (
    assign_contact,
    employ,
    give_task,
    open_group,
    open_institution,
    place_child,
    register_adult,
    register_child,
)
from stafet.vault import Vault
from stafet.web.viewer import Viewer, ViewerKind
from tests.oracle.events import CHILD
from tests.oracle.playing import PARENTS, STAFF
from tests.oracle.powers import CONTACTS, HOLDER, LEADS

PLACES = {"daycare": "dagtilbud", "school": "skole", "ppr": "ppr"}


@dataclass
class House:
    """The application over one fresh database, and who is who in it."""

    database: Database
    clock: FixedClock
    vault: Vault
    ids: dict[str, UUID] = field(default_factory=dict)
    children: list[UUID] = field(default_factory=list)
    cprs: list[str] = field(default_factory=list)
    logs: list[UUID] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    records: dict[tuple[int, str], UUID] = field(default_factory=dict)
    rows: dict[tuple[int, str], UUID] = field(default_factory=dict)
    """What is kept back, the accesses and the printed forms, by their names in a play."""

    def settle(self, born: tuple[date, ...], *, held: bool) -> None:
        """Register two children, everybody around them, and a log at level 1 for each.

        The first child's parents may not have been told yet: its log is `held`.
        """
        with self.database.unit() as unit:
            for chain in (audit.KOMMUNE, audit.APART):
                audit.begin(unit, chain)
        with self.database.unit() as unit:
            for key, kind in PLACES.items():
                self.ids[key] = open_institution(unit, kind, key, "Eksempelby Kommune").id
            for person in PARENTS:
                self.ids[person] = register_adult(
                    unit, PersonKind.GUARDIAN, Identity(person), by=None
                )
            for person in (*STAFF, HOLDER):
                self._employ(unit, person)
            self._appoint(unit)
            for number, day in enumerate(born):
                self.cprs.append(_cpr(day, number))
                identity = Identity(f"Barn {number}", self.cprs[number])
                self.children.append(register_child(unit, identity, by=None))
        for number, child in enumerate(self.children):
            with self.database.unit() as unit:
                today = day_of(unit.now)
                daycare = self.ids["daycare"], self.groups["daycare"].id
                place_child(unit, child, *daycare, today, by=None)
                give_task(unit, child, self.ids[HOLDER], self.ids["ppr"], TaskWhy.CONTACT, by=None)
                told = Involvement("Talt sammen", today)
                if held and number == 0:
                    told = Involvement(reason="Ingen tager telefonen.")
                self.logs.append(open_log(unit, self.viewer(0, HOLDER), child, 1, told).id)
                places = [self.ids["daycare"], self.ids["school"]]
                ask(unit, self.viewer(0, HOLDER), child, places)

    def close(self) -> None:
        self.vault.close()
        self.database.engine.dispose()

    def _employ(self, unit: Unit, person: str) -> None:
        who = register_adult(unit, PersonKind.PROFESSIONAL, Identity(person), by=None)
        self.ids[person] = who
        for place in PLACES:
            employ(unit, who, self.ids[place], "paedagog", role=EmploymentRole.EMPLOYEE, by=None)

    def _appoint(self, unit: Unit) -> None:
        """Let somebody lead each place, and somebody be there for its group."""
        for person, place in LEADS.items():
            if person not in self.ids:
                self.ids[person] = register_adult(
                    unit, PersonKind.PROFESSIONAL, Identity(person), by=None
                )
            role = EmploymentRole.LEADER
            employ(unit, self.ids[person], self.ids[place], "leder", role=role, by=None)
        for place, person in CONTACTS.items():
            self.groups[place] = open_group(unit, self.ids[place], place)
            assign_contact(unit, self.groups[place], self.ids[person], by=None)

    def desk(self, person: str) -> Viewer:
        """Return somebody at work, a father who leads a school too."""
        led = {self.ids[LEADS[person]]} if person in LEADS else set()
        kind = ViewerKind.PROFESSIONAL
        return Viewer(uuid4(), self.ids[person], kind, led=frozenset(led))

    def viewer(self, number: int, person: str) -> Viewer:
        if person == CHILD:
            return Viewer(uuid4(), self.children[number], ViewerKind.YOUNG)
        kind = ViewerKind.GUARDIAN if person in PARENTS else ViewerKind.PROFESSIONAL
        return Viewer(uuid4(), self.ids[person], kind)


def _cpr(born: date, number: int) -> str:
    """Return a substitute number: the day + 60, and of this century."""
    return f"{born.day + 60:02}{born:%m%y}-{4980 + number}"
