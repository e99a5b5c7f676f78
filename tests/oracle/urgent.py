"""An emergency, and a giver who does not answer, as law.md says: what opens, or why not."""

from datetime import UTC, datetime, timedelta
from itertools import product

from tests.oracle import events, wishes
from tests.oracle.events import CHILD, World, Written
from tests.oracle.oracle import (
    COPENHAGEN,
    custody,
    custody_changed,
    ended,
    one_year,
    permitted,
    required,
    shared,
    valid,
)
from tests.oracle.powers import TOPICS, No, Outcome, givers, is_holder, newest, opens_access

SIGHT, SILENCE = timedelta(hours=24), timedelta(days=14)


def alarm(wish: wishes.Alarm, world: World, at: datetime) -> Outcome:
    """L16: sight of everything for 24 hours; nobody twice without a second person's yes."""
    mine = [one for one in world.known(events.Access, at) if one.alarm and one.person == wish.by]
    if any(runs(world, one, at) for one in mine):
        return []
    if any(not is_approved(world, one, at) for one in mine):
        return No.WRONG
    return [
        events.Access(
            at=at,
            name=f"access {len(world.events)}",
            person=wish.by,
            records=frozenset(one.record for one in world.known(Written, at)),
            until=at.astimezone(UTC) + SIGHT,
            alarm=True,
        )
    ]


def second(wish: wishes.Second, world: World, at: datetime) -> Outcome:
    access = next(one for one in world.known(events.Access, at) if one.name == wish.access)
    if wish.by == access.person or not opens_access(world, wish.by, at):
        return No.NOT_YOURS
    approved = is_approved(world, access, at)
    refused = any(
        one.refused and one.access == access.name for one in world.known(events.Closed, at)
    )
    if approved if wish.yes else refused:
        return []
    if approved or not runs(world, access, at):
        return No.WRONG
    if wish.yes:
        return [events.Approved(at=at, access=access.name)]
    return [events.Closed(at=at, access=access.name, refused=True)]


def runs(world: World, access: events.Access, at: datetime) -> bool:
    closed = {one.access for one in world.known(events.Closed, at)}
    return at < access.until and access.name not in closed


def is_approved(world: World, access: events.Access, at: datetime) -> bool:
    return any(one.access == access.name for one in world.known(events.Approved, at))


def attempt(wish: wishes.Try, world: World, at: datetime) -> Outcome:
    if not is_holder(world, wish.by, at):
        return No.NOT_YOURS
    if wish.giver not in givers(world, at):
        return No.WRONG
    return [events.Tried(at=at, giver=wish.giver, phone=wish.phone)]


def silence_opens(world: World, place: str, record: str, at: datetime) -> bool:
    """L09: only what the silent givers' yes would open, beside the yes of all others."""
    if ended(world, at) or not shared(world, at) or "unknown" in custody(world, at).values():
        return False
    asked = required(world, place, CHILD, at)
    silent = {giver for giver in asked if not says_yes(world, giver, place, at)}
    if not silent or not all(is_silent(world, giver, place, at) for giver in silent):
        return False
    one = newest(world, record, at)
    cells, days = set(product(one.categories, {CHILD})), (one.event_on, one.first_written_on)
    would = permitted(if_all_said_yes(world, silent, place, at), place, USUAL, cells, days, at)
    return one.subjects == {CHILD} and one.in_log and would


USUAL = "early_support"


def if_all_said_yes(world: World, silent: set[str], place: str, at: datetime) -> World:
    yes = {
        "places": frozenset({place}),
        "categories": frozenset(TOPICS),
        "signed": at,
        "starts": at,
    }
    given = [
        events.Give(at=at, giver=giver, subjects=frozenset({CHILD}), **yes)
        for giver in sorted(silent)
    ]
    return World(world.born, world.youth_age, [*world.events, *given])


def says_yes(world: World, giver: str, place: str, at: datetime) -> bool:
    return any(
        give.giver == giver and valid(world, give, place, category, at)
        for give in world.known(events.Give, at)
        for category in give.categories
    )


def is_silent(world: World, giver: str, place: str, at: datetime) -> bool:
    """Say whether he was asked long enough ago, rung since, and never said no."""
    if refused_ever(world, giver, place, at):
        return False
    asked = [one.at for one in world.known(events.Asked, at) if one.place == place]
    changed = custody_changed(world, at)
    said = [give for give in world.known(events.Give, at) if give.giver == giver]
    lapsed = [lapses(give) for give in said if place in give.places and lapses(give) <= at]
    since = max([*asked, *lapsed, *([changed] if changed else [])])
    day = since.astimezone(COPENHAGEN).date()
    rung = any(
        one.giver == giver and one.phone and one.at.astimezone(COPENHAGEN).date() >= day
        for one in world.known(events.Tried, at)
    )
    return bool(asked) and rung and at >= since + SILENCE


def lapses(give: events.Give) -> datetime:
    return min(one_year(give.signed), give.ends or one_year(give.signed))


def refused_ever(world: World, giver: str, place: str, at: datetime) -> bool:
    """Say whether he said no to the place, or took anything back from it."""
    return any(
        take.giver == giver
        and take.place in {None, place}
        and (take.is_answer or take.reaches == take.at)
        for take in world.known(events.Take, at)
    )
