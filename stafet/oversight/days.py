"""What comes by itself: each day's reminders, each month's spot checks (L46, L48)."""

from dataclasses import dataclass
from datetime import date, timedelta

from stafet import outbox
from stafet.clock import day_of, start_of_day
from stafet.db.transaction import Database, Unit
from stafet.outbox import Delivery, Handler
from stafet.oversight.services.asking import remind_of_questions
from stafet.oversight.services.checking import draw_month, see_to_checks
from stafet.web.unit import House

DAY = "oversight.day"
DRAW = "oversight.draw"
HOUR = 7


def handlers(house: House) -> dict[str, Handler]:
    """Return who takes each kind of message in hand."""
    days = Days(house.database)
    return {DAY: days.look, DRAW: days.draw}


def begin(unit: Unit) -> None:
    """Queue today's look; it queues tomorrow's, so that each day has one."""
    _queue_day(unit, day_of(unit.now))


@dataclass(frozen=True, slots=True)
class Days:
    """Looks at what is open, day by day, and has readings drawn month by month."""

    database: Database

    def look(self, delivery: Delivery) -> None:
        """Remind who is late, in the unit that marks the look done."""
        with self.database.unit() as unit:
            delivery.done(unit)
            today = day_of(unit.now)
            _queue_day(unit, today + timedelta(days=1))
            month = {"month": today.replace(day=1).isoformat()}
            outbox.enqueue(unit, DRAW, month, key=f"{DRAW}:{today:%Y-%m}")
            remind_of_questions(unit)
            see_to_checks(unit)

    def draw(self, delivery: Delivery) -> None:
        """Draw a month's spot checks, in the unit that marks it done: exactly once."""
        with self.database.unit() as unit:
            delivery.done(unit)
            draw_month(unit, date.fromisoformat(delivery.payload["month"]))


def _queue_day(unit: Unit, day: date) -> None:
    told = {"day": day.isoformat()}
    outbox.enqueue(unit, DAY, told, key=f"{DAY}:{day}", run_at=start_of_day(day, HOUR))
