"""The law read word for word: events go in, a basis comes out. Slow and literal on purpose."""

from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from tests.oracle import events
from tests.oracle.events import CHILD, World, Written

COPENHAGEN, MOMENT = ZoneInfo("Europe/Copenhagen"), timedelta(microseconds=1)
Cells = set[tuple[str, str]]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN)


def one_year(signed: datetime) -> datetime:
    """From the signing day; signed on 29 February, it lapses on the 28th."""
    day = signed.astimezone(COPENHAGEN).date()
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return midnight(day.replace(year=day.year + 1, day=last))


def birthday(world: World, years: int) -> datetime:
    return midnight(world.born.replace(year=world.born.year + years))


def of_age(world: World, at: datetime) -> bool:
    return at >= birthday(world, 18)


def custody(world: World, at: datetime) -> dict[str, str]:
    """Say who holds custody, and who perhaps does; at 18 it is over (L60)."""
    states = {event.person: event.state for event in world.known(events.Custody, at)}
    return {} if of_age(world, at) else {who: is_ for who, is_ in states.items() if is_ != "none"}


def custody_changed(world: World, at: datetime) -> datetime | None:
    """Say when the set of custody holders last became another one (L18)."""
    moments = {event.at for event in world.known(events.Custody, at) if not of_age(world, event.at)}
    return max(
        (m for m in moments if custody(world, m) != custody(world, m - MOMENT)), default=None
    )


def answered(world: World, place: str, at: datetime) -> bool:
    """Say whether the young person has said yes or no to a place (L11)."""
    gave = any(g.giver == CHILD and place in g.places for g in world.known(events.Give, at))
    took = (
        take for take in world.known(events.Take, at) if take.giver == CHILD and take.starts <= at
    )
    return gave or any(take.place in {None, place} for take in took)


def required(world: World, place: str, subject: str, at: datetime) -> set[str]:
    """Say whose yes it takes; an empty set is that nobody could give it."""
    if subject != CHILD:  # who holds custody no more cannot confirm his yes (L18)
        return {subject} & set(custody(world, at))
    if of_age(world, at):
        return {CHILD}
    holders = set(custody(world, at))
    asked = birthday(world, 15)
    pauses = midnight(asked.date() + timedelta(days=30))
    young = at >= pauses or (at >= asked and answered(world, place, at))
    return holders | {CHILD} if holders and young else holders


def valid(world: World, give: events.Give, place: str, category: str, at: datetime) -> bool:
    """Say whether this one consent stands for a place and a category."""
    taken = any(
        take.giver == give.giver and give.signed <= take.reaches and take.starts <= at
        for take in world.known(events.Take, at)
        if take.place in {None, place} and take.category in {None, category}
    )
    ends = min(one_year(give.signed), give.ends or one_year(give.signed))
    changed = custody_changed(world, at)
    # it is the holders who confirm: until each has, none of them covers anything
    suspended = give.giver != CHILD and changed is not None and give.signed < changed
    over = give.giver != CHILD and of_age(world, at)
    named = place in give.places and category in give.categories
    return named and give.starts <= at < ends and not (taken or suspended or over)


def permitted(
    world: World, place: str, purpose: str, cells: Cells, days: tuple[date, ...], at: datetime
) -> bool:
    """Say whether for every required giver a valid consent covers every category and subject."""
    if "unknown" in custody(world, at).values() or not cells:
        return False

    def covers(giver: str, category: str, subject: str) -> bool:
        return any(
            give.giver == giver
            and give.purpose == purpose
            and subject in give.subjects
            and (give.since is None or all(give.since <= day for day in days))
            and valid(world, give, place, category, at)
            for give in world.known(events.Give, at)
        )

    for category, subject in cells:
        givers = required(world, place, subject, at)
        if not givers or not all(covers(giver, category, subject) for giver in givers):
            return False
    return True


def any_permission(world: World, place: str, purpose: str, at: datetime) -> bool:
    gives = world.known(events.Give, at)
    cells = {cell for give in gives for cell in product(give.categories, give.subjects)}
    return any(permitted(world, place, purpose, {cell}, (), at) for cell in cells)


def shared(world: World, at: datetime) -> bool:
    """Say whether the log is at level 1 and its opening approved (L30, L31)."""
    return all({event.what: event.shared for event in world.known(events.Sharing, at)}.values())


def kept_from(world: World, reader: str, record: Written, kinds: set[str], at: datetime) -> bool:
    rows = {event.row: event for event in world.known(events.Limit, at)}
    return any(
        row.stands and row.kind in kinds and row.reader in {None, reader}
        for row in rows.values()
        if row.record in {record.record, record.answers}
    )


def for_guardian(world: World, reader: str, record: Written, at: datetime) -> bool:
    """Say whether it is released, not withheld, and about the child or the reader himself."""
    at_once = any(
        (event.record, event.version) == (record.record, record.version)
        for event in world.known(events.Release, at)
    )
    by_itself = record.releases is not None and record.releases <= at
    withheld = kept_from(world, reader, record, {"redacted", "hidden", "asked"}, at)
    return (at_once or by_itself) and not withheld and record.subjects <= {CHILD, reader}


def as_family(world: World, reader: str, record: Written, at: datetime) -> str:
    holder = custody(world, at).get(reader) == "known"
    young = reader == CHILD and at >= birthday(world, world.youth_age)
    if not (holder or young):
        return ""
    if record.author == reader and not kept_from(world, reader, record, {"hidden"}, at):
        return "own_record"  # L34: a comment belongs to its author
    return ("custody" if holder else "youth") if for_guardian(world, reader, record, at) else ""


def by_consent(world: World, places: set[str], record: Written, at: datetime, purpose: str) -> bool:
    cells = set(product(record.categories, record.subjects))
    days = (record.event_on, record.first_written_on)
    open_ = record.in_log and shared(world, at)
    return open_ and any(permitted(world, p, purpose, cells, days, at) for p in places)


def has_seat(world: World, reader: str, record: Written, at: datetime, purpose: str) -> bool:
    """SSD: for its time. Other meetings: as long as the institution has any permission."""
    return any(
        at < seat.until
        if seat.until is not None
        else shared(world, at) and any_permission(world, seat.place, purpose, at)
        for seat in world.known(events.Seat, at)
        if (seat.person, seat.record) == (reader, record.record)
    )


def by_statute(world: World, reader: str, record: Written, at: datetime) -> bool:
    closed = {event.access for event in world.known(events.Closed, at)}
    return any(
        access.person == reader and record.record in access.records and at < access.until
        for access in world.known(events.Access, at)
        if access.name not in closed
    )


def ended(world: World, at: datetime) -> bool:
    """Say whether access has stopped: by death or closing by adoption (L60)."""
    return any([event.stands for event in world.known(events.Ended, at)][-1:])


def may_read(
    world: World, reader: str, record: Written, at: datetime, purpose: str = "early_support"
) -> str:
    """Return the basis on which somebody may read a version of a record at an instant, or ""."""
    if record.at > at:
        return ""
    statute = "statute" if by_statute(world, reader, record, at) else ""
    if ended(world, at):
        return statute
    tasks = {(task.person, task.place): task.begins for task in world.known(events.Task, at)}
    places = {place for (person, place), begins in tasks.items() if person == reader and begins}
    if record.place in places:
        return "own_record"
    if family := as_family(world, reader, record, at):
        return family
    if by_consent(world, places, record, at, purpose):
        return "consent"
    return "meeting_seat" if has_seat(world, reader, record, at, purpose) else statute
