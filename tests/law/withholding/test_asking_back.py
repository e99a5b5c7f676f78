"""An author asks his text back; a leader answers (law.md, Terms)."""

from dataclasses import replace
from datetime import date

import pytest

from stafet.consent.withholding import (
    decide_back,
    release_now,
)
from stafet.errors import Conflict, Invalid, NotFound
from stafet.people.models import EmploymentRole
from stafet.people.services import employ
from tests.factories.withholding import (
    HIDE,
    REDACT,
    REFUSE,
    WHY,
    ask,
    asked,
    decide,
    keep,
    news,
    only_limit,
    seen,
)


def test_ordinary_text_waits_for_the_next_working_day_and_its_author_may_let_it_go_now(
    world, written, deliver
):
    assert seen(world, world.parent_a, written) == ""
    with world.unit() as unit:
        release_now(unit, world.pedagogue, world.child, written.record_id)
    assert seen(world, world.parent_a, written) == "text"
    deliver()
    assert news(world, world.parent_a) == 1
    deliver(days=1)
    assert news(world, world.parent_a) == 1


def test_what_is_asked_back_reaches_no_guardian_while_it_waits_but_staff_as_before(
    world, written, deliver
):
    ask(world, written)
    ask(world, written, "En gang til.")
    deliver(days=3)
    for parent in (world.parent_a, world.parent_b):
        assert seen(world, parent, written) == ""
        assert news(world, parent) == 0
    assert seen(world, world.pedagogue, written) == "text"


def test_refused_it_is_released_as_planned(world, written, deliver):
    ask(world, written)
    decide(world, REFUSE)
    assert seen(world, world.parent_a, written) == ""
    deliver(days=1)
    assert seen(world, world.parent_a, written) == "text"
    assert news(world, world.parent_a) == 1


def test_refused_after_its_time_it_is_new_to_the_guardians_then(world, written, deliver):
    ask(world, written)
    deliver(days=2)
    decide(world, REFUSE)
    deliver()
    assert seen(world, world.parent_a, written) == "text"
    assert news(world, world.parent_a) == 1


def test_its_author_takes_the_question_back_by_releasing(world, written, deliver):
    ask(world, written)
    deliver(days=2)
    with world.unit() as unit:
        release_now(unit, world.pedagogue, world.child, written.record_id)
    deliver()
    assert seen(world, world.parent_a, written) == "text"
    assert news(world, world.parent_a) == 1


def test_redacted_a_guardian_sees_that_something_is_withheld(world, written, deliver):
    ask(world, written)
    decide(world, REDACT)
    deliver(days=1)
    assert seen(world, world.parent_a, written) == "withheld"
    assert seen(world, world.pedagogue, written) == "text"


def test_hidden_from_one_guardian_the_other_reads_it_and_gets_it_as_news(world, written, deliver):
    ask(world, written)
    deliver(days=2)
    decide(world, replace(HIDE, whom=world.parent_b.person_id))
    deliver()
    assert seen(world, world.parent_b, written) == ""
    assert news(world, world.parent_b) == 0
    assert seen(world, world.parent_a, written) == "text"
    assert news(world, world.parent_a) == 1


def test_a_decision_needs_a_leader_of_the_place_where_it_was_written(world, written):
    ask(world, written)
    for name in ("pedagogue", "psychologist", "stranger", "parent_a"):
        with pytest.raises(NotFound):
            decide(world, HIDE, by=name)
        with pytest.raises(NotFound):
            keep(world, written, HIDE, by=name)
    with world.unit() as unit:
        employ(
            unit,
            world.teacher.person_id,
            world.school,
            "leder",
            role=EmploymentRole.LEADER,
            by=None,
        )
    with pytest.raises(NotFound):
        decide(world, HIDE, by="teacher")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"legal": ""}, "legal"),
        ({"legal": "because"}, "legal"),
        ({"review_on": None}, "review_on"),
        ({"review_on": date(2027, 3, 1)}, "review_on"),
        ({"review_on": date(2027, 9, 2)}, "review_on"),
    ],
)
def test_a_decision_needs_a_legal_reason_and_a_day_to_look_again(world, written, wrong, field):
    ask(world, written)
    with pytest.raises(Invalid) as refused:
        decide(world, replace(HIDE, **wrong))
    assert set(refused.value.problems) == {field}
    assert asked(world).is_asked


def test_only_its_author_asks_and_never_without_a_reason(world, written):
    world.task(world.psychologist, world.ppr)
    for name in ("leader", "psychologist", "parent_a", "stranger"):
        with pytest.raises(NotFound):
            ask(world, written, by=name)
    with pytest.raises(Invalid):
        ask(world, written, "  ")


def test_answered_once_a_question_takes_no_second_answer(world, written):
    ask(world, written)
    limit = asked(world).id
    decide(world, HIDE)
    with world.unit() as unit, pytest.raises(Conflict):
        decide_back(unit, world.leader, limit, REFUSE)
    assert seen(world, world.parent_a, written) == ""


def test_while_the_author_waits_the_leader_answers_instead_of_deciding_beside_it(world, written):
    ask(world, written)
    with pytest.raises(Conflict):
        keep(world, written, HIDE)


def test_an_author_s_reason_is_sealed(world, written):
    ask(world, written)
    sealed = only_limit(world, written).sealed
    assert sealed is not None
    assert WHY.encode() not in sealed
