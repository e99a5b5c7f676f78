"""The stories' meetings: called, held and written down."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from stafet.clock import COPENHAGEN, day_of
from stafet.db.transaction import Unit
from stafet.demo.stage import Stage
from stafet.ids import new_id
from stafet.meetings.rules import Call, Chair, Line, Minutes
from stafet.meetings.services import call_meeting, finish_minutes
from stafet.people.queries import employments_of

Step = dict[str, Any]


def call(unit: Unit, stage: Stage, step: Step) -> None:
    """Invite the story's professionals and parents to a meeting some days later."""
    day = day_of(unit.now) + timedelta(days=step["in"])
    told = Call(
        kind="netvaerksmoede",
        on=day,
        at=datetime.combine(day, time.fromisoformat(step["at"]), COPENHAGEN),
        place=step["room"],
        purpose=step["text"],
        categories=frozenset(step["topics"]),
        people=frozenset(_chair(unit, stage, key) for key in step["who"]),
        guardians=frozenset(stage.person(key) for key in step["parents"]),
        child_perspective=step["child_view"],
        parents_how=step["talked"],
    )
    log = stage.logs[step["child"]]
    meeting = call_meeting(unit, stage.viewers[step["by"]], log, told, key=new_id())
    stage.meetings[step["child"]] = meeting


def minutes(unit: Unit, stage: Stage, step: Step) -> None:
    """Finish the minutes of the meeting the child's story called last."""
    lines = tuple(_line(unit, stage, row, line) for row, line in enumerate(step["lines"]))
    told = Minutes(
        answers=step["said"],
        categories=frozenset(step["topics"]),
        parents=step["parents"],
        child=step["child_view"],
        lines=lines,
        came=frozenset(stage.person(key) for key in step["came"]),
    )
    viewer, log = stage.viewers[step["by"]], stage.logs[step["child"]]
    finish_minutes(unit, viewer, log, stage.meetings[step["child"]], told, 0, key=new_id())


def _chair(unit: Unit, stage: Stage, key: str) -> Chair:
    person: UUID = stage.person(key)
    return person, employments_of(unit, person)[0].institution_id


def _line(unit: Unit, stage: Stage, row: int, line: Step) -> Line:
    deadline = day_of(unit.now) + timedelta(days=line["due"])
    return Line(row, line["what"], stage.person(line["who"]), deadline)
