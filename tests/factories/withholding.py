"""What is asked back and kept back, and what is met of it, for tests."""

from dataclasses import replace
from datetime import date

from stafet.consent.kept import kept_at, standing_of
from stafet.consent.reading import read
from stafet.consent.withholding import (
    Answer,
    Decision,
    ask_back,
    decide_back,
    keep_back,
    lift,
    review,
)
from stafet.copies.queries import inbox
from stafet.records.rules import RecordKind

WORDS = "Far råber ofte om morgenen."
WHY = "Barnet er bange for, hvad der sker hjemme."
REVIEW_ON = date(2027, 6, 1)
HIDE = Decision(Answer.HIDE, legal="child", review_on=REVIEW_ON)
REDACT = replace(HIDE, answer=Answer.REDACT)
REFUSE = Decision(Answer.REFUSE)


def seen(world, viewer, written):
    """Return "text", "withheld" or "" as somebody meets the record now."""
    with world.unit() as unit:
        reading = read(unit, viewer, world.child)
    if any(shown.record_id == written.record_id for shown in reading.records):
        return "text"
    return "withheld" if written.record_id in dict(reading.withheld) else ""


def news(world, viewer):
    return told_of(world, viewer, RecordKind.NOTE)


def ask(world, written, reason=WHY, by="pedagogue"):
    with world.unit() as unit:
        ask_back(unit, world.people[by], world.child, written.record_id, reason)


def asked(world):
    with world.unit() as unit:
        return next(one for one in kept_at(unit, {world.daycare}) if one.is_asked)


def decide(world, decision, by="leader"):
    limit = asked(world).id
    with world.unit() as unit:
        decide_back(unit, world.people[by], limit, decision)


def keep(world, written, decision, by="leader"):
    with world.unit() as unit:
        keep_back(unit, world.people[by], world.child, written.record_id, decision)


def only_limit(world, written):
    with world.unit() as unit:
        (limit,) = standing_of(unit, written.record_id)
    return limit


def end(world, written):
    limit = only_limit(world, written).id
    with world.unit() as unit:
        lift(unit, world.leader, limit)


def look_again(world, written, on):
    limit = only_limit(world, written).id
    with world.unit() as unit:
        review(unit, world.leader, limit, on)


def told_of(world, viewer, kind):
    with world.unit() as unit:
        found = [told for line in inbox(unit, viewer) for told in line.kinds]
    return found.count(("record", kind.value))
