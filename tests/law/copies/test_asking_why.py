"""L46: a family asks why somebody has read, and the reader's leader answers."""

from dataclasses import replace
from itertools import pairwise

import pytest

from stafet.copies.queries import inbox
from stafet.errors import Conflict, Invalid, NotFound
from stafet.outbox.demo import demo_mail
from stafet.oversight import days
from stafet.oversight.services.asking import ask_why
from stafet.people.models import EmploymentRole
from stafet.people.rules import TaskWhy
from stafet.people.services import employ, give_task
from stafet.records.rules import HappeningKind
from stafet.web.unit import House
from stafet.web.viewer import Role
from tests.factories.copies import mails, read_by
from tests.factories.oversight import (
    BECAUSE,
    WHY,
    answer,
    ask,
    askable,
    asked,
    readings,
    row,
    shown,
    waits,
)
from tests.factories.special import chain, with_role
from tests.factories.withholding import REDACT, keep


@pytest.fixture(autouse=True)
def _request(web):
    with web.app.test_request_context():
        yield


@pytest.fixture
def read_log(world, log, clock):
    """Return a log whose note the pedagogue has read."""
    world.entry(log, world.pedagogue, "En tekst.")
    clock.advance(minutes=1)
    read_by(world, world.pedagogue)
    return log


def news_of(world, viewer):
    with world.unit() as unit:
        return [kind for line in inbox(unit, viewer) for kind, _ in line.kinds]


def test_L46_a_question_reaches_the_readers_leader_and_the_answer_the_one_who_asked(
    world, read_log, deliver
):
    question = ask(world, world.parent_a, read_log)
    assert waits(world, world.leader) == ([question], [])
    assert waits(world, world.pedagogue) == ([], [question])
    page = shown(world, world.leader, question)
    assert (page.words, page.asker, page.child) == (WHY, "Anna Eksempel", "Anton Eksempel")
    assert page.line.reader.name == "Pia Pedersen"
    assert "Notat, 5. marts 2027" in page.texts
    answer(world, world.leader, question)
    deliver()
    (told,) = asked(world, world.parent_a, read_log)
    assert (told.words, told.reply) == (WHY, BECAUSE)
    assert told.outcome == "Det hørte til arbejdet med barnet"
    assert HappeningKind.WHY_ANSWERED in news_of(world, world.parent_a)
    assert waits(world, world.leader) == ([], [])


def test_L46_the_other_parent_learns_nothing_of_a_question_or_its_answer(world, read_log, deliver):
    answer(world, world.leader, ask(world, world.parent_a, read_log))
    deliver()
    assert asked(world, world.parent_b, read_log) == []
    assert HappeningKind.WHY_ANSWERED not in news_of(world, world.parent_b)


def test_L46_a_question_needs_no_words_and_is_asked_once(world, read_log):
    sequence = askable(world, world.parent_a, read_log)
    question = ask(world, world.parent_a, read_log, words=" ")
    assert row(world, question).sealed is None
    assert shown(world, world.leader, question).words == ""
    assert {line.ask for line in readings(world, world.parent_a, read_log).lines} == {sequence}
    assert ask(world, world.parent_a, read_log, words="Igen?") == question


def test_L46_a_question_says_of_the_reading_only_what_its_asker_may_know(world, read_log, clock):
    world.entry(read_log, world.pedagogue, "Ikke frigivet.", at_once=False)
    clock.advance(minutes=1)
    read_by(world, world.pedagogue)
    question = ask(world, world.parent_a, read_log)
    notes = [text for text in shown(world, world.leader, question).texts if "Notat" in text]
    assert len(notes) == 1


def test_L46_of_what_is_withheld_from_the_asker_the_leader_reads_no_kind_and_no_day(
    world, read_log, clock
):
    written = world.entry(read_log, world.pedagogue, "Det skal mor ikke læse.")
    clock.advance(minutes=1)
    read_by(world, world.pedagogue)
    question = ask(world, world.parent_a, read_log)
    keep(world, written, replace(REDACT, whom=world.parent_a.person_id))
    texts = shown(world, world.leader, question).texts
    assert "Noget, der er holdt tilbage for den, der spørger" in texts
    assert len([text for text in texts if "Notat" in text]) == 1


def test_L46_nobody_asks_about_a_parents_reading_or_ones_own_or_one_not_to_be_known(
    world, read_log, clock
):
    clock.advance(days=1)
    read_by(world, world.parent_b)
    read_by(world, world.parent_a)
    page = readings(world, world.parent_a, read_log)
    first = page.lines[0]
    assert (first.who, first.ask) == ("En anden med forældremyndighed", None)
    assert all(line.ask is None for line in page.mine)
    for sequence in ("1", "f" * 64):
        with pytest.raises(NotFound):
            asking(world, world.parent_a, read_log, sequence)
    with pytest.raises(NotFound):
        asking(world, world.pedagogue, read_log, askable(world, world.parent_a, read_log))


def asking(world, viewer, log, sequence):
    with world.unit() as unit:
        return ask_why(unit, viewer, log.id, sequence)


def test_L46_a_leader_elsewhere_and_the_reader_himself_cannot_answer(world, read_log):
    question = ask(world, world.parent_a, read_log)
    for viewer in (world.pedagogue, world.teacher, world.parent_a):
        with pytest.raises(NotFound):
            answer(world, viewer, question)
        with pytest.raises(NotFound):
            shown(world, viewer, question)


def test_L46_where_the_reader_is_the_only_leader_the_officer_answers(world, log, clock):
    world.entry(log, world.pedagogue, "En tekst.")
    with world.unit() as unit:
        give_task(
            unit, world.child, world.leader.person_id, world.daycare, TaskWhy.SUBSTITUTE, by=None
        )
    clock.advance(minutes=1)
    read_by(world, world.leader)
    officer = with_role(world, world.stranger, Role.DPO)
    question = ask(world, world.parent_a, log)
    assert waits(world, world.leader) == ([], [question])
    assert waits(world, officer) == ([question], [])
    with pytest.raises(NotFound):
        answer(world, world.leader, question)
    answer(world, officer, question)
    assert asked(world, world.parent_a, log)[0].reply == BECAUSE


def test_L46_an_answer_needs_words_and_an_outcome_and_names_no_protected_home(world, read_log):
    question = ask(world, world.parent_a, read_log)
    for outcome, words, field in (
        ("part_of_work", " ", "words"),
        ("part_of_work", "x" * 2001, "words"),
        ("noget", "Fordi.", "outcome"),
        ("mistake", "Bo bor jo på Skjulestien 7.", "words"),
    ):
        with pytest.raises(Invalid) as refused:
            answer(world, world.leader, question, words, outcome)
        assert list(refused.value.problems) == [field]


def test_L46_an_answer_is_given_once_and_a_colleague_is_told(world, read_log, clock):
    with world.unit() as unit:
        role = EmploymentRole.LEADER
        employ(unit, world.stranger.person_id, world.daycare, "leder", role=role, by=None)
    question = ask(world, world.parent_a, read_log)
    answer(world, world.leader, question)
    answer(world, world.leader, question, "Noget andet.")
    with pytest.raises(Conflict):
        answer(world, world.stranger, question)
    assert asked(world, world.parent_a, read_log)[0].reply == BECAUSE


def test_L46_the_words_are_sealed_and_the_acts_are_told_to_the_childs_chain(world, read_log):
    question = ask(world, world.parent_a, read_log)
    answer(world, world.leader, question)
    assert WHY.encode() not in row(world, question).sealed
    told = "\n".join(chain(world, world.child))
    assert '"action":"reading:ask"' in told
    assert '"action":"reading:answer"' in told
    assert "skulle" not in told


def test_L50_the_mails_of_a_question_say_only_that_something_waits(world, read_log, deliver):
    before = len(mails(world))
    answer(world, world.leader, ask(world, world.parent_a, read_log))
    deliver()
    with world.unit() as unit:
        sent = demo_mail(unit)
    new = sent[: len(sent) - before]
    assert {"leader@eksempelby.example", "pedagogue@eksempelby.example"} <= {m.to for m in new}
    for mail in new:
        assert not {"Anton", "Pia", "læst", "spørg"} & set(mail.body.split())


def test_L46_who_does_not_answer_is_reminded_before_the_deadline_and_each_week_after(
    world, read_log, deliver, post, database, vault, catalogue, settings
):
    with database.unit() as unit:
        days.begin(unit)
    ask(world, world.parent_a, read_log)
    house = House(settings, database, vault, catalogue)
    both = {**post, **days.handlers(house)}
    deliver(both)
    counts = []
    for _ in range(30):
        deliver(both, days=1)
        counts.append(mails(world).count("leader@eksempelby.example"))
    steps = [day for day, (one, two) in enumerate(pairwise(counts)) if two > one]
    assert steps == [9, 13, 20, 27]


def test_L46_what_is_late_says_so(world, read_log, clock):
    question = ask(world, world.parent_a, read_log)
    clock.advance(days=15)
    assert asked(world, world.parent_a, read_log)[0].overdue
    assert shown(world, world.leader, question).line.overdue
