"""Put a change into the guardians' inboxes; note that a copy was read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from stafet import audit, outbox
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.facts import load_facts
from stafet.consent.rules import family
from stafet.copies.models import InboxItem
from stafet.copies.queries import key_of, visible_to
from stafet.copies.rules import digest, mailed_at_once, next_round, spelled
from stafet.db.transaction import Unit
from stafet.failpoints import failpoint
from stafet.ids import new_id
from stafet.logs.queries import open_log_of
from stafet.logs.services.participants import NOTIFY
from stafet.records import happenings
from stafet.records.models import Happening
from stafet.records.rules import HappeningKind

MAIL = "copies.mail"


def announce(unit: Unit, child_id: UUID, change_id: UUID, visible_at: datetime) -> None:
    """Give each of the family a row of what he may know of a change, and queue the mail.

    Where custody is unknown nobody gets one (law.md, Terms).
    """
    audit.lock(unit, child_id)
    facts = load_facts(unit, child_id)
    lines = happenings.change(unit, change_id, visible_at)
    for guardian_id in family(facts, unit.now):
        mine = visible_to(unit, facts, child_id, guardian_id, lines)
        if mine:
            item = _put(unit, guardian_id, mine)
            failpoint("send.put")
            _queue_mail(unit, item, mine)


def tell_of_child(unit: Unit, child_id: UUID, kind: HappeningKind, key: str) -> None:
    """Note on a child's open log what changed by itself, and mail its holder that there is news."""
    audit.lock(unit, child_id)
    if log := open_log_of(unit, child_id):
        happenings.note(unit, kind, child_id=child_id, log_id=log.id, actor_id=None)
        told = {"person": str(log.holder_id)}
        outbox.enqueue(unit, NOTIFY, told, key=f"{NOTIFY}:{key}")


def mark_read(unit: Unit, item: InboxItem) -> None:
    """Note when the receiver first saw it; no other field ever changes."""
    if item.read_at is None:
        item.read_at = unit.now


def hurries(unit: Unit, lines: Sequence[Happening]) -> bool:
    """Return whether the mail about a change does not wait for the day's round (L35)."""
    at_once = unit.use(Catalogue).deadlines.release_at_once
    return any(mailed_at_once(line.kind, line.value, at_once) for line in lines)


def _put(unit: Unit, guardian_id: UUID, lines: Sequence[Happening]) -> InboxItem:
    first = lines[0]
    manifest = spelled(key for line in lines if (key := key_of(line)))
    item = InboxItem(
        id=new_id(),
        guardian_id=guardian_id,
        child_id=first.child_id,
        log_id=first.log_id,
        change_id=first.change_id,
        visible_at=first.visible_at,
        arrived_at=unit.now,
        manifest=manifest,
        digest=digest(first.child_id, first.change_id, first.visible_at, manifest),
    )
    unit.session.add(item)
    return item


def _queue_mail(unit: Unit, item: InboxItem, lines: Sequence[Happening]) -> None:
    told = {"guardian": str(item.guardian_id)}
    if hurries(unit, lines):
        told["item"] = str(item.id)
        outbox.enqueue(unit, MAIL, told, key=f"{MAIL}:{item.id}")
        return
    sends_at = next_round(unit.now)
    told["day"] = day_of(sends_at).isoformat()
    key = f"{MAIL}:{item.guardian_id}:{told['day']}"
    outbox.enqueue(unit, MAIL, told, key=key, run_at=sends_at)
