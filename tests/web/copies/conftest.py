"""A log with news in the parents' inboxes."""

from dataclasses import replace

import pytest

from stafet.consent.models import Limit, LimitKind
from stafet.copies.delivery import handlers
from stafet.copies.queries import inbox
from stafet.outbox import Worker
from stafet.web.unit import House


class Paper:
    """What a test does with copies."""

    def __init__(self, web, worker, clock):
        self.web, self.world, self.worker, self.clock = web, web.world, worker, clock
        self.log = self.world.log()
        self.deliver()

    def deliver(self, **later):
        self.clock.advance(**(later or {"minutes": 1}))
        self.worker.run_once()

    def write(self, text, **facts):
        written = self.world.entry(self.log, self.world.pedagogue, text, **facts)
        self.deliver()
        return written

    def newest(self, name):
        """Return the address of the newest copy in somebody's inbox."""
        with self.world.unit() as unit:
            first = inbox(unit, self.world.people[name])[0]
        return f"/log/{self.log.id}/kopi/{first.item_id}"

    def limit(self, written, kind, name):
        with self.world.unit() as unit:
            unit.session.add(
                Limit(
                    child_id=self.world.child,
                    kind=LimitKind(kind),
                    record_id=written.record_id,
                    guardian_id=self.world.people[name].person_id,
                    legal="other_person",
                    set_at=unit.now,
                )
            )

    def page(self, name, url):
        return self.web.as_(name).get(url).get_data(as_text=True)


@pytest.fixture
def paper(web, database, vault, catalogue, settings, clock):
    house = House(replace(settings, demo=True), database, vault, catalogue)
    return Paper(web, Worker(database, handlers(house)), clock)
