"""The worker's part: remind who answers, tell the asker that there is news (L54)."""

from dataclasses import dataclass
from uuid import UUID

from stafet.access_requests.deciding import ANSWER, remind
from stafet.access_requests.models import AccessRequest
from stafet.access_requests.registering import REMIND
from stafet.copies.delivery import Desk, receiver_of
from stafet.outbox import Delivery, Handler
from stafet.web.unit import House


def handlers(house: House) -> dict[str, Handler]:
    """Return who takes each kind of message in hand."""
    clerk = Clerk(Desk(house.database, house.catalogue, house.settings))
    return {REMIND: clerk.remind, ANSWER: clerk.answer}


@dataclass(frozen=True, slots=True)
class Clerk:
    """Keeps the clock of the requests."""

    desk: Desk

    def remind(self, delivery: Delivery) -> None:
        """Queue the mails in the unit that marks the reminder delivered."""
        told = delivery.payload
        with self.desk.database.unit() as unit:
            delivery.done(unit)
            remind(unit, UUID(told["request"]), told["day"])

    def answer(self, delivery: Delivery) -> None:
        """Mail the asker that there is news, unless he has fetched it already."""
        with self.desk.database.unit() as unit:
            row = unit.session.get(AccessRequest, UUID(delivery.payload["request"]))
            waits = row is not None and row.fetched_at is None and row.asker_id is not None
            receiver = receiver_of(unit, row.asker_id) if row and row.asker_id and waits else None
        self.desk.send(delivery, receiver)
