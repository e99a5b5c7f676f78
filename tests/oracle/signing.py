"""Somebody signs in the running application."""

from uuid import uuid4

from stafet.clock import day_of
from stafet.consent.services import Choice, Signing, give
from stafet.db.transaction import Unit
from stafet.errors import NotFound
from tests.oracle import events
from tests.oracle.events import CHILD, Event
from tests.oracle.house import House
from tests.oracle.playing import MOMENT


def choices_of(event: events.Give, house: House) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            house.ids[place],
            yes=True,
            categories=event.categories,
            own_matters=event.giver in event.subjects and event.giver != CHILD,
            everything=event.since is None,
            from_on=day_of(event.starts) if event.starts > event.at else None,
            last_day=day_of(event.ends - MOMENT) if event.ends else None,
        )
        for place in sorted(event.places)
    )


def sign_in(
    event: events.Give | events.Take,
    unit: Unit,
    house: House,
    number: int,
    choices: tuple[Choice, ...],
) -> list[Event]:
    viewer = house.viewer(number, event.giver)
    try:
        give(unit, viewer, house.children[number], Signing(uuid4(), choices))
    except NotFound:
        if unit.now == event.at:
            raise
        return []  # the giver's last instant had gone by: the child is of age
    return [event]


def say_no(event: events.Take, unit: Unit, house: House, number: int) -> list[Event]:
    return sign_in(event, unit, house, number, (Choice(house.ids[event.place], yes=False),))
