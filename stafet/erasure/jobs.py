"""The worker's part: look once a day, tell whoever approves, delete what is approved (L55)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from stafet import outbox
from stafet.accounts.queries import holders_of
from stafet.clock import day_of, start_of_day
from stafet.consent.special.notices import TELL
from stafet.db.transaction import Database, Unit
from stafet.erasure.deleting import RENEW, DestroyKey, carry_out
from stafet.erasure.queries import Due, all_things
from stafet.erasure.rules import State
from stafet.erasure.services import DELETE, order
from stafet.outbox import Delivery, Handler
from stafet.people.queries import leaders_of
from stafet.web.viewer import Role

DAY = "erasure.day"
HOUR = 4
SETTLED = timedelta(minutes=3)
"""After so long no server remembers a child's former key."""

RenewKey = Callable[[UUID], bool]
"""Seals all that is left of a child under a new key; says whether a former key is still kept."""


def handlers(
    database: Database, destroy_key: DestroyKey, renew_key: RenewKey
) -> dict[str, Handler]:
    """Return who takes each kind of message in hand."""
    clerk = Clerk(database, destroy_key, renew_key)
    return {DAY: clerk.look, DELETE: clerk.delete, RENEW: clerk.renew}


def begin(unit: Unit) -> None:
    """Queue the look that is due; it queues tomorrow's."""
    _queue_day(unit, 0)


@dataclass(frozen=True, slots=True)
class Clerk:
    """Deletes what is due."""

    database: Database
    destroy_key: DestroyKey
    renew_key: RenewKey

    def look(self, delivery: Delivery) -> None:  # noqa: ARG002 - the signature is given
        """Order what the configuration lets go by itself; tell of the rest, once a month."""
        with self.database.unit() as unit:
            _queue_day(unit, 1)
            ready = [due for due in all_things(unit) if due.state is State.READY]
            order(unit, [due for due in ready if due.profile.automatic], by=None)
            _tell(unit, [due for due in ready if not due.profile.automatic])

    def delete(self, delivery: Delivery) -> None:
        """Delete what was approved."""
        carry_out(self.database, self.destroy_key, UUID(delivery.payload["order"]))

    def renew(self, delivery: Delivery) -> None:
        """Make the former key go: what was deleted opens from no backup (L52)."""
        if self.renew_key(UUID(delivery.payload["child"])):
            with self.database.unit() as unit:
                key, at = f"{RENEW}:{delivery.id}", unit.now + SETTLED
                outbox.enqueue(unit, RENEW, delivery.payload, key=key, run_at=at)


def _queue_day(unit: Unit, later: int) -> None:
    day = day_of(unit.now) + timedelta(days=later)
    at = start_of_day(day, HOUR)
    outbox.enqueue(unit, DAY, {"day": day.isoformat()}, key=f"{DAY}:{day}", run_at=at)


def _tell(unit: Unit, ready: list[Due]) -> None:
    """Mail the officers and the leaders of the places that there is news, once a month."""
    people = holders_of(unit, Role.DPO) if ready else frozenset[UUID]()
    places = {due.thing.institution_id for due in ready if due.thing.institution_id}
    for person in people.union(*(leaders_of(unit, place) for place in places)):
        key = f"{TELL}:erasure:{day_of(unit.now):%Y-%m}:{person}"
        outbox.enqueue(unit, TELL, {"person": str(person)}, key=key)
