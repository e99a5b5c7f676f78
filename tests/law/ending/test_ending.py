"""At death, or closed by adoption, all access stops at once, and a mistake is mended (L60)."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from stafet.accounts.queries import account_of
from stafet.accounts.services import disable_account, make_account
from stafet.consent.reading import read
from stafet.consent.services import Choice, Signing, give, withdraw
from stafet.copies.queries import inbox
from stafet.errors import Invalid, NotFound
from stafet.ids import new_id
from stafet.insight.who_could import who_could
from stafet.outbox.demo import demo_mail
from stafet.people.models import Ending
from stafet.people.queries import children_of, custodians, givers_of, stands_with, tasks_of
from stafet.people.services import end_access, undo_ending
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.ending import TOLD, close, reopen
from tests.factories.special import given, school_leader, texts
from tests.factories.world import ALL_TOPICS

EVERYBODY = ("parent_a", "parent_b", "pedagogue", "psychologist")


def reads(world, who) -> bool:
    try:
        with world.unit() as unit:
            return bool(read(unit, world.people[who], world.child).records)
    except NotFound:
        return False


def readers(world) -> set[str]:
    return {who for who in EVERYBODY if reads(world, who)}


def mails(world) -> Counter:
    with world.unit() as unit:
        return Counter(mail.to for mail in demo_mail(unit))


@pytest.mark.parametrize("why", ["death", "adoption"])
def test_L60_all_who_read_read_nothing_from_that_moment(world, log, why):
    assert readers(world) == set(EVERYBODY)
    close(world, why=why)
    assert readers(world) == set()
    with world.unit() as unit:
        assert custodians(unit, world.child) == givers_of(unit, world.child) == ()
        assert children_of(unit, world.parent_a) == set()
        assert tasks_of(unit, world.pedagogue.person_id) == []
        assert not stands_with(unit, world.parent_a, world.child)


@pytest.mark.usefixtures("log")
def test_L60_nobody_gives_or_takes_back_for_the_child_any_more(world):
    close(world)
    choice = Choice(world.health, yes=True, categories=ALL_TOPICS)
    with world.unit() as unit, pytest.raises(NotFound):
        give(unit, world.parent_a, world.child, Signing(new_id(), (choice,)))
    with world.unit() as unit, pytest.raises(NotFound):
        withdraw(unit, world.parent_a, world.child)


def test_L60_a_special_access_alone_opens_what_was_chosen(world, log):
    note = world.entry(log, world.pedagogue, "Anton sover dårligt.")
    before = given(world, note)
    close(world)
    assert texts(world, world.psychologist, note) == ["Anton sover dårligt."]
    other = given(world, note, receiver="teacher", institution=world.school)
    assert before != other
    assert texts(world, world.teacher, note) == ["Anton sover dårligt."]
    assert readers(world) == {"psychologist"}


@pytest.mark.usefixtures("log")
def test_L60_the_young_person_reads_no_more_and_its_way_in_is_shut(world, deliver, clock):
    with world.unit() as unit:
        make_account(unit, world.child, "anton")
    clock.set(clock.now().replace(year=2035, month=4))
    world.people["young"] = Viewer(new_id(), world.child, ViewerKind.YOUNG)
    assert reads(world, "young")
    close(world)
    assert not reads(world, "young")
    deliver()
    with world.unit() as unit:
        assert account_of(unit, world.child).disabled_at is not None
        assert not stands_with(unit, world.young, world.child)
    reopen(world)
    deliver()
    with world.unit() as unit:
        assert account_of(unit, world.child).disabled_at is None
    assert reads(world, "young")


@pytest.mark.usefixtures("log")
def test_L60_a_way_in_that_somebody_else_shut_stays_shut_when_a_mistake_is_mended(world, deliver):
    with world.unit() as unit:
        account = make_account(unit, world.child, "anton")
        disable_account(unit, account, by=world.leader.person_id)
    close(world)
    deliver()
    reopen(world)
    deliver()
    with world.unit() as unit:
        assert account_of(unit, world.child).disabled_at is not None


def test_L60_mails_and_copies_that_wait_are_not_delivered(world, log, deliver):
    deliver(days=2)
    with world.unit() as unit:
        assert inbox(unit, world.parent_a)
    before = mails(world)
    world.entry(log, world.pedagogue, "Anton er syg.")
    close(world)
    deliver()
    deliver(days=3)
    assert set(mails(world) - before) == {"nurse@eksempelby.example"}
    with world.unit() as unit:
        assert inbox(unit, world.parent_a) == ()


@pytest.mark.usefixtures("log")
def test_L60_the_data_protection_officer_is_told_each_time_once(world, deliver):
    deliver(days=2)
    before = mails(world)
    close(world)
    close(world)
    deliver()
    assert (mails(world) - before)["nurse@eksempelby.example"] == 1
    reopen(world)
    deliver()
    assert (mails(world) - before)["nurse@eksempelby.example"] == 2


@pytest.mark.usefixtures("log")
def test_L60_a_mistake_is_mended_and_all_is_as_it_was(world):
    close(world, why="adoption")
    reopen(world, mistake="wrong_child")
    assert readers(world) == set(EVERYBODY)
    with world.unit() as unit:
        (row,) = unit.session.query(Ending)
        assert (row.why, row.mistake) == ("adoption", "wrong_child")
        assert row.undone_by == world.leader.person_id
    close(world)
    assert readers(world) == set()


def test_L62_who_could_read_is_known_for_each_time_of_it(world, log, clock):
    note = world.entry(log, world.pedagogue, "Anton leger.")

    def could(at):
        with world.unit() as unit:
            return len(who_could(unit, world.child, note.record_id, at)[1])

    times = []
    for change in (close, reopen, None):
        clock.advance(minutes=1)
        times.append(clock.now())
        clock.advance(minutes=1)
        if change:
            change(world)
    before, between, after = map(could, times)
    assert before == after > 0
    assert between == 0


@pytest.mark.usefixtures("log")
def test_L60_only_a_leader_of_the_childs_or_the_holders_place_says_so(world):
    for who in ("parent_a", "pedagogue", "teacher", "nurse"):
        with world.unit() as unit, pytest.raises(NotFound):
            end_access(unit, world.people[who], world.child, TOLD)
    other = school_leader(world)
    with world.unit() as unit, pytest.raises(NotFound):
        end_access(unit, other, world.child, TOLD)
    close(world)
    with world.unit() as unit, pytest.raises(NotFound):
        undo_ending(unit, other, world.child, "not_true")
    assert readers(world) == set()


@pytest.mark.usefixtures("log")
def test_L60_what_is_told_must_be_known_and_not_lie_ahead(world, clock):
    with world.unit() as unit, pytest.raises(Invalid) as refused:
        ahead = replace(TOLD, why="moved", happened_on=date(2027, 3, 9))
        end_access(unit, world.leader, world.child, ahead)
    assert set(refused.value.problems) == {"why", "happened_on"}
    with world.unit() as unit, pytest.raises(Invalid) as refused:
        undo_ending(unit, world.leader, world.child, "not_true")
    assert set(refused.value.problems) == {""}
    close(world)
    with world.unit() as unit, pytest.raises(Invalid) as refused:
        undo_ending(unit, world.leader, world.child, "because")
    assert set(refused.value.problems) == {"mistake"}
    assert readers(world) == set()


@pytest.mark.usefixtures("log")
def test_L60_taken_back_by_a_hand_in_the_database_it_stands_all_the_same(world, database, clock):
    close(world)
    clock.advance(minutes=1)
    with database.engine.begin() as connection:
        told = {"undone_at": clock.now(), "undone_by": new_id(), "mistake": "not_true"}
        connection.execute(update(Ending).values(**told))
    clock.advance(minutes=1)
    assert readers(world) == set()
