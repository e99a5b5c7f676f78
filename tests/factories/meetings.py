"""A network meeting for tests: called with everybody, and minutes that may be finished."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from stafet.clock import COPENHAGEN
from stafet.meetings.queries import Invitable, invitable
from stafet.meetings.rules import Call, Line, Minutes
from stafet.meetings.services import call_meeting, finish_minutes

ON = date(2027, 3, 9)
AT = datetime(2027, 3, 9, 14, 5, tzinfo=COPENHAGEN)


def a_call(**other) -> Call:
    """Return a call that may be made."""
    usual = Call(
        kind="netvaerksmoede",
        on=ON,
        at=AT,
        place="Rådhuset, lokale 2",
        purpose="Hvad hjælper Anton?",
        categories=frozenset({"wellbeing"}),
        child_perspective="Pia taler med Anton dagen før.",
        parents_how="Talt sammen i mandags.",
    )
    return replace(usual, **other)


def some_minutes(**other) -> Minutes:
    """Return minutes that may be finished, but for who came."""
    usual = Minutes(
        answers={"known": "Anton leger bedst med én ad gangen."},
        categories=frozenset({"wellbeing"}),
        parents="Vi er trygge ved det.",
        child_reason="Anton sov.",
    )
    return replace(usual, **other)


def line(row: int, what: str, who: UUID | None, on: date | None = date(2027, 4, 1)) -> Line:
    return Line(row, what, who, on)


def who_may_come(world, log) -> Invitable:
    with world.unit() as unit:
        return invitable(unit, world.pedagogue, log.id, "meeting:call")


def called(world, log, **other) -> UUID:
    """Call a meeting with everybody who may come."""
    may = who_may_come(world, log)
    told = {"people": may.chairs, "guardians": frozenset(may.guardians), **other}
    with world.unit() as unit:
        return call_meeting(unit, world.pedagogue, log.id, a_call(**told), key=uuid4())


def finished(world, log, meeting: UUID, *, seen: int = 0, key: UUID | None = None, **other) -> UUID:
    """Finish a meeting's minutes; return the record's id."""
    key = key or uuid4()
    other.setdefault("came", frozenset({world.pedagogue.person_id, world.parent_a.person_id}))
    with world.unit() as unit:
        minutes = some_minutes(**other)
        finish_minutes(unit, world.pedagogue, log.id, meeting, minutes, seen, key=key)
    return key
