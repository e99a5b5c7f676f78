"""The stories' rarer steps: a yes on paper or aloud, nobody answers, access by law, who read."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select

from stafet.access_requests.deciding import decide_request
from stafet.access_requests.models import AccessRequest
from stafet.access_requests.registering import Asked, name_handler, register
from stafet.access_requests.rules import AskerKind, Outcome
from stafet.accounts.services import grant_role
from stafet.catalogue.cpr import parse_cpr
from stafet.clock import day_of
from stafet.consent import withholding
from stafet.consent.facts import load_facts
from stafet.consent.models import AttemptWay
from stafet.consent.pages.handing import handed_copy
from stafet.consent.reading import read
from stafet.consent.services import Choice, Signing, ask, name_outsider
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.services.receiving import Received, keep_scan, print_paper, receive
from stafet.consent.special import emergency
from stafet.consent.special.emergency import Alarm, open_emergency
from stafet.consent.special.rules import Wish
from stafet.consent.special.services import open_access
from stafet.consent.verdicts import Answer, Decision
from stafet.db.transaction import Unit
from stafet.demo.stage import Stage
from stafet.erasure.queries import things_of
from stafet.erasure.services import approve, set_hold
from stafet.ids import new_id
from stafet.oversight.looks import looks_at
from stafet.oversight.models import SpotCheck
from stafet.oversight.services.asking import answer_why, ask_why
from stafet.oversight.services.checking import conclude, draw_one, see_to_checks
from stafet.people.queries import employments_of
from stafet.people.rules import EndingSource, EndingTold, Outsider
from stafet.people.services import end_access
from stafet.records.files import accept
from stafet.records.models import Record
from stafet.records.rules import RecordKind
from stafet.web.viewer import Role, Viewer

Step = dict[str, Any]


def outside(unit: Unit, stage: Stage, step: Step) -> None:
    """Ask about a person outside the kommune; the story calls him by a key from now on."""
    viewer, child = stage.viewers[step["by"]], stage.children[step["child"]]
    who = Outsider(step["name"], step["role"])
    stage.places[step["key"]] = name_outsider(unit, viewer, child, new_id(), who)
    ask(unit, viewer, child, [stage.places[step["key"]]], why=step["why"])


def hand(unit: Unit, stage: Stage, step: Step) -> None:
    """Hand a copy to him."""
    log, outsider = stage.logs[step["child"]], stage.places[step["to"]]
    handed_copy(unit, stage.viewers[step["by"]], log, outsider)


def paper(unit: Unit, stage: Stage, step: Step) -> None:
    """Print a form, scan it signed, and type in what it says."""
    viewer, child = stage.viewers[step["by"]], stage.children[step["child"]]
    form = print_paper(unit, viewer, child, "da", new_id())
    keep_scan(unit, viewer, child, form, new_id(), accept(_scan()))
    receive(
        unit, viewer, child, Received(stage.person(step["giver"]), _signed(unit, stage, step), form)
    )


def aloud(unit: Unit, stage: Stage, step: Step) -> None:
    """Write down what somebody said."""
    viewer, child = stage.viewers[step["by"]], stage.children[step["child"]]
    signing, giver = _signed(unit, stage, step), stage.person(step["giver"])
    said = Received(giver, signing, words=step["words"], present=step["present"])
    receive(unit, viewer, child, said)


def attempt(unit: Unit, stage: Stage, step: Step) -> None:
    """Note that somebody was tried to be reached."""
    way, interpreter = AttemptWay(step["way"]), step.get("interpreter", False)
    tried = Tried(new_id(), stage.person(step["giver"]), way, interpreter, day_of(unit.now))
    note_attempt(unit, stage.viewers[step["by"]], stage.children[step["child"]], tried)


def access(unit: Unit, stage: Stage, step: Step) -> None:
    """Let a leader open the log's concerns to somebody."""
    child, receiver = stage.children[step["child"]], stage.person(step["to"])
    query = select(Record.id).where(Record.child_id == child, Record.kind == RecordKind.CONCERN)
    wish = Wish(
        new_id(),
        step["kind"],
        receiver,
        employments_of(unit, receiver)[0].institution_id,
        frozenset(unit.session.scalars(query)),
        reason=step["reason"],
        asker=step.get("asker", ""),
    )
    open_access(unit, _leader(unit, stage, step["by"]), child, wish)


def alarm(unit: Unit, stage: Stage, step: Step) -> None:
    """Open what stands about a child in danger, and have a leader approve it."""
    asked = Alarm(new_id(), step["reason"], cpr=parse_cpr(step["cpr"]).digits)
    opened = open_emergency(unit, stage.viewers[step["by"]], asked)
    assert opened is not None
    emergency.approve(unit, _leader(unit, stage, step["approved_by"]), opened)


def ask_back(unit: Unit, stage: Stage, step: Step) -> None:
    """Ask the leader to keep the text that was just written from the parents."""
    child = stage.children[step["child"]]
    record = stage.written[step["child"]]
    withholding.ask_back(unit, stage.viewers[step["by"]], child, record, step["reason"])


def keep_back(unit: Unit, stage: Stage, step: Step) -> None:
    """Let the leader redact the text that was just written."""
    review_on = day_of(unit.now) + timedelta(days=step["review"])
    decision = Decision(Answer.REDACT, legal=step["legal"], review_on=review_on)
    leader, child = _leader(unit, stage, step["by"]), stage.children[step["child"]]
    withholding.keep_back(unit, leader, child, stage.written[step["child"]], decision)


def hold(unit: Unit, stage: Stage, step: Step) -> None:
    """Keep everything about a child although its time may be over."""
    leader, child = _leader(unit, stage, step["by"]), stage.children[step["child"]]
    set_hold(unit, leader, child, new_id(), step["reason"], step["text"])


def delete(unit: Unit, stage: Stage, step: Step) -> None:
    """Approve the deletion of what has been kept long enough; the worker carries it out."""
    leader, child = _leader(unit, stage, step["by"]), stage.children[step["child"]]
    approve(unit, leader, {due.thing.id for due in things_of(unit, child)})


def look(unit: Unit, stage: Stage, step: Step) -> None:
    """Let somebody read the log."""
    read(unit, stage.viewers[step["by"]], stage.children[step["child"]])


def why(unit: Unit, stage: Stage, step: Step) -> None:
    """Let a parent ask why somebody's newest reading was."""
    viewer, log = stage.viewers[step["by"]], stage.logs[step["child"]]
    child_id, reader = stage.children[step["child"]], stage.person(step["who"])
    looks, _older = looks_at(unit, viewer, child_id, load_facts(unit, child_id), None)
    newest = next(one for one in looks if one.reader_id == reader)
    asked = ask_why(unit, viewer, log, newest.mark, step["text"])
    if "answer" in step:
        leader = _leader(unit, stage, step["answered_by"])
        answer_why(unit, leader, asked, step["outcome"], step["answer"])


def end(unit: Unit, stage: Stage, step: Step) -> None:
    """Let the leader close all access to a child."""
    told = EndingTold(step["why"], day_of(unit.now), EndingSource(step["source"]))
    end_access(unit, _leader(unit, stage, step["by"]), stage.children[step["child"]], told)


def check(unit: Unit, stage: Stage, step: Step) -> None:
    """Let the data-protection officer look at what the lot has drawn, and draw one more."""
    viewer = replace(stage.viewers[step["by"]], roles=frozenset({Role.DPO}))
    grant_role(unit, viewer.person_id, Role.DPO, by=None)
    unit.session.flush()
    see_to_checks(unit)
    open_checks = select(SpotCheck).where(SpotCheck.concluded_at.is_(None))
    for row in unit.session.scalars(open_checks).all():
        conclude(unit, viewer, row.id, step["outcome"], step["text"])
    if step.get("draws"):
        draw_one(unit, viewer)


def request_access(unit: Unit, stage: Stage, step: Step) -> None:
    """Register that somebody asks for access, and name who answers."""
    leader, child = _leader(unit, stage, step["by"]), stage.children[step["child"]]
    asker = stage.children.get(step["asker"]) or stage.person(step["asker"])
    kind = AskerKind.YOUNG if asker == child else AskerKind.CUSTODY
    place = min(leader.led)
    asked = Asked(new_id(), kind, asker, place, day_of(unit.now), step["text"])
    made = register(unit, leader, child, asked)
    name_handler(unit, leader, made, stage.person(step["who"]), place)


def answer_request(unit: Unit, stage: Stage, step: Step) -> None:
    """Decide what was asked for: everything."""
    query = select(AccessRequest.id).where(AccessRequest.child_id == stage.children[step["child"]])
    request = unit.session.scalars(query).one()
    decide_request(unit, stage.viewers[step["by"]], request, Outcome.GRANTED, step["text"])


def _signed(unit: Unit, stage: Stage, step: Step) -> Signing:
    topics = frozenset(step["topics"])
    choices = tuple(
        Choice(stage.places[key], yes=True, categories=topics) for key in step["places"]
    )
    return Signing(new_id(), choices, signed_on=day_of(unit.now))


def _leader(unit: Unit, stage: Stage, key: str) -> Viewer:
    """Return somebody as the leader he is where he works, his role looked over anew."""
    viewer = stage.viewers[key]
    grant_role(unit, viewer.person_id, Role.LEADER, by=None)
    led = frozenset({employments_of(unit, viewer.person_id)[0].institution_id})
    return replace(viewer, roles=frozenset({Role.LEADER}), led=led)


def _scan() -> bytes:
    """Draw a page that looks like a signed form from afar."""
    page = Image.new("L", (420, 594), 250)
    pen = ImageDraw.Draw(page)
    for line in range(60, 430, 18):
        pen.line((40, line, 380 - line * 7 % 90, line), fill=150, width=3)
    pen.line(
        [(60, 520), (90, 490), (110, 525), (140, 495), (165, 520), (230, 505)], fill=40, width=3
    )
    kept = BytesIO()
    page.save(kept, "PNG")
    return kept.getvalue()
