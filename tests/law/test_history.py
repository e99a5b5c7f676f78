"""For any past instant the product can say who could have read a record, and why (L62)."""

import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from stafet.accounts.services import grant_role
from stafet.audit.models import Block
from stafet.clock import COPENHAGEN
from stafet.consent.kept import standing_of
from stafet.consent.reading import read
from stafet.consent.services import withdraw
from stafet.consent.special.services import end_access
from stafet.consent.withholding import keep_back, lift
from stafet.errors import NotFound
from stafet.insight.who_could import who_could, who_did
from stafet.insight.who_could_page import who_could_page
from stafet.people.models import Custody, Task
from stafet.people.services import end_custody, end_task
from stafet.web.viewer import Role
from tests.factories.life import Life
from tests.factories.special import given
from tests.factories.withholding import HIDE
from tests.web.copies.reading import words_of


@pytest.fixture
def log(world, clock):
    world.concern()
    clock.advance(minutes=1)
    log = world.log()
    clock.advance(minutes=1)
    return log


@pytest.fixture
def shared(world, log, clock):
    """A note that the psychologist reads by both parents' yes."""
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    clock.advance(minutes=1)
    return world.entry(log, world.pedagogue, "Anton leger.")


def could(world, record_id: UUID, at: datetime) -> dict[str, str]:
    """Return who could read, by the names of this world, each with the basis."""
    names = {viewer.person_id: name for name, viewer in world.people.items()}
    with world.unit() as unit:
        _, found = who_could(unit, world.child, record_id, at)
    return {names[one.person_id]: str(one.allow.basis) for one in found}


def before_and_after(world, clock, record, change) -> tuple[dict[str, str], dict[str, str]]:
    """Return who could read just before a change and just after it, asked a day later."""
    clock.advance(minutes=1)
    before = clock.now()
    clock.advance(minutes=1)
    with world.unit() as unit:
        change(unit)
    clock.advance(minutes=1)
    after = clock.now()
    clock.advance(days=1)
    return could(world, record.record_id, before), could(world, record.record_id, after)


def test_L62_a_withdrawal_changes_the_answer_from_its_instant_on(world, clock, shared):
    before, after = before_and_after(
        world, clock, shared, lambda unit: withdraw(unit, world.parent_a, world.child)
    )
    assert before["psychologist"] == "consent"
    assert "psychologist" not in after
    assert before["pedagogue"] == after["pedagogue"] == "own_record"
    assert before["parent_b"] == after["parent_b"] == "custody"


def test_L62_the_answer_names_every_consent_and_its_end(world, clock, shared):
    at = clock.now()
    with world.unit() as unit:
        facts, found = who_could(unit, world.child, shared.record_id, at)
    (one,) = [one for one in found if one.person_id == world.psychologist.person_id]
    used = [grant for grant in facts.grants if grant.consent_id in one.allow.consents]
    assert {grant.giver_id for grant in used} == {
        world.parent_a.person_id,
        world.parent_b.person_id,
    }
    assert one.allow.until_at == min(grant.until_at for grant in used)
    assert one.institution_id == world.ppr


def test_L62_a_consent_that_has_lapsed_counted_until_its_instant(world, clock, shared):
    lapse = datetime(2028, 3, 1, tzinfo=COPENHAGEN)
    clock.set(lapse + timedelta(days=40))
    assert "psychologist" in could(world, shared.record_id, lapse - timedelta(microseconds=1))
    assert "psychologist" not in could(world, shared.record_id, lapse)


def test_L62_a_change_of_custody_suspends_from_its_instant_on(world, clock, shared):
    def leave(unit):
        held = select(Custody).where(Custody.guardian_id == world.parent_b.person_id)
        end_custody(unit, unit.session.scalars(held).one(), by=None)

    before, after = before_and_after(world, clock, shared, leave)
    assert {"psychologist", "parent_b"} <= before.keys()
    assert not {"psychologist", "parent_b"} & after.keys()


def test_L62_a_task_that_ended_counted_until_then(world, clock, shared):
    def end(unit):
        mine = select(Task).where(Task.person_id == world.psychologist.person_id)
        end_task(unit, unit.session.scalars(mine).one(), by=None)

    before, after = before_and_after(world, clock, shared, end)
    assert "psychologist" in before
    assert "psychologist" not in after


def test_L62_what_is_kept_back_and_let_go_again_counts_from_each_instant(world, clock, shared):
    def hide(unit):
        keep_back(unit, world.leader, world.child, shared.record_id, HIDE)

    def show(unit):
        for limit in standing_of(unit, shared.record_id):
            lift(unit, world.leader, limit.id)

    before, hidden = before_and_after(world, clock, shared, hide)
    assert "parent_a" in before
    assert "parent_a" not in hidden
    still, again = before_and_after(world, clock, shared, show)
    assert "parent_a" not in still
    assert "parent_a" in again


def test_L62_a_special_access_counts_in_its_period(world, clock, log):
    note = world.entry(log, world.pedagogue, "Anton sover dårligt.")
    begin = clock.now()
    clock.advance(minutes=1)
    opened = given(world, note)
    clock.advance(minutes=1)
    inside = clock.now()
    clock.advance(minutes=1)
    with world.unit() as unit:
        end_access(unit, world.psychologist, opened)
    clock.advance(minutes=1)
    after = clock.now()
    clock.advance(days=1)
    seen = [could(world, note.record_id, at).get("psychologist") for at in (begin, inside, after)]
    assert seen == [None, "statute", None]


def test_L62_nobody_could_read_what_was_not_written(world, clock, log):
    before = clock.now()
    clock.advance(minutes=1)
    note = world.entry(log, world.pedagogue, "Anton leger.")
    assert could(world, note.record_id, before) == {}


def test_L62_a_concern_was_at_home_until_its_log_was_opened(world, clock):
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    concern = world.concern()
    clock.advance(minutes=1)
    before = clock.now()
    clock.advance(minutes=1)
    world.log()
    clock.advance(minutes=1)
    assert "psychologist" not in could(world, concern.record_id, before)
    assert "psychologist" in could(world, concern.record_id, clock.now())


def test_L62_who_did_read_comes_from_the_witness(world, clock, shared):
    with world.unit() as unit:
        read(unit, world.psychologist, world.child)
    with world.unit() as unit:
        did, whole = who_did(unit, world.child, shared.record_id)
    assert whole
    assert [(one.person_id, one.basis) for one in did] == [
        (world.psychologist.person_id, "consent")
    ]


@pytest.mark.parametrize("seed", range(4))
def test_L62_the_answer_is_what_the_door_gave_at_that_instant(world, clock, shared, log, seed):
    life = Life(world, clock, log, random.Random(seed), [shared.record_id])
    for _ in range(14):
        life.act()
        life.look()
        clock.advance(minutes=1)
    assert any(len(people) > 2 for _, reads in life.seen for people in reads.values())
    for at, reads in life.seen:
        for record in life.records:
            assert set(could(world, record, at)) == reads.get(record, set()), at


@pytest.fixture
def overseer(web):
    with web.world.unit() as unit:
        grant_role(unit, web.world.nurse.person_id, Role.DPO, None)
    return web.as_("nurse")


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L62_the_officer_sees_who_and_why_and_no_text_on_screen_and_paper(
    web, overseer, clock, shared, log
):
    query = f"/log/{log.id}/hvem-kunne{{}}?post={shared.record_id}&dag=1/3/2027&kl=09.10&lang=en"
    clock.advance(minutes=10)
    page = overseer.get(query.format("")).get_data(as_text=True)
    for told in (
        "Per Psykolog",
        "Anna Eksempel",
        "Bo Eksempel",
        "Pia Pedersen",
        "29 February 2028",
    ):
        assert told in page
    assert "Anton leger" not in page
    answer = overseer.get(query.format(".pdf"))
    assert answer.mimetype == "application/pdf"
    paper = words_of(answer.data)
    assert "Per Psykolog" in paper
    assert "Anton leger" not in paper
    with web.world.unit() as unit:
        bodies = unit.session.scalars(select(Block.body).where(Block.chain == web.world.child))
        assert sum('"record:who-could"' in body for body in bodies) == 2


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L01_a_leader_asks_about_his_own_places_texts_and_others_about_none(
    web, clock, shared, log
):
    world = web.world
    theirs = world.entry(log, world.psychologist, "Testet.")
    clock.advance(minutes=1)
    address = f"/log/{log.id}/hvem-kunne"
    page = web.as_("leader").get(address).get_data(as_text=True)
    assert str(shared.record_id) in page
    assert str(theirs.record_id) not in page
    asked = f"{address}?post={theirs.record_id}&dag=1/3/2027"
    assert web.as_("leader").get(asked).status_code == 404
    for name in ("pedagogue", "psychologist", "parent_a", "stranger"):
        assert web.as_(name).get(address).status_code == 404
    with world.unit() as unit, pytest.raises(NotFound):
        who_could_page(unit, world.pedagogue, log.id, shared.record_id, None)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_an_incomplete_question_is_asked_again(web, overseer, log):
    address = f"/log/{log.id}/hvem-kunne"
    assert overseer.get(address).status_code == 200
    assert overseer.get(f"{address}?post=&dag=x").status_code == 422
    assert overseer.get(f"{address}.pdf").status_code == 303
