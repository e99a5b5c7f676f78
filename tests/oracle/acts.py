"""Events happen in the running application: through its services, as a page would call them."""

from dataclasses import fields, replace
from datetime import datetime
from functools import singledispatch
from uuid import UUID

from sqlalchemy import func, select

from stafet import audit
from stafet.clock import day_of
from stafet.consent.models import Withdrawal
from stafet.consent.release import release
from stafet.consent.services import withdraw
from stafet.db.transaction import Unit
from stafet.errors import NotFound
from stafet.people.models import Custody
from stafet.people.queries import unended_tasks
from stafet.people.rules import CustodyKind, EndingSource, EndingTold, TaskWhy
from stafet.people.services import (
    end_access,
    end_custody,
    end_task,
    give_task,
    record_custody,
    undo_ending,
)
from stafet.records.rules import Content, RecordKind
from stafet.records.services import Author, Writing, correct, write
from tests.oracle import events
from tests.oracle.events import CHILD, Event
from tests.oracle.house import House
from tests.oracle.playing import MOMENT
from tests.oracle.signing import choices_of, say_no, sign_in


def happen(house: House, number: int, told: tuple[Event, ...]) -> list[Event]:
    """Let events happen; return them as they happened, at the instant of the unit."""
    with house.database.unit() as unit:
        audit.lock_after(unit, house.children[number])
        done = [one for event in told for one in act(event, unit, house, number)]
        return [at_instant(event, unit.now) for event in done]


def at_instant(event: Event, now: datetime) -> Event:
    """Move an event, and what of it begins with it, to the instant at which it happened."""
    moved = {event.at: now, event.at - MOMENT: now - MOMENT}
    old = {part.name: getattr(event, part.name) for part in fields(event)}
    return replace(event, **{name: moved[at] for name, at in old.items() if at in moved})


@singledispatch
def act(event: Event, unit: Unit, house: House, number: int) -> list[Event]:
    raise TypeError(f"no way is known to let this happen: {event}")


@act.register
def _(event: events.Give, unit: Unit, house: House, number: int) -> list[Event]:
    return sign_in(event, unit, house, number, choices_of(event, house))


@act.register
def _(event: events.Take, unit: Unit, house: House, number: int) -> list[Event]:
    """What a new consent replaces is taken back with it: `give` does that by itself."""
    if event.is_answer:
        return say_no(event, unit, house, number)
    if event.reaches < event.at:
        return [event]
    place = house.ids[event.place] if event.place else None
    before = _taken_back(unit, house.children[number])
    try:
        giver = house.viewer(number, event.giver)
        withdraw(unit, giver, house.children[number], place, event.category)
    except NotFound:
        return []
    unit.session.flush()
    return [event] if _taken_back(unit, house.children[number]) > before else []


def _taken_back(unit: Unit, child: UUID) -> int:
    rows = select(func.count()).select_from(Withdrawal).where(Withdrawal.child_id == child)
    return unit.session.scalars(rows).one()


@act.register
def _(event: events.Custody, unit: Unit, house: House, number: int) -> list[Event]:
    child, person = house.children[number], house.ids[event.person]
    kind = CustodyKind.JOINT if event.state == "known" else CustodyKind.UNKNOWN
    rows = select(Custody).where(
        Custody.child_id == child, Custody.guardian_id == person, Custody.to_at.is_(None)
    )
    row = unit.session.scalars(rows).one_or_none()
    if (row.kind if row else None) is (None if event.state == "none" else kind):
        return []
    if row is not None:
        end_custody(unit, row, by=None)
    if event.state != "none":
        record_custody(unit, child, person, kind, source="cpr", from_at=unit.now, by=None)
    return [event]


@act.register
def _(event: events.Task, unit: Unit, house: House, number: int) -> list[Event]:
    child, person, place = house.children[number], house.ids[event.person], house.ids[event.place]
    if event.begins:
        give_task(unit, child, person, place, TaskWhy.INVITED, by=None)
        return [event]
    for row in unended_tasks(unit, person_id=person, child_id=child):
        if row.institution_id == place:
            end_task(unit, row, by=None)
    return [event]


@act.register
def _(event: events.Written, unit: Unit, house: House, number: int) -> list[Event]:
    child, log = house.children[number], house.logs[number] if event.in_log else None
    about = {str(house.ids[who]) if who != CHILD else CHILD for who in event.subjects}
    writing = Writing(
        RecordKind.NOTE,
        Content(title="", text="Barnet leger."),
        event.event_on,
        event.categories,
        frozenset(about),
        log_id=log,
    )
    author = Author(house.ids[event.author], house.ids.get(event.place))
    key = number, event.record
    if event.version == 1:
        written = write(unit, author, child, writing)
        house.records[key] = written.record_id
    else:
        written = correct(unit, author, child, house.records[key], event.version - 1, writing)
    if event.releases is None:
        return [event]
    at = release(unit, written, RecordKind.NOTE, house.logs[number], author.person_id)
    return [replace(event, releases=at)]


@act.register
def _(event: events.Ended, unit: Unit, house: House, number: int) -> list[Event]:
    child, leader = house.children[number], house.desk("lis")
    if event.stands:
        told = EndingTold("death", day_of(unit.now), EndingSource.CPR)
        end_access(unit, leader, child, told)
    else:
        undo_ending(unit, leader, child, "not_true")
    return [event]


@act.register(events.Asked)
@act.register(events.Placed)
@act.register(events.Sharing)
def _(event: Event, unit: Unit, house: House, number: int) -> list[Event]:
    """So it was when the house was settled."""
    return [event]
