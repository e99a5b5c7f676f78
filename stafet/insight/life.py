"""What comes by itself as the days go: reminders, silence, birthdays (L06, L11, L36, L60).

One message a day looks at every child with an open log, and queues what is to be told; each key
is queued once for ever, whoever looks and however often.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from stafet import outbox
from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.consent.facts import facts_by_child
from stafet.consent.rules import is_silent, reminder_due
from stafet.consent.terms import Facts
from stafet.copies.delivery import Desk, Receiver, receiver_of
from stafet.copies.services import tell_of_child
from stafet.db.transaction import Unit
from stafet.insight.lapsing import Lapse, lapsing_by
from stafet.insight.overdue import tell_of_overdue
from stafet.insight.quiet import tell_of_silence
from stafet.insight.roles import tell_of_ending_roles
from stafet.logs.models import Stafetlog
from stafet.logs.queries import open_log_of
from stafet.logs.services.approving import tell_next_level
from stafet.logs.services.leaving import left_relays, pass_to_leader
from stafet.outbox import Delivery, Handler
from stafet.people.queries import custodies_over
from stafet.people.rules import lasts
from stafet.people.services.employing import LEFT
from stafet.records.rules import HappeningKind
from stafet.web.unit import House

DAY = "insight.day"
BIRTHDAY = "insight.birthday"
REMINDER = "insight.reminder"
PARTING = "insight.parting"
HOUR = 7
AT_ONCE = 100
"""How many children one unit looks at."""


def handlers(house: House) -> dict[str, Handler]:
    """Return who takes each kind of message in hand."""
    days = Days(Desk(house.database, house.catalogue, house.settings))
    return {
        DAY: days.look,
        BIRTHDAY: days.tell_birthday,
        REMINDER: days.remind,
        PARTING: days.part,
        LEFT: days.pass_on,
    }


def begin(unit: Unit) -> None:
    """Queue today's look; it queues tomorrow's, so that each day has one."""
    _queue_day(unit, day_of(unit.now))


@dataclass(frozen=True, slots=True)
class Days:
    """Looks at the children day by day, and tells what has come."""

    desk: Desk

    def look(self, delivery: Delivery) -> None:  # noqa: ARG002 - the signature is given
        """Queue tomorrow's look first, then what is to be told today."""
        with self.desk.database.unit() as unit:
            _queue_day(unit, day_of(unit.now) + timedelta(days=1))
            tell_of_silence(unit)
            tell_of_overdue(unit)
            tell_next_level(unit)
            tell_of_ending_roles(unit)
            children = _near_logs(unit)
        self._pass_on_relays()
        for first in range(0, len(children), AT_ONCE):
            with self.desk.database.unit() as unit:
                _look_at(unit, children[first : first + AT_ONCE])

    def pass_on(self, delivery: Delivery) -> None:  # noqa: ARG002 - the signature is given
        """Let no relay lie because its holder has left, whoever it was (L29)."""
        self._pass_on_relays()

    def _pass_on_relays(self) -> None:
        with self.desk.database.unit() as unit:
            left = left_relays(unit)
        for log_id in left:
            with self.desk.database.unit() as unit:
                pass_to_leader(unit, log_id)

    def tell_birthday(self, delivery: Delivery) -> None:
        """Note it on the log in the unit that marks the message delivered: exactly once."""
        child_id, kind = UUID(delivery.payload["child"]), HappeningKind(delivery.payload["what"])
        with self.desk.database.unit() as unit:
            delivery.done(unit)
            tell_of_child(unit, child_id, kind, delivery.key)

    def remind(self, delivery: Delivery) -> None:
        """Mail a giver or the holder that a consent ends, where it still does (L06)."""
        told = delivery.payload
        child_id, person_id = UUID(told["child"]), UUID(told["person"])
        with self.desk.database.unit() as unit:
            facts = facts_by_child(unit, {child_id})
            givers = {
                lapse.giver_id
                for lapse in lapsing_by(facts, unit.now)
                if facts[child_id].custody_known and lapse.last_day.isoformat() == told["last"]
            }
            concerned = givers | _holders(unit, child_id) if givers else givers
            receiver = receiver_of(unit, person_id) if person_id in concerned else None
        self.desk.send(delivery, receiver)

    def part(self, delivery: Delivery) -> None:
        """Mail a parent that there is news: the child is of age, and he reads no longer (L60)."""
        with self.desk.database.unit() as unit:
            receiver: Receiver = receiver_of(unit, UUID(delivery.payload["person"]))
        self.desk.send(delivery, receiver)


def _queue_day(unit: Unit, day: date) -> None:
    told = {"day": day.isoformat()}
    outbox.enqueue(unit, DAY, told, key=f"{DAY}:{day}", run_at=start_of_day(day, HOUR))


def _near_logs(unit: Unit) -> Sequence[UUID]:
    query = select(Stafetlog.child_id).where(Stafetlog.closed_at.is_(None))
    return sorted(set(unit.session.scalars(query)))


def _look_at(unit: Unit, children: Sequence[UUID]) -> None:
    facts = facts_by_child(unit, children)
    for child_id in children:
        for kind in _reached(unit, facts[child_id]):
            told = {"child": str(child_id), "what": kind.value}
            outbox.enqueue(unit, BIRTHDAY, told, key=f"{BIRTHDAY}:{kind}:{child_id}")
            if kind is HappeningKind.OF_AGE:
                _part(unit, child_id, facts[child_id])
    for lapse in lapsing_by(facts, unit.now):
        if facts[lapse.child_id].custody_known:
            _remind(unit, lapse)


def _reached(unit: Unit, facts: Facts) -> Iterable[HappeningKind]:
    """Return what the child's age has brought; each is told once for ever."""
    youth = facts.youth
    if youth is None or unit.now < youth.asked_at:
        return
    if unit.now >= youth.of_age_at:
        yield HappeningKind.OF_AGE
        return
    yield HappeningKind.YOUNG_ASKED
    if is_silent(facts, unit.use(Catalogue).default_purpose.key, unit.now):
        yield HappeningKind.YOUNG_SILENT


def _part(unit: Unit, child_id: UUID, facts: Facts) -> None:
    for custody in custodies_over(unit, child_id):
        if facts.youth and lasts(custody, facts.youth.of_age_at):
            told = {"person": str(custody.guardian_id)}
            key = f"{PARTING}:{child_id}:{custody.guardian_id}"
            outbox.enqueue(unit, PARTING, told, key=key)


def _remind(unit: Unit, lapse: Lapse) -> None:
    days = unit.use(Catalogue).deadlines.consent_reminder_days
    due = reminder_due(lapse.last_day, lapse.signed_on, day_of(unit.now), days)
    if due is None:
        return
    last = lapse.last_day.isoformat()
    for person in {lapse.giver_id, *_holders(unit, lapse.child_id)}:
        told = {"child": str(lapse.child_id), "person": str(person), "last": last}
        key = f"{REMINDER}:{due}:{last}:{lapse.child_id}:{person}"
        outbox.enqueue(unit, REMINDER, told, key=key)


def _holders(unit: Unit, child_id: UUID) -> set[UUID]:
    log = open_log_of(unit, child_id)
    return {log.holder_id} if log else set()
