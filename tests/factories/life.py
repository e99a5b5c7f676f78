"""A child's life at random, and after each act whom the door let read what."""

import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from stafet.consent.kept import standing_of
from stafet.consent.models import LimitKind
from stafet.consent.reading import Wanted, read
from stafet.consent.services import Choice, Signing, give, withdraw
from stafet.consent.withholding import Answer, Decision, keep_back, lift, release_now
from stafet.errors import Conflict, Invalid, NotFound
from stafet.logs.services import correct_entry, set_level
from stafet.people.models import Custody, Task
from stafet.people.rules import CustodyKind
from stafet.people.services import end_custody, end_task, record_custody
from tests.factories.world import ALL_TOPICS, World, writing

PEOPLE = (
    "parent_a",
    "parent_b",
    "pedagogue",
    "leader",
    "teacher",
    "stranger",
    "psychologist",
    "nurse",
)


@dataclass
class Life:
    """A child's life at random: acts, and after each who the door let read what."""

    world: World
    clock: object
    log: object
    dice: random.Random
    records: list[UUID]
    seen: list[tuple[datetime, dict[UUID, set[str]]]] = field(default_factory=list)

    def act(self) -> None:
        acts = (self.yes, self.no, self.task, self.custody, self.keep, self.write, self.level)
        with suppress(Invalid, Conflict, NotFound):  # then nothing has changed
            self.dice.choice(acts)()
        self.clock.advance(minutes=self.dice.choice([1, 7, 60, 60 * 24, 60 * 24 * 90]))

    def look(self) -> None:
        """Note whom the door lets read, at the instant of each read."""
        self.seen.append((self.clock.now(), {}))
        for name in PEOPLE:
            viewer = self.world.people[name]
            for record in self.records:
                if self._reads(viewer, record):
                    self.seen[-1][1].setdefault(record, set()).add(name)

    def _reads(self, viewer, record) -> bool:
        wanted = Wanted(records=frozenset({record}))
        try:
            with self.world.unit() as unit:
                return bool(read(unit, viewer, self.world.child, wanted).records)
        except NotFound:
            return False

    def yes(self):
        topics = frozenset(self.dice.sample(sorted(ALL_TOPICS), self.dice.randint(3, 7)))
        place = self.dice.choice([self.world.ppr, self.world.school])
        for giver in (self.world.parent_a, self.world.parent_b):
            with self.world.unit() as unit:
                choice = Choice(place, self.dice.random() < 0.9, topics | {"wellbeing"})
                give(unit, giver, self.world.child, Signing(uuid4(), (choice,)))

    def no(self):
        with self.world.unit() as unit:
            place = self.dice.choice([None, self.world.ppr, self.world.school])
            topic = self.dice.choice([None, "wellbeing", "health"])
            giver = self.dice.choice([self.world.parent_a, self.world.parent_b])
            withdraw(unit, giver, self.world.child, place, topic)

    def task(self):
        name = self.dice.choice(["psychologist", "teacher", "leader"])
        places = {
            "psychologist": self.world.ppr,
            "teacher": self.world.school,
            "leader": self.world.daycare,
        }
        person = self.world.people[name]
        with self.world.unit() as unit:
            rows = unit.session.scalars(
                select(Task).where(Task.person_id == person.person_id, Task.to_at.is_(None))
            ).all()
            for row in rows:
                end_task(unit, row, by=None)
        if not rows:
            self.world.task(person, places[name])

    def custody(self):
        person = self.dice.choice([self.world.parent_a, self.world.parent_b]).person_id
        with self.world.unit() as unit:
            held = select(Custody).where(Custody.guardian_id == person, Custody.to_at.is_(None))
            row = unit.session.scalars(held).first()
            if row:
                end_custody(unit, row, by=None)
            else:
                kind = self.dice.choice([CustodyKind.JOINT, CustodyKind.UNKNOWN])
                began = unit.now
                record_custody(
                    unit, self.world.child, person, kind, source="cpr", from_at=began, by=None
                )

    def keep(self):
        record = self.dice.choice(self.records)
        with self.world.unit() as unit:
            standing = [one for one in standing_of(unit, record) if one.kind is not LimitKind.ASKED]
            if standing:
                lift(unit, self.world.leader, standing[0].id)
            elif self.dice.random() < 0.3:
                release_now(unit, self.world.pedagogue, self.world.child, record)
            else:
                today = self.clock.now().date()
                decision = Decision(
                    self.dice.choice([Answer.HIDE, Answer.REDACT]),
                    legal="child",
                    review_on=today + timedelta(days=30),
                )
                keep_back(unit, self.world.leader, self.world.child, record, decision)

    def write(self):
        topics = frozenset(self.dice.sample(["wellbeing", "health", "language"], 2))
        own = self.dice.choice([{"child"}, {"child", str(self.world.parent_a.person_id)}])
        facts = {"categories": topics, "subjects": frozenset(own)}
        if self.dice.random() < 0.5:
            told = self.world.entry(
                self.log, self.world.pedagogue, "Mere.", at_once=self.dice.random() < 0.5, **facts
            )
            self.records.append(told.record_id)
            return
        with self.world.unit() as unit:
            again = writing(unit, "Rettet.", **facts)
            record = self.dice.choice(self.records)
            correct_entry(unit, self.world.pedagogue, self.log.id, record, 1, again)

    def level(self):
        with self.world.unit() as unit:
            set_level(unit, self.world.pedagogue, self.log.id, self.dice.choice([0, 1]), 1)
