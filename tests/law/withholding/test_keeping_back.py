"""A leader keeps a text back, looks again and lets it go (law.md, Terms)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from stafet.clock import start_of_day
from stafet.consent.kept import due_at
from stafet.consent.models import LimitKind
from stafet.consent.withholding import keep_back, lift, review
from stafet.errors import Conflict, Invalid, NotFound
from stafet.outbox.demo import demo_mail
from tests.factories.withholding import (
    HIDE,
    REDACT,
    REFUSE,
    REVIEW_ON,
    WORDS,
    ask,
    end,
    keep,
    look_again,
    news,
    only_limit,
    seen,
)


def test_released_already_only_a_leader_keeps_it_back(world, log):
    out = world.entry(log, world.pedagogue, WORDS)
    with pytest.raises(Invalid):
        ask(world, out)
    keep(world, out, HIDE)
    assert seen(world, world.parent_a, out) == ""


def test_lifted_it_comes_to_the_inbox_of_whom_it_was_kept_from_and_of_nobody_else(
    world, log, deliver
):
    out = world.entry(log, world.pedagogue, WORDS)
    deliver()
    keep(world, out, replace(HIDE, whom=world.parent_b.person_id))
    assert (news(world, world.parent_a), news(world, world.parent_b)) == (1, 0)
    end(world, out)
    deliver()
    assert seen(world, world.parent_b, out) == "text"
    assert (news(world, world.parent_a), news(world, world.parent_b)) == (1, 2)


def test_from_hidden_to_redacted_the_guardian_is_told_that_something_is_there(
    world, written, deliver
):
    keep(world, written, HIDE)
    deliver(days=2)
    assert news(world, world.parent_a) == 0
    keep(world, written, REDACT)
    deliver()
    assert seen(world, world.parent_a, written) == "withheld"
    assert news(world, world.parent_a) == 1


def test_nobody_but_a_guardian_of_the_child_can_be_chosen(world, written):
    with pytest.raises(Invalid) as refused:
        keep(world, written, replace(HIDE, whom=world.teacher.person_id))
    assert set(refused.value.problems) == {"whom"}


def test_the_child_can_be_chosen_only_once_it_reads_itself(world, written, clock):
    child = replace(HIDE, whom=world.child)
    with pytest.raises(Invalid) as refused:
        keep(world, written, child)
    assert set(refused.value.problems) == {"whom"}
    clock.set(start_of_day(date(2035, 3, 1)))
    keep(world, written, replace(child, review_on=date(2035, 4, 1)))
    assert only_limit(world, written).guardian_id == world.child


def test_kept_back_from_all_nothing_is_decided_of_one(world, written):
    keep(world, written, HIDE)
    with pytest.raises(Invalid):
        keep(world, written, replace(REDACT, whom=world.parent_a.person_id))
    keep(world, written, REDACT)
    assert only_limit(world, written).kind is LimitKind.REDACTED


def test_unasked_a_leader_can_only_redact_or_hide(world, written):
    with pytest.raises(Invalid):
        keep(world, written, REFUSE)


def test_a_leader_looks_again_and_is_told_on_the_day(world, written, deliver, clock):
    keep(world, written, HIDE)
    with world.unit() as unit:
        assert due_at(unit, world.leader) == 0
    deliver(days=92)
    with world.unit() as unit:
        assert due_at(unit, world.leader) == 1
        mails = [mail.to for mail in demo_mail(unit)]
    assert mails.count("leader@eksempelby.example") == 1
    look_again(world, written, date(2027, 8, 1))
    with world.unit() as unit:
        assert due_at(unit, world.leader) == 0
    assert seen(world, world.parent_a, written) == ""


def test_a_reminder_of_what_has_ended_goes_nowhere(world, written, deliver):
    keep(world, written, HIDE)
    end(world, written)
    deliver(days=92)
    with world.unit() as unit:
        assert "leader@eksempelby.example" not in [mail.to for mail in demo_mail(unit)]


def test_ended_twice_is_told_and_changes_nothing(world, written):
    keep(world, written, HIDE)
    limit = only_limit(world, written).id
    with world.unit() as unit:
        lift(unit, world.leader, limit)
    with world.unit() as unit, pytest.raises(Conflict):
        lift(unit, world.leader, limit)
    with world.unit() as unit, pytest.raises(Conflict):
        review(unit, world.leader, limit, REVIEW_ON)


def test_a_review_needs_a_new_day(world, written):
    keep(world, written, HIDE)
    with pytest.raises(Invalid):
        look_again(world, written, None)


def test_L01_a_leader_keeps_back_no_text_that_is_not_there(world, log):
    with pytest.raises(NotFound), world.unit() as unit:
        keep_back(unit, world.leader, world.child, uuid4(), HIDE)


def test_L01_nobody_lifts_what_is_not_there(world, log):
    with pytest.raises(NotFound), world.unit() as unit:
        lift(unit, world.leader, uuid4())
