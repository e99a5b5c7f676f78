"""Somebody signs in the running application: signed in, or aloud some days ago."""

from dataclasses import replace
from uuid import uuid4

from sqlalchemy import select

from stafet.clock import day_of
from stafet.consent.models import Consent, Party
from stafet.consent.services import Choice, Signing, give
from stafet.consent.services.receiving import Received, receive
from stafet.db.transaction import Unit
from stafet.errors import Invalid, NotFound
from tests.oracle import events
from tests.oracle.events import CHILD, Event
from tests.oracle.house import HOLDER, House
from tests.oracle.playing import MOMENT


def received(
    event: events.Give, told: tuple[Event, ...], unit: Unit, house: House, number: int
) -> list[Event]:
    """Let the office type in what was said some days ago: all of it, or it is refused."""
    signing = Signing(uuid4(), choices_of(event, house), signed_on=day_of(event.signed))
    giver = house.viewer(number, event.giver).person_id
    said = Received(giver, signing, words="Ja, det må I.", present="Alle")
    try:
        receive(unit, house.viewer(number, HOLDER), house.children[number], said)
    except (Invalid, NotFound):
        return []
    unit.session.flush()
    at = unit.session.get_one(Consent, signing.id).signed_at
    ends = unit.session.scalars(select(Party.until_at).where(Party.consent_id == signing.id))
    given = replace(
        event, signed=at, ends=ends.first(), since=None if event.since is None else day_of(at)
    )
    return [
        given if one is event else replace(one, reaches=at - MOMENT)
        for one in told
        if isinstance(one, events.Give | events.Take)
    ]


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
