"""What of each change one of the family may know of, decided anew each time; without any text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet.consent.decision import Allow, Facts, Reader, Reason, Refusal, decide
from stafet.consent.facts import load_facts
from stafet.consent.kept import noticeable
from stafet.consent.record_facts import load_records
from stafet.consent.rules import family
from stafet.copies.models import InboxItem
from stafet.copies.rules import Key
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.queries import children_of
from stafet.records.models import Happening
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Viewer

LIMIT = 20


@dataclass(frozen=True, slots=True)
class News:
    """One line of the inbox."""

    item_id: UUID
    log_id: UUID
    child_id: UUID
    at: datetime
    unread: bool
    kinds: tuple[tuple[HappeningKind, str | None], ...]


def inbox(unit: Unit, viewer: Viewer) -> tuple[News, ...]:
    """Return the newest changes of which the viewer may know something now."""
    query = select(InboxItem).where(
        InboxItem.guardian_id == viewer.person_id, InboxItem.child_id.in_(children_of(unit, viewer))
    )
    newest = (InboxItem.visible_at.desc(), InboxItem.arrived_at.desc(), InboxItem.id)
    items = unit.session.scalars(query.order_by(*newest).limit(LIMIT)).all()
    known: dict[UUID, list[Happening]] = {}
    for child_id in {item.child_id for item in items}:
        mine = [item for item in items if item.child_id == child_id]
        known.update(_known(unit, viewer, child_id, mine))
    return tuple(_news(item, known[item.id]) for item in items if known[item.id])


def my_item(unit: Unit, viewer: Viewer, item_id: UUID, log_id: UUID) -> InboxItem:
    """Return one of the viewer's own; another's and none raise `NotFound` alike (L01)."""
    item = unit.session.get(InboxItem, item_id)
    if item is None or item.guardian_id != viewer.person_id or item.log_id != log_id:
        raise NotFound(Attempt("copy:read", item_id, item.child_id if item else None))
    return item


def visible_to(
    unit: Unit, facts: Facts, child_id: UUID, guardian_id: UUID, told: Iterable[Happening]
) -> list[Happening]:
    """Return what one of the family may know of now: that a text is withheld too, a hidden never.

    Nobody but a present custody holder, known as such, and the young person is told anything.
    """
    if guardian_id not in family(facts, unit.now) or not facts.custody_known:
        return []
    lines = noticeable(unit, facts, guardian_id, told)
    rows = load_records(unit, child_id, {line.record_id for line in lines if line.record_id})
    verdicts = decide(Reader(guardian_id), facts, [fact for fact, _ in rows], unit.now)
    shut = {
        key
        for key, verdict in verdicts.items()
        if not isinstance(verdict, Allow) and verdict != Refusal(Reason.WITHHELD)
    }
    return [line for line in lines if key_of(line) not in shut]


def key_of(line: Happening) -> Key | None:
    """Return the version a happening is about."""
    if line.record_id is None or line.version is None:
        return None
    return line.record_id, line.version


def _known(
    unit: Unit, viewer: Viewer, child_id: UUID, items: Sequence[InboxItem]
) -> dict[UUID, list[Happening]]:
    query = select(Happening).where(
        Happening.child_id == child_id,
        Happening.change_id.in_({item.change_id for item in items}),
    )
    facts = load_facts(unit, child_id)
    changes: defaultdict[tuple[UUID, datetime], list[Happening]] = defaultdict(list)
    lines = unit.session.scalars(query.order_by(Happening.kind)).all()
    for line in visible_to(unit, facts, child_id, viewer.person_id, lines):
        changes[line.change_id, line.visible_at].append(line)
    return {item.id: changes[item.change_id, item.visible_at] for item in items}


def _news(item: InboxItem, lines: Sequence[Happening]) -> News:
    return News(
        item.id,
        item.log_id,
        item.child_id,
        item.visible_at,
        item.read_at is None,
        tuple(dict.fromkeys((line.kind, line.value) for line in lines)),
    )
