"""Who stands near a child and may decide about it: law.md word for word, as the oracle reads it."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from tests.oracle import events
from tests.oracle.events import CHILD, Event, World, Written
from tests.oracle.oracle import COPENHAGEN, birthday, custody, ended, permitted, shared

HOLDER, HOLDS_AT = "hanne", "ppr"
LEADS = {"lis": "ppr", "dan": "daycare", "carl": "school"}
"""Who leads which place; one of the leaders is a father himself."""
CONTACTS = {"daycare": "pia", "school": "troels"}
TOPICS = ("wellbeing", "health")


class No(StrEnum):
    """How it is refused: as if it was not there, at a field, or because somebody was first."""

    NOT_YOURS = "NotFound"
    WRONG = "Invalid"
    TOO_LATE = "Conflict"


Outcome = No | list[Event]


def known_holders(world: World, at: datetime) -> set[str]:
    over = ended(world, at)
    return set() if over else {who for who, is_ in custody(world, at).items() if is_ == "known"}


def givers(world: World, at: datetime) -> set[str]:
    asked = not ended(world, at) and at >= birthday(world, 15)
    return known_holders(world, at) | ({CHILD} if asked else set())


def family(world: World, at: datetime) -> set[str]:
    reads = not ended(world, at) and at >= birthday(world, world.youth_age)
    return known_holders(world, at) | ({CHILD} if reads else set())


def chairs(world: World, at: datetime) -> set[tuple[str, str]]:
    """Return who has a task with the child now, each with his place; the holder always has his."""
    stand = {(task.person, task.place): task.begins for task in world.known(events.Task, at)}
    standing = {chair for chair, begins in stand.items() if begins} | {(HOLDER, HOLDS_AT)}
    return set() if ended(world, at) else standing


def works_with(world: World, person: str, at: datetime) -> bool:
    return any(who == person for who, _ in chairs(world, at))


def open_topics(world: World, place: str, at: datetime) -> set[str]:
    """Return the topics of the child itself that a place has everybody's yes to now."""
    if not shared(world, at) or ended(world, at):
        return set()
    asked = world, place, "early_support"
    return {topic for topic in TOPICS if permitted(*asked, {(topic, CHILD)}, (), at)}


def newest(world: World, record: str, at: datetime) -> Written:
    return [one for one in world.known(Written, at) if one.record == record][-1]


def limits(world: World, at: datetime, record: str | None = None) -> dict[str, events.Limit]:
    """Return everything that was ever kept back, or of one record, as it stands now."""
    rows = {row.row: row for row in world.known(events.Limit, at)}
    return {key: row for key, row in rows.items() if record in {None, row.record}}


def decides_on(world: World, person: str, record: str, at: datetime) -> bool:
    """Say whether he leads where it was written; nobody decides what he reads as a guardian."""
    there = LEADS.get(person) == newest(world, record, at).place
    return there and person not in known_holders(world, at)


def released(world: World, record: str, at: datetime) -> list[Written]:
    """Return the versions guardians could have got by now, but for what keeps them back."""
    early = {(r.record, r.version) for r in world.known(events.Release, at)}
    return [
        one
        for one in world.known(Written, at)
        if one.record == record
        and one.releases is not None
        and (one.releases <= at or (one.record, one.version) in early)
    ]


def is_own(world: World, person: str, record: str, at: datetime) -> bool:
    one = newest(world, record, at)
    mine = one.author == person and one.place and one.in_log
    return bool(mine) and works_with(world, person, at)


def opens_access(world: World, person: str, at: datetime) -> bool:
    """Say whether he leads where the child is, or where the holder works; it is not his own."""
    states = {event.person: event.state for event in world.known(events.Custody, at)}
    near = LEADS.get(person) in {HOLDS_AT, *(stay.place for stay in stays(world, at, at))}
    return near and states.get(person, "none") == "none"


def is_holder(world: World, person: str, at: datetime) -> bool:
    return person == HOLDER and not ended(world, at)


def stays(
    world: World, known: datetime, at: datetime, *, coming: bool = False
) -> Collection[events.Placed]:
    """Return where the child is on that day, as far as it is known; those to come too."""
    rows = {(stay.place, stay.first): stay for stay in world.known(events.Placed, known)}
    day = at.astimezone(COPENHAGEN).date()
    return [
        stay
        for stay in rows.values()
        if (coming or stay.first <= day) and (stay.last is None or day <= stay.last)
    ]


def is_office(world: World, person: str, at: datetime) -> bool:
    """Say whether he holds the relay, or leads the place that does."""
    return not ended(world, at) and (person == HOLDER or LEADS.get(person) == HOLDS_AT)
