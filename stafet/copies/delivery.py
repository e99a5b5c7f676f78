"""What the outbox delivers: rows into inboxes, and mail that says only that there is news (L50)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.accounts.queries import account_of, holders_of, role_spells
from stafet.accounts.services import shut_or_reopen
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.facts import load_facts
from stafet.consent.rules import waits_to_be_confirmed
from stafet.consent.special.incidents import deliver_expiry
from stafet.consent.special.notices import EXPIRE, TELL, tell_staff
from stafet.consent.withholding import REVIEW, remind
from stafet.copies.models import InboxItem
from stafet.copies.queries import visible_to
from stafet.copies.rules import round_of
from stafet.copies.services import MAIL, announce, hurries, tell_of_child
from stafet.db.transaction import Database, Unit
from stafet.logs.services.participants import NOTIFY
from stafet.outbox import Delivery, Handler
from stafet.outbox.demo import DemoPostbox
from stafet.outbox.mail import Letter, Postbox
from stafet.outbox.smtp import SmtpPostbox
from stafet.people.endings import ended
from stafet.people.identity import mail_address
from stafet.people.models import Guardian
from stafet.people.queries import employments_of, tasks_of
from stafet.people.services import CUSTODY, ENDED
from stafet.records import happenings
from stafet.records.rules import HappeningKind
from stafet.settings import Settings
from stafet.web.unit import House
from stafet.web.viewer import Role

TEXT = "news"


def handlers(house: House) -> dict[str, Handler]:
    """Return who takes each kind of message in hand."""
    desk = Desk(house.database, house.catalogue, house.settings)
    return {
        happenings.ANNOUNCE: desk.announce,
        MAIL: desk.mail_guardian,
        NOTIFY: desk.mail_professional,
        REVIEW: desk.remind_leaders,
        CUSTODY: desk.custody_changed,
        ENDED: desk.access_ended,
        TELL: desk.mail_employee,
        EXPIRE: desk.see_to_emergency,
    }


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where a mail goes and in which language; nobody without an address gets one."""

    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes messages in hand; the post goes out while no unit is open."""

    database: Database
    catalogue: Catalogue
    settings: Settings

    def announce(self, delivery: Delivery) -> None:
        """Fill the inboxes in the unit that marks the message delivered: exactly once."""
        told = delivery.payload
        at = datetime.fromisoformat(told["at"])
        with self.database.unit() as unit:
            delivery.done(unit)
            announce(unit, UUID(told["child"]), UUID(told["change"]), at)

    def custody_changed(self, delivery: Delivery) -> None:
        """Tell the family and the holder that what was signed waits to be confirmed (L18)."""
        child_id = UUID(delivery.payload["child"])
        with self.database.unit() as unit:
            delivery.done(unit)
            if waits_to_be_confirmed(load_facts(unit, child_id), unit.now):
                tell_of_child(unit, child_id, HappeningKind.CUSTODY, delivery.key)

    def access_ended(self, delivery: Delivery) -> None:
        """Tell the data-protection officer, and shut the young person's own way in (L60).

        Where it was a mistake, what was shut then is open again.
        """
        told = delivery.payload
        with self.database.unit() as unit:
            delivery.done(unit)
            about, ending = f"ended:{told['what']}", UUID(told["ending"])
            tell_staff(unit, holders_of(unit, Role.DPO), about, ending)
            child = UUID(told["child"])
            if account := account_of(unit, child):
                shut_or_reopen(unit, account, shut=bool(ended(unit, {child})))

    def remind_leaders(self, delivery: Delivery) -> None:
        """Tell the leaders that something kept back is to be looked at again, if it still is."""
        told = delivery.payload
        with self.database.unit() as unit:
            delivery.done(unit)
            remind(unit, UUID(told["limit"]), date.fromisoformat(told["on"]))

    def mail_guardian(self, delivery: Delivery) -> None:
        """Mail a custody holder, unless nothing is left that he may know of (R3)."""
        with self.database.unit() as unit:
            receiver = _guardian(unit, delivery)
        self.send(delivery, receiver)

    def mail_professional(self, delivery: Delivery) -> None:
        """Mail a professional who still has a task with a child."""
        person_id = UUID(delivery.payload["person"])
        with self.database.unit() as unit:
            receiver = receiver_of(unit, person_id) if tasks_of(unit, person_id) else None
        self.send(delivery, receiver)

    def mail_employee(self, delivery: Delivery) -> None:
        """Mail somebody who still works in the kommune, or has a role in it."""
        person_id = UUID(delivery.payload["person"])
        with self.database.unit() as unit:
            works = employments_of(unit, person_id) or any(
                day_of(unit.now) < role.lapses_on for role in role_spells(unit, person_id)
            )
            receiver = receiver_of(unit, person_id) if works else None
        self.send(delivery, receiver)

    def see_to_emergency(self, delivery: Delivery) -> None:
        """Open an incident where nobody approved in time, in the unit that marks it done."""
        with self.database.unit() as unit:
            deliver_expiry(unit, delivery)

    def send(
        self, delivery: Delivery, receiver: Receiver | None, key: str = TEXT, below: str = ""
    ) -> None:
        """Mail a fixed text, as a rule that there is news, and nothing else (L50)."""
        if receiver is None or not receiver.address:
            return
        text = self.catalogue.mail(key, receiver.language)
        body = text.body.replace("{link}", f"{self.settings.base_url}/log-ind") + below
        self._postbox().send(Letter(receiver.address, text.subject, body, delivery.key))

    def _postbox(self) -> Postbox:
        mail = self.settings.mail
        if self.settings.demo:
            return DemoPostbox(self.database, mail.sender)
        return SmtpPostbox(mail, self.database.clock)


def _guardian(unit: Unit, delivery: Delivery) -> Receiver | None:
    guardian_id = UUID(delivery.payload["guardian"])
    if not any(_tells(unit, item, delivery) for item in _items(unit, guardian_id, delivery)):
        return None
    return receiver_of(unit, guardian_id)


def _items(unit: Unit, guardian_id: UUID, delivery: Delivery) -> Sequence[InboxItem]:
    """Return the one item of an urgent mail, or what has come since the round before."""
    query = select(InboxItem).where(InboxItem.guardian_id == guardian_id)
    if day := delivery.payload.get("day"):
        since, until = round_of(date.fromisoformat(day))
        query = query.where(InboxItem.arrived_at >= since, InboxItem.arrived_at < until)
    else:
        query = query.where(InboxItem.id == UUID(delivery.payload["item"]))
    return unit.session.scalars(query.order_by(InboxItem.child_id)).all()


def _tells(unit: Unit, item: InboxItem, delivery: Delivery) -> bool:
    """Decide anew whether there is something to tell; what went at once is not told again."""
    audit.lock(unit, item.child_id)
    lines = happenings.change(unit, item.change_id, item.visible_at)
    facts = load_facts(unit, item.child_id)
    mine = visible_to(unit, facts, item.child_id, item.guardian_id, lines)
    return bool(mine) and ("item" in delivery.payload or not hurries(unit, mine))


def receiver_of(unit: Unit, person_id: UUID) -> Receiver:
    """Return where somebody is mailed; the address may be empty."""
    guardian = unit.session.get(Guardian, person_id)
    return Receiver(mail_address(unit, person_id), guardian.language if guardian else "da")
