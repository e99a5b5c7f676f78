"""Keep a text back, or let it go, as law.md says: what follows, or why it is refused."""

from dataclasses import replace
from datetime import datetime

from tests.oracle import events, wishes
from tests.oracle.events import World, Written
from tests.oracle.powers import (
    No,
    Outcome,
    decides_on,
    family,
    is_own,
    limits,
    released,
)


def ask_back(wish: wishes.AskBack, world: World, at: datetime) -> Outcome:
    if not is_own(world, wish.by, wish.record, at):
        return No.NOT_YOURS
    rows = limits(world, at, wish.record).values()
    if any(row.stands and row.kind == "asked" for row in rows):
        return []
    if released(world, wish.record, at):
        return No.WRONG
    return [keeps(world, at, "asked", wish.record, None)]


def let_go(wish: wishes.LetGo, world: World, at: datetime) -> Outcome:
    if not is_own(world, wish.by, wish.record, at):
        return No.NOT_YOURS
    rows = limits(world, at, wish.record).values()
    asked = [over(row, at) for row in rows if row.stands and row.kind == "asked"]
    out = released(world, wish.record, at)
    waiting = [
        events.Release(at=at, record=one.record, version=one.version)
        for one in world.known(Written, at)
        if one.record == wish.record and one not in out
    ]
    return [*asked, *waiting]


def answer(wish: wishes.Answer, world: World, at: datetime) -> Outcome:
    row = limits(world, at)[wish.row]
    if not decides_on(world, wish.by, row.record, at):
        return No.NOT_YOURS
    if not row.stands:
        return No.TOO_LATE
    if wish.kind is None:
        return [over(row, at)]
    if wish.whom not in {None, *family(world, at)}:
        return No.WRONG
    return [keeps(world, at, wish.kind, row.record, wish.whom), over(row, at)]


def keep_back(wish: wishes.KeepBack, world: World, at: datetime) -> Outcome:
    if not decides_on(world, wish.by, wish.record, at):
        return No.NOT_YOURS
    if wish.whom not in {None, *family(world, at)}:
        return No.WRONG
    rows = [row for row in limits(world, at, wish.record).values() if row.stands]
    if any(row.kind == "asked" for row in rows):
        return No.TOO_LATE
    if wish.whom and any(row.reader is None for row in rows):
        return No.WRONG
    former = [over(row, at) for row in rows if wish.whom in {None, row.reader}]
    return [*former, keeps(world, at, wish.kind, wish.record, wish.whom)]


def lift(wish: wishes.Lift, world: World, at: datetime) -> Outcome:
    row = limits(world, at)[wish.row]
    if not decides_on(world, wish.by, row.record, at):
        return No.NOT_YOURS
    return [over(row, at)] if row.stands and row.kind != "asked" else No.TOO_LATE


def keeps(world: World, at: datetime, kind: str, record: str, whom: str | None) -> events.Limit:
    return events.Limit(
        at=at, row=f"limit {len(world.events)}", kind=kind, record=record, reader=whom
    )


def over(row: events.Limit, at: datetime) -> events.Limit:
    return replace(row, at=at, stands=False)
