"""Play the stories through the product's own verbs, each step at its instant in the past."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from stafet.catalogue.calendar import last_day_of_consent
from stafet.clock import FixedClock, day_of, start_of_day
from stafet.consent.services import Choice, Signing, ask, give, withdraw
from stafet.db.transaction import Database, Unit
from stafet.demo import seldom, together
from stafet.demo import stage as scenery
from stafet.demo.models import DemoBirth
from stafet.demo.stage import Stage
from stafet.ids import new_id
from stafet.logs import services as logs
from stafet.logs.models import Stafetlog
from stafet.logs.queries import agreements_of
from stafet.logs.rules import AgreementState, Involvement
from stafet.logs.services.agreements import Outcome, Promise
from stafet.people.queries import employments_of, leaders_of
from stafet.people.rules import TaskWhy
from stafet.people.services import give_task
from stafet.records.rules import Content, RecordKind
from stafet.records.services import Author, Writing, write

TOPICS = ("wellbeing", "learning", "language", "health", "psychology", "family", "social")
Step = dict[str, Any]
BEGINNING = 1300
"""Days before today on which the fictional kommune begins."""
HOUR = 10


def play(
    database: Database, clock: FixedClock, today: datetime, deliver: Callable[[], object]
) -> Stage:
    """Fill a new database with the demo; `clock` is the database's own and ends at `today`.

    `deliver` is called at each step, so that copies and mails carry their own dates too.
    """
    told = scenery.read("people.toml")
    with database.unit() as unit:
        unit.session.add(DemoBirth(id=1, born_at=unit.now))
        stage = scenery.build(unit, told)
    steps = [*scenery.moves(told), *_stories()]
    for number, step in enumerate(sorted(steps, key=lambda step: -int(step["ago"]))):
        clock.set(max(clock.now(), _instant(today, step["ago"], number)))
        with database.unit() as unit:
            VERBS[step["do"]](unit, stage, step)
        deliver()
    clock.set(today)
    with database.unit() as unit:
        scenery.grant_roles(unit, stage, told)
    deliver()
    return stage


def beginning(today: datetime) -> datetime:
    """Return the instant the fictional kommune begins: its time never runs back (R9)."""
    return _instant(today, BEGINNING, 0)


def _stories() -> list[Step]:
    told = [scenery.read("stories/anton.toml"), *scenery.read("stories/others.toml")["story"]]
    return [{**step, "child": story["child"]} for story in told for step in story["step"]]


def _instant(today: datetime, ago: int, number: int) -> datetime:
    """Return mid-morning `ago` days before today, one minute later for each step of the day."""
    day = day_of(today) - timedelta(days=ago)
    return start_of_day(day, HOUR) + timedelta(seconds=number)


def _author(unit: Unit, stage: Stage, step: Step) -> Author:
    person = stage.person(step["by"])
    return Author(person, employments_of(unit, person)[0].institution_id)


def _writing(unit: Unit, step: Step, kind: RecordKind) -> Writing:
    topics = frozenset(step["topics"])
    return Writing(kind, Content(text=step["text"]), day_of(unit.now), topics)


def _concern(unit: Unit, stage: Stage, step: Step) -> None:
    author, child = _author(unit, stage, step), stage.children[step["child"]]
    assert author.institution_id is not None
    place = author.institution_id
    give_task(unit, child, author.person_id, place, TaskWhy.AUTHOR, by=author.person_id)
    for leader in leaders_of(unit, place):
        give_task(unit, child, leader, place, TaskWhy.OWN_LEADER, by=author.person_id)
    write(unit, author, child, _writing(unit, step, RecordKind.CONCERN))


def _open(unit: Unit, stage: Stage, step: Step) -> None:
    talked_on = day_of(unit.now) - timedelta(days=step.get("days", 0))
    reason = step.get("reason", "")
    involvement = Involvement(step["text"], None if reason else talked_on, reason)
    viewer, child = stage.viewers[step["by"]], stage.children[step["child"]]
    stage.logs[step["child"]] = logs.open_log(unit, viewer, child, step["level"], involvement).id


def _entry(unit: Unit, stage: Stage, step: Step) -> None:
    kind = RecordKind.CHILD_VOICE if step["do"] == "voice" else RecordKind.NOTE
    viewer, log = stage.viewers[step["by"]], stage.logs[step["child"]]
    written = logs.write_entry(unit, viewer, log, _writing(unit, step, kind))
    stage.written[step["child"]] = written.record_id


def _ask(unit: Unit, stage: Stage, step: Step) -> None:
    places = [stage.places[key] for key in step["places"]]
    why = step.get("why", "")
    ask(unit, stage.viewers[step["by"]], stage.children[step["child"]], places, why=why)


def _consent(unit: Unit, stage: Stage, step: Step) -> None:
    topics = frozenset(step.get("topics", TOPICS))
    today = day_of(unit.now)
    last_day = today + timedelta(days=step["lasts"]) if "lasts" in step else None
    choices = tuple(
        Choice(stage.places[key], yes=step["do"] == "consent", categories=topics)
        for key in step["places"]
    )
    signing = Signing(new_id(), choices, last_day=last_day or last_day_of_consent(today))
    give(unit, stage.viewers[step["by"]], stage.children[step["child"]], signing)


def _withdraw(unit: Unit, stage: Stage, step: Step) -> None:
    viewer, child = stage.viewers[step["by"]], stage.children[step["child"]]
    withdraw(unit, viewer, child, stage.places[step["place"]], step.get("topic"))


def _invite(unit: Unit, stage: Stage, step: Step) -> None:
    for key in step["who"]:
        person = stage.person(key)
        place = employments_of(unit, person)[0].institution_id
        logs.invite(unit, stage.viewers[step["by"]], stage.logs[step["child"]], person, place)


def _level(unit: Unit, stage: Stage, step: Step) -> None:
    log = stage.logs[step["child"]]
    seen = unit.session.get_one(Stafetlog, log).row_version
    logs.set_level(unit, stage.viewers[step["by"]], log, step["level"], seen)


def _agree(unit: Unit, stage: Stage, step: Step) -> None:
    deadline = day_of(unit.now) + timedelta(days=step["due"])
    topics = frozenset(step["topics"])
    promise = Promise(step["text"], stage.person(step["who"]), deadline, topics)
    viewer, log = stage.viewers[step["by"]], stage.logs[step["child"]]
    stage.agreements[step["key"]] = logs.agree(unit, viewer, log, promise).record_id


def _follow(unit: Unit, stage: Stage, step: Step) -> None:
    agreement: UUID = stage.agreements[step["agreement"]]
    log = stage.logs[step["child"]]
    again = step.get("again")
    outcome = Outcome(
        step["text"],
        AgreementState(step["state"]),
        step["wellbeing"],
        day_of(unit.now) + timedelta(days=again) if again else None,
    )
    seen = agreements_of(unit, log)[agreement].row_version
    topics = frozenset({"wellbeing"})
    logs.follow_up(unit, stage.viewers[step["by"]], log, agreement, outcome, topics, seen)


def _offer(unit: Unit, stage: Stage, step: Step) -> None:
    person = stage.person(step["to"])
    place = employments_of(unit, person)[0].institution_id
    logs.offer_relay(unit, stage.viewers[step["by"]], stage.logs[step["child"]], person, place)


def _accept(unit: Unit, stage: Stage, step: Step) -> None:
    logs.accept_relay(unit, stage.viewers[step["by"]], stage.logs[step["child"]])


def _close(unit: Unit, stage: Stage, step: Step) -> None:
    viewer, log = stage.viewers[step["by"]], stage.logs[step["child"]]
    logs.close_log(unit, viewer, log, step["text"])


VERBS: dict[str, Callable[[Unit, Stage, Step], None]] = {
    "place": scenery.place,
    "leave": scenery.leave,
    "concern": _concern,
    "open": _open,
    "entry": _entry,
    "voice": _entry,
    "ask": _ask,
    "consent": _consent,
    "no": _consent,
    "outside": seldom.outside,
    "hand": seldom.hand,
    "paper": seldom.paper,
    "aloud": seldom.aloud,
    "attempt": seldom.attempt,
    "access": seldom.access,
    "alarm": seldom.alarm,
    "ask_back": seldom.ask_back,
    "keep_back": seldom.keep_back,
    "look": seldom.look,
    "why": seldom.why,
    "end": seldom.end,
    "check": seldom.check,
    "narrow": _withdraw,
    "withdraw": _withdraw,
    "invite": _invite,
    "level": _level,
    "agree": _agree,
    "follow": _follow,
    "call": together.call,
    "minutes": together.minutes,
    "offer": _offer,
    "accept": _accept,
    "close": _close,
    "delete": seldom.delete,
    "hold": seldom.hold,
    "request": seldom.request_access,
    "answer": seldom.answer_request,
}
