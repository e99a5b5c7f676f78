"""What comes by itself: each day's reminders of questions about readings."""

from dataclasses import dataclass
from datetime import date, timedelta

from stafet import outbox
from stafet.clock import day_of, start_of_day
from stafet.db.transaction import Database, Unit
from stafet.outbox import Delivery, Handler
from stafet.oversight.services.asking import remind_of_questions
from stafet.web.unit import House

DAY = "oversight.day"
HOUR = 7


def handlers(house: House) -> dict[str, Handler]:
    """Return who takes each kind of message in hand."""
    return {DAY: Days(house.database).look}


def begin(unit: Unit) -> None:
    """Queue today's look; it queues tomorrow's, so that each day has one."""
    _queue_day(unit, day_of(unit.now))


@dataclass(frozen=True, slots=True)
class Days:
    """Looks at what is open, day by day."""

    database: Database

    def look(self, delivery: Delivery) -> None:
        """Remind who has not answered, in the unit that marks the look done."""
        with self.database.unit() as unit:
            delivery.done(unit)
            _queue_day(unit, day_of(unit.now) + timedelta(days=1))
            remind_of_questions(unit)


def _queue_day(unit: Unit, day: date) -> None:
    told = {"day": day.isoformat()}
    outbox.enqueue(unit, DAY, told, key=f"{DAY}:{day}", run_at=start_of_day(day, HOUR))
