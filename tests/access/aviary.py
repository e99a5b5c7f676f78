"""A log with a word in it that sings wherever it is met, for some eyes only."""

from dataclasses import replace
from uuid import uuid4

from stafet.logs.services import write_entry
from stafet.outbox.demo import demo_mail
from stafet.records.files import accept, attach
from stafet.records.rules import Content
from tests.access.crawling import Seen
from tests.factories.world import writing

CANARY = "kanariefugl"
"""Every forbidden word begins so; the beginning alone may be searched for."""
ALMOST = "kanariefu"


class Aviary:
    """A log with words in it, each for some eyes only."""

    def __init__(self, web, worker, clock):
        self.web, self.world, self.worker, self.clock = web, web.world, worker, clock
        world = self.world
        world.concern()
        self.log = world.log()
        world.task(world.psychologist, world.ppr)
        world.task(world.teacher, world.school)
        world.consents(world.ppr)
        world.consents(world.school, categories=frozenset({"wellbeing"}))
        self.deliver()
        world.entry(self.log, world.pedagogue, "Anton leger med de andre.")

    def deliver(self, **later):
        self.clock.advance(**(later or {"minutes": 1}))
        while self.worker.run_once():
            pass

    def sing(self, viewer=None, *, at_once=True, **facts):
        """Write a record with the word in its title, its text and its file."""
        viewer = viewer or self.world.pedagogue
        content = Content(f"Den {CANARY}titel", f"Der var en {CANARY}tekst.")
        with self.world.unit() as unit:
            told = replace(writing(unit, "", **facts), content=content)
            written = write_entry(unit, viewer, self.log.id, told, at_once=at_once)
        with self.world.unit() as unit:
            file, author = accept(f"Min {CANARY}fil".encode()), viewer.person_id
            attach(unit, author, self.world.child, written.record_id, uuid4(), file)
        return written

    def letters(self) -> list[str]:
        with self.world.unit() as unit:
            return [f"{mail.to} {mail.subject} {mail.body}" for mail in demo_mail(unit)]


def sings(seen: Seen) -> bool:
    return CANARY in seen.whole.casefold()
