"""Questions about readings for tests: who asks, who answers, what each may see."""

from dataclasses import replace

from sqlalchemy import select

from stafet.oversight.models import Question
from stafet.oversight.pages.questions import question_page, questions_page
from stafet.oversight.pages.readings import readings_page
from stafet.oversight.services.asking import answer_why, ask_why

WHY = "Hvorfor skulle hun læse det?"
BECAUSE = "Pia er Antons pædagog og skrev sin egen tekst færdig."


def readings(world, viewer, log):
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        return readings_page(unit, viewer, log.id, None, with_names=False)


def askable(world, viewer, log):
    """Return the newest reading that the viewer may ask about."""
    return next(line.ask for line in readings(world, viewer, log).lines if line.ask is not None)


def ask(world, viewer, log, words=WHY):
    sequence = askable(world, viewer, log)
    with world.unit() as unit:
        return ask_why(unit, viewer, log.id, sequence, words)


def answer(world, viewer, question, words=BECAUSE, outcome="part_of_work"):
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        answer_why(unit, viewer, question, outcome, words)


def shown(world, viewer, question):
    with world.unit() as unit:
        return question_page(unit, viewer, question)


def waits(world, viewer):
    """Return the questions on somebody's list: to answer, and about himself."""
    with world.unit() as unit:
        page = questions_page(unit, viewer)
    return [line.id for line in page.to_answer], [line.id for line in page.about_me]


def asked(world, viewer, log):
    """Return what the viewer sees of his questions beside the readings."""
    page = readings(world, viewer, log)
    beside = [line.asked for line in page.lines if line.asked]
    return [*beside, *page.questions]


def row(world, question):
    with world.unit() as unit:
        return unit.session.scalars(select(Question).where(Question.id == question)).one()


def without_lead(viewer):
    return replace(viewer, led=frozenset(), roles=frozenset())
