"""L35: each released change is one row in each custody holder's inbox, exactly once."""

import pytest

from stafet.consent.models import LimitKind
from stafet.logs.services import invite, set_level
from stafet.outbox import dead, waiting
from stafet.outbox.worker import LEASE
from stafet.people.queries import custodies_over
from stafet.people.rules import CustodyKind
from stafet.people.services import (
    end_custody,
    record_custody,
)
from stafet.records.rules import HappeningKind
from tests.factories.copies import mails, news, rows
from tests.factories.limits import limit
from tests.factories.world import ALL_TOPICS


def raise_level(world, log, level=2):
    with world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, level, log.row_version)


def test_L35_each_custody_holder_gets_one_row_that_says_what_changed(world, log, deliver):
    before = rows(world, world.parent_a)
    raise_level(world, log)
    deliver()
    for parent in (world.parent_a, world.parent_b):
        assert rows(world, parent) == before + 1
        assert ((HappeningKind.LEVEL, "2"),) in news(world, parent)


def test_L35_a_worker_killed_before_the_end_leaves_no_row_and_the_next_fills_the_inbox(
    world, log, deliver, post, clock
):
    before = rows(world, world.parent_a)
    raise_level(world, log)

    class Killed(BaseException):
        """Not an error anybody handles: the process is gone."""

    def dies_within(delivery):
        with world.unit() as unit:
            delivery.done(unit)
            raise Killed

    with pytest.raises(Killed):
        deliver(by={**post, "copies.announce": dies_within})
    assert rows(world, world.parent_a) == before
    deliver(minutes=1)
    assert rows(world, world.parent_a) == before
    deliver(seconds=LEASE.total_seconds())
    assert rows(world, world.parent_a) == before + 1


def test_L35_a_worker_killed_after_the_row_was_saved_does_not_make_a_second(
    world, log, deliver, post
):
    before = rows(world, world.parent_a)
    raise_level(world, log)

    class Killed(BaseException):
        """Not an error anybody handles: the process is gone."""

    def dies_after(delivery):
        post["copies.announce"](delivery)
        raise Killed

    with pytest.raises(Killed):
        deliver(by={**post, "copies.announce": dies_after})
    deliver(seconds=LEASE.total_seconds() + 1)
    assert rows(world, world.parent_a) == before + 1


def test_L35_two_workers_with_the_same_message_make_one_row(world, log, deliver, post):
    before = rows(world, world.parent_a)
    raise_level(world, log)

    def twice(delivery):
        post["copies.announce"](delivery)
        post["copies.announce"](delivery)

    deliver(by={**post, "copies.announce": twice})
    assert rows(world, world.parent_a) == before + 1


def test_L35_an_agreement_or_a_level_is_mailed_at_once_a_note_once_a_day(world, log, deliver):
    sent = len(mails(world))
    world.entry(log, world.pedagogue, "Anton var glad i dag.")
    world.entry(log, world.pedagogue, "Anton sov godt.")
    deliver()
    assert len(mails(world)) == sent
    raise_level(world, log)
    deliver()
    assert len(mails(world)) == sent + 2
    deliver(hours=24)
    assert len(mails(world)) == sent + 4
    deliver(hours=48)
    assert len(mails(world)) == sent + 4


def test_L35_a_hidden_text_leaves_no_row_no_mail_and_no_line(world, log, deliver):
    before, sent = rows(world, world.parent_a), len(mails(world))
    written = world.entry(log, world.pedagogue, "Kun til fagfolk.")
    limit(world, written.record_id, LimitKind.HIDDEN, world.parent_a)
    deliver()
    deliver(days=1)
    assert rows(world, world.parent_a) == before
    assert rows(world, world.parent_b) > 0
    told = mails(world)[: len(mails(world)) - sent]
    assert "parent_b@hjem.example" in told
    assert "parent_a@hjem.example" not in told


def test_L35_what_is_hidden_later_goes_from_the_inbox_too(world, log, deliver):
    written = world.entry(log, world.pedagogue, "En tekst.")
    deliver(days=2)
    lines = len(news(world, world.parent_a))
    limit(world, written.record_id, LimitKind.HIDDEN, world.parent_a)
    assert len(news(world, world.parent_a)) == lines - 1
    assert len(news(world, world.parent_b)) == lines


def test_L35_a_parents_private_matters_reach_only_that_parent(world, log, deliver):
    before = rows(world, world.parent_a), rows(world, world.parent_b)
    mine = frozenset({str(world.parent_b.person_id)})
    world.entry(log, world.pedagogue, "Far har det svært.", subjects=mine)
    deliver()
    assert (rows(world, world.parent_a), rows(world, world.parent_b)) == (before[0], before[1] + 1)


def test_unknown_custody_stops_copies(world, log, deliver):
    before = rows(world, world.parent_a)
    with world.unit() as unit:
        record_custody(
            unit,
            world.child,
            world.parent_a.person_id,
            CustodyKind.UNKNOWN,
            source="cpr",
            from_at=unit.now,
            by=None,
        )
    world.entry(log, world.pedagogue, "En tekst.")
    deliver(days=2)
    assert rows(world, world.parent_a) == before
    assert news(world, world.parent_a) == []


def test_R03_a_mail_is_decided_anew_when_it_is_sent(world, log, deliver):
    sent = len(mails(world))
    world.entry(log, world.pedagogue, "En tekst.")
    deliver()
    with world.unit() as unit:
        (row,) = (
            custody
            for custody in custodies_over(unit, world.child)
            if custody.guardian_id == world.parent_a.person_id
        )
        end_custody(unit, row, by=None)
    deliver(days=2)
    told = mails(world)[: len(mails(world)) - sent]
    assert "parent_b@hjem.example" in told
    assert "parent_a@hjem.example" not in told


def test_an_invited_professional_is_told_that_there_is_news(world, log, deliver, clock):
    world.consents(world.ppr, categories=ALL_TOPICS)
    with world.unit() as unit:
        invite(unit, world.pedagogue, log.id, world.psychologist.person_id, world.ppr)
    deliver()
    assert "psychologist@eksempelby.example" in mails(world)
    with world.unit() as unit:
        assert dead(unit) == []
        assert all(row.last_error is None for row in waiting(unit))
