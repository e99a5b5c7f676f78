"""The child goes on, the log rises, a paper comes in: what follows, or why not (law.md)."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.oracle import events, wishes
from tests.oracle.events import CHILD, World, Written
from tests.oracle.oracle import COPENHAGEN, MOMENT, custody_changed, midnight, one_year
from tests.oracle.powers import (
    CONTACTS,
    HOLDS_AT,
    LEADS,
    TOPICS,
    No,
    Outcome,
    givers,
    is_holder,
    is_office,
    stays,
)


def move(wish: wishes.Move, world: World, at: datetime) -> Outcome:
    mine = [s for s in stays(world, at, at, coming=True) if s.place == LEADS.get(wish.by)]
    if not mine:
        return No.NOT_YOURS
    if any((stay.place, stay.first) == (wish.place, wish.first) for stay in mine):
        return []
    leaves = max(at, midnight(wish.first))
    left = [stay for stay in mine if stay.last is None or stay.last >= wish.first]
    last = wish.first - timedelta(days=1)
    gone = [replace(stay, at=at, last=last) for stay in left]
    tasks = {(t.person, t.place) for t in world.events if isinstance(t, events.Task)}
    over_ = [
        events.Task(at=leaves, person=who, place=place, begins=False)
        for who, place in sorted(tasks)
        if place in {stay.place for stay in left}
    ]
    came = events.Placed(at=at, place=wish.place, first=wish.first)
    contact = events.Task(at=leaves, person=CONTACTS[wish.place], place=wish.place)
    return [*gone, came, *over_, contact]


def set_level(wish: wishes.SetLevel, world: World, at: datetime) -> Outcome:
    if not is_holder(world, wish.by, at):
        return No.NOT_YOURS
    return [events.Sharing(at=at, what="level", shared=wish.shared)]


def approve(wish: wishes.Approve, world: World, at: datetime) -> Outcome:
    if LEADS.get(wish.by) != HOLDS_AT:
        return No.NOT_YOURS
    return [events.Sharing(at=at, what="opening", shared=True)]


def print_form(wish: wishes.Print, world: World, at: datetime) -> Outcome:
    if not is_office(world, wish.by, at):
        return No.NOT_YOURS
    return [events.Printed(at=at, paper=wish.paper, young=wish.young)]


def scan(wish: wishes.Scan, world: World, at: datetime) -> Outcome:
    """The scan lies in no log: it stays in the house that received it."""
    if not is_office(world, wish.by, at):
        return No.NOT_YOURS
    today = at.astimezone(COPENHAGEN).date()
    kept = Written(
        at=at,
        record=f"scan {len(world.events)}",
        version=1,
        place=HOLDS_AT,
        event_on=today,
        first_written_on=today,
        categories=frozenset(TOPICS),
        subjects=frozenset({CHILD}),
        author=wish.by,
        in_log=False,
    )
    return [kept, events.Scanned(at=at, paper=wish.paper)]


def receive(wish: wishes.Receive, world: World, at: datetime) -> Outcome:
    if not is_office(world, wish.by, at):
        return No.NOT_YOURS
    give, changed = wish.give, custody_changed(world, at)
    paper = next((p for p in world.known(events.Printed, at) if p.paper == wish.paper), None)
    for_another = paper is not None and paper.young != (give.giver == CHILD)
    scans = {scan.paper for scan in world.known(events.Scanned, at)}
    unseen = wish.paper is not None and wish.paper not in scans
    stranger = give.giver not in givers(world, at)
    day_after = midnight(give.signed.astimezone(COPENHAGEN).date() + timedelta(days=1))
    since = day_after if wish.no else give.signed
    late = cannot_be_of_that_day(world, give, paper, at) or has_answered(world, give, since, at)
    if stranger or for_another or unseen or late:
        return No.WRONG
    if wish.no:  # of two answers of one day the one that closes holds (L07)
        signed = min(at, day_after - MOMENT)
        told = {"giver": give.giver, "reaches": signed - MOMENT, "starts": at, "is_answer": True}
        return [events.Take(at=at, place=place, **told) for place in sorted(give.places)]
    signed = max(give.signed, changed) if changed else give.signed
    given = replace(
        give,
        at=at,
        signed=signed,
        starts=max(at, give.starts),
        ends=give.ends or one_year(give.signed),
    )
    replaced = (
        events.Take(
            at=at, giver=give.giver, reaches=signed - MOMENT, starts=given.starts, place=place
        )
        for place in sorted(give.places)
    )
    return [*replaced, given]


def cannot_be_of_that_day(
    world: World, give: events.Give, paper: events.Printed | None, at: datetime
) -> bool:
    """Say whether the form, or a change of custody, speaks against the day that is told."""
    day, changed = give.signed.astimezone(COPENHAGEN).date(), custody_changed(world, at)
    if paper is not None and day < paper.at.astimezone(COPENHAGEN).date():
        return True
    if changed is None:
        return False
    on = changed.astimezone(COPENHAGEN).date()
    return day < on or (day == on and paper is not None and paper.at < changed)


def has_answered(world: World, give: events.Give, since: datetime, at: datetime) -> bool:
    """Say whether its giver has said yes or no, or taken back, for these places since then."""
    gave = any(
        one.giver == give.giver and one.signed >= since and one.places & give.places
        for one in world.known(events.Give, at)
    )
    said_no = any(
        take.giver == give.giver and take.reaches + MOMENT >= since and take.place in give.places
        for take in world.known(events.Take, at)
        if take.is_answer
    )
    took_back = any(
        take.giver == give.giver and take.at >= since and take.place in {None, *give.places}
        for take in world.known(events.Take, at)
        if take.reaches == take.at
    )
    return gave or said_no or took_back
