"""All access to a child closed, and opened again, for tests."""

from dataclasses import replace
from datetime import date

from stafet.clock import day_of
from stafet.people.rules import EndingSource, EndingTold
from stafet.people.services import end_access, undo_ending

TOLD = EndingTold("death", date(2027, 3, 1), EndingSource.CPR)


def close(world, by="leader", **more):
    """Let a leader say that all access ends."""
    with world.unit() as unit:
        told = replace(TOLD, happened_on=day_of(unit.now), **more)
        end_access(unit, world.people[by], world.child, told)
    world.database.clock.advance(seconds=1)


def reopen(world, by="leader", mistake="not_true"):
    """Let a leader say that it was a mistake."""
    with world.unit() as unit:
        undo_ending(unit, world.people[by], world.child, mistake)
    world.database.clock.advance(seconds=1)
