"""Open texts to one person, as law.md says: by statute, or by a seat at a meeting."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from tests.oracle import events, wishes
from tests.oracle.events import CHILD, World, Written
from tests.oracle.oracle import COPENHAGEN, midnight
from tests.oracle.powers import (
    HOLDER,
    HOLDS_AT,
    LEADS,
    No,
    Outcome,
    chairs,
    is_holder,
    known_holders,
    open_topics,
    opens_access,
)
from tests.oracle.urgent import silence_opens

LONGEST = {"complaint": 365, "access_request": 30, "silent_giver": 30}


def open_access(wish: wishes.OpenAccess, world: World, at: datetime) -> Outcome:
    if not opens_access(world, wish.by, at):
        return No.NOT_YOURS
    days = (wish.last - at.astimezone(COPENHAGEN).date()).days
    elsewhere = LEADS.get(wish.person, wish.place) != wish.place
    if wish.person == wish.by or elsewhere or not 0 <= days < LONGEST[wish.kind]:
        return No.WRONG
    if wish.kind == "silent_giver" and not silence_opens(world, wish.place, wish.record, at):
        return No.WRONG
    return [
        events.Access(
            at=at,
            name=f"access {len(world.events)}",
            person=wish.person,
            records=frozenset({wish.record}),
            until=midnight(wish.last + timedelta(days=1)),
        )
    ]


def close_access(wish: wishes.CloseAccess, world: World, at: datetime) -> Outcome:
    access = next(one for one in world.known(events.Access, at) if one.name == wish.access)
    if wish.by != access.person and not opens_access(world, wish.by, at):
        return No.NOT_YOURS
    closed = {one.access for one in world.known(events.Closed, at)}
    runs = at < access.until and wish.access not in closed
    return [events.Closed(at=at, access=wish.access)] if runs else []


def call(wish: wishes.Call, world: World, at: datetime) -> Outcome:
    if not is_holder(world, wish.by, at):
        return No.NOT_YOURS
    others = {place for _, place in wish.chairs if place != HOLDS_AT}
    topics = {place: open_topics(world, place, at) for place in others}
    may = wish.chairs <= chairs(world, at) and all(topics.values())
    told = all(wish.topics <= open_ for open_ in topics.values())
    if not (may and told and (wish.chairs or known_holders(world, at))):
        return No.WRONG
    called = events.Called(at=at, meeting=wish.meeting, kind=wish.kind, chairs=wish.chairs)
    return [called, said_at_the_meeting(wish, at, at.astimezone(COPENHAGEN).date())]


def finish(wish: wishes.Finish, world: World, at: datetime) -> Outcome:
    if not is_holder(world, wish.by, at):
        return No.NOT_YOURS
    called = next(m for m in world.known(events.Called, at) if m.meeting == wish.meeting)
    if any(held.meeting == wish.meeting for held in world.known(events.Held, at)):
        return No.TOO_LATE
    come = {who: place for who, place in called.chairs if who in wish.came}
    ssd = called.kind == "ssd"
    if set(come) != wish.came - {HOLDER} or not (
        ssd or all(open_topics(world, place, at) for place in come.values())
    ):
        return No.WRONG
    today = at.astimezone(COPENHAGEN).date()
    minutes = said_at_the_meeting(wish, at, called.at.astimezone(COPENHAGEN).date())
    until = midnight(half_a_year_after(today)) if ssd else None
    seats = (
        events.Seat(at=at, person=who, place=place, record=minutes.record, until=until)
        for who, place in sorted(come.items())
    )
    return [events.Held(at=at, meeting=wish.meeting), minutes, *seats]


def said_at_the_meeting(wish: wishes.Call | wishes.Finish, at: datetime, on: date) -> Written:
    minutes = isinstance(wish, wishes.Finish)
    return Written(
        at=at,
        record=f"minutes of {wish.meeting}" if minutes else wish.meeting,
        version=1,
        place=HOLDS_AT,
        event_on=on,
        first_written_on=at.astimezone(COPENHAGEN).date(),
        categories=wish.topics,
        subjects=frozenset({CHILD}),
        author=HOLDER,
        releases=at,
        answers=wish.meeting if minutes else "",
    )


def half_a_year_after(day: date) -> date:
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
