"""Take the relay, finish a meeting's minutes, register a child."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from stafet.consent.models import Seat
from stafet.errors import Invalid
from stafet.logs.models import HolderSpell
from stafet.logs.queries import agreements_of
from stafet.logs.services import accept_relay, offer_relay
from stafet.meetings.models import Meeting
from stafet.people.models import Person, PersonKind
from stafet.people.rules import Identity
from stafet.people.services import find_child, register_child
from stafet.web.unit import House
from tests.factories.meetings import called, finished, line
from tests.factories.world import World
from tests.faults.acts.act import Act, Told, texts

CPR, NAME = "620418-4980", "Berta Eksempel"


def an_offer(world: World) -> dict[str, Any]:
    world.concern()
    log = world.log()
    world.consents(world.school)
    world.task(world.teacher, world.school)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.teacher.person_id, world.school)
    return {"log": log}


def take_it(_: House, world: World, told: Told) -> None:
    with world.unit() as unit:
        accept_relay(unit, world.teacher, told["log"].id)


def holders(_: House, world: World, told: Told) -> list[str]:
    """Return everybody who holds the relay now: one, at every instant (L28)."""
    names = {viewer.person_id: name for name, viewer in world.people.items()}
    with world.unit() as unit:
        now = select(HolderSpell.person_id).where(
            HolderSpell.log_id == told["log"].id, HolderSpell.to_at.is_(None)
        )
        return [names[person] for person in unit.session.scalars(now)]


def a_meeting(world: World) -> dict[str, Any]:
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    return {"log": log, "meeting": called(world, log), "key": uuid4()}


def finish(_: House, world: World, told: Told) -> None:
    people = (world.pedagogue, world.psychologist, world.parent_a)
    came = frozenset(viewer.person_id for viewer in people)
    decided = (line(1, "Ringe hver fredag", world.pedagogue.person_id),)
    finished(world, told["log"], told["meeting"], key=told["key"], came=came, lines=decided)


def minutes(_: House, world: World, told: Told) -> tuple[str, int, int, int]:
    """Return the meeting's state, and how many minutes, agreements and seats there are."""
    with world.unit() as unit:
        state = unit.session.get_one(Meeting, told["meeting"]).state.value
        agreements = len(agreements_of(unit, told["log"].id))
        seats = unit.session.scalar(select(func.count()).where(Seat.record_id == told["key"]))
    return state, len(texts(world, "parent_a", told["key"])), agreements, seats or 0


def nothing(_: World) -> dict[str, Any]:
    return {}


def register(_: House, world: World, told: Told) -> None:
    with suppress(Invalid), world.unit() as unit:  # already registered: it is told so
        register_child(unit, Identity(NAME, CPR), by=None)


def children(_: House, world: World, told: Told) -> tuple[int, bool]:
    """Return how many children there are, and whether this one is found by its number."""
    with world.unit() as unit:
        query = select(func.count()).where(Person.kind == PersonKind.CHILD)
        return unit.session.scalar(query) or 0, find_child(unit, cpr=CPR) is not None


HAND_OVER = Act(an_offer, take_it, holders, before=["pedagogue"], after=["teacher"])
FINALISE = Act(a_meeting, finish, minutes, before=("called", 0, 0, 0), after=("held", 1, 1, 2))
REGISTER = Act(nothing, register, children, before=(1, False), after=(2, True))
