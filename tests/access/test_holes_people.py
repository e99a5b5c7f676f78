"""Holes that were found once and stay closed: tasks, accounts, custody, protected places."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from stafet.accounts.queries import account_of
from stafet.accounts.services import disable_account, make_account
from stafet.clock import day_of, start_of_day
from stafet.consent.facts import load_facts
from stafet.errors import Invalid
from stafet.logs.services import accept_relay, offer_relay
from stafet.people.models import Employment, EmploymentRole, Group, PersonKind, Placement, Task
from stafet.people.queries import (
    custodians,
    custodies_of,
    custodies_over,
    employments_of,
    my_tasks,
    stands_with,
)
from stafet.people.rules import CustodyKind, Identity, Move, TaskWhy
from stafet.people.services import (
    assign_contact,
    describe_guardian,
    employ,
    end_employment,
    find_adult,
    give_substitute_task,
    give_task,
    move_child,
    move_on,
    place_child,
    record_custody,
    register_adult,
    register_child,
)
from stafet.people.telling import places_for
from stafet.records.models import RecordVersion
from stafet.web.viewer import Viewer, ViewerKind


def test_a_leader_cannot_make_himself_a_contact_person(database, world):
    with database.unit() as unit:
        group = unit.session.scalars(select(Group)).one()
        with pytest.raises(Invalid):
            assign_contact(unit, group, world.leader.person_id, by=world.leader.person_id)
        assert my_tasks(unit, world.leader, world.child) == []


def test_a_leader_finds_himself_in_no_list_of_contact_persons(web):
    with web.world.unit() as unit:
        group = unit.session.scalars(select(Group)).one()
    browser, url = web.as_("leader"), f"/leder/gruppe/{group.id}/kontaktperson"
    himself = str(web.world.leader.person_id)
    assert himself not in browser.get(url).text
    assert browser.post(url, {"person": himself}).status_code == 422


def test_a_leader_with_a_group_of_his_own_places_no_child_in_it(database, world):
    with database.unit() as unit:
        group = unit.session.scalars(select(Group)).one()
        assign_contact(unit, group, world.leader.person_id, by=None)
    with pytest.raises(Invalid), database.unit() as unit:
        today, leader = day_of(unit.now), world.leader.person_id
        place_child(unit, world.child, world.daycare, group.id, today, by=leader)


def colleague(world):
    """Employ somebody at the daycare who has no task with the child."""
    with world.unit() as unit:
        who = register_adult(unit, PersonKind.PROFESSIONAL, Identity("Karl Kollega"), by=None)
        employ(unit, who, world.daycare, "paedagog", by=None)
    return who


def test_a_substitute_given_the_task_again_has_one_task_until_the_last_day_told(world):
    who = colleague(world)
    for days in (5, 5, 9):
        with world.unit() as unit:
            until = day_of(unit.now) + timedelta(days=days)
            give_substitute_task(unit, world.leader, world.child, who, until)
    with world.unit() as unit:
        (task,) = unit.session.scalars(select(Task).where(Task.person_id == who))
        assert task.to_at == start_of_day(until + timedelta(days=1))


def test_a_childs_moving_on_later_makes_no_substitutes_task_longer(world):
    who = colleague(world)
    with world.unit() as unit:
        until = day_of(unit.now) + timedelta(days=5)
        give_substitute_task(unit, world.leader, world.child, who, until)
    with world.unit() as unit:
        (stay,) = unit.session.scalars(select(Placement).where(Placement.to_on.is_(None)))
        move_on(unit, stay, until + timedelta(days=90), by=None)
        (task,) = unit.session.scalars(select(Task).where(Task.person_id == who))
        assert task.to_at == start_of_day(until + timedelta(days=1))


@pytest.mark.parametrize("until", ["9999-12-31", "2030-01-01"])
def test_a_substitute_has_a_task_for_a_year_at_most(web, until):
    sent = {"person": str(colleague(web.world)), "until_on": until}
    page = web.as_("leader").post(f"/leder/barn/{web.world.child}/opgave", sent)
    assert page.status_code == 422
    assert 'href="#until_on"' in page.text


def test_nobody_is_given_a_new_way_into_an_account_in_use(database, world):
    person, leader, admin = (
        world.people[name].person_id for name in ("parent_a", "leader", "stranger")
    )
    with database.unit() as unit:
        account = make_account(unit, person, "anna", by=leader)
        account.password_hash, account.totp = "known", b"x" * 20
    with pytest.raises(Invalid), database.unit() as unit:
        make_account(unit, person, "evil", by=leader)
    with database.unit() as unit:
        disable_account(unit, account_of(unit, person), by=leader)
    with pytest.raises(Invalid), database.unit() as unit:
        make_account(unit, person, "evil", by=leader)
    with database.unit() as unit:
        assert make_account(unit, person, "anna", by=admin).totp is None


def test_the_tasks_of_a_place_end_with_the_placement_and_a_holders_does_not(database, world, clock):
    world.concern()
    world.log()
    with database.unit() as unit:
        move = Move(world.school, None, day_of(unit.now) + timedelta(days=30))
        give_task(
            unit, world.child, world.leader.person_id, world.daycare, TaskWhy.OWN_LEADER, by=None
        )
    clock.advance(minutes=1)
    with database.unit() as unit:
        move_child(unit, world.leader, world.child, move)
    clock.advance(days=60)
    with database.unit() as unit:
        assert my_tasks(unit, world.leader, world.child) == []
        kept = {task.why for task in my_tasks(unit, world.pedagogue, world.child)}
    assert kept == {TaskWhy.HOLDER}


def test_L29_a_holder_who_left_the_place_reads_no_more_though_employed_elsewhere(web, world, clock):
    world.concern()
    log = world.log()
    world.entry(log, world.pedagogue, "HEMMELIG note")
    assert "HEMMELIG" in web.as_("pedagogue").get(f"/log/{log.id}").text
    leaves(world, world.pedagogue.person_id, world.daycare, to=world.school)
    clock.advance(minutes=1)
    answer = web.as_("pedagogue").get(f"/log/{log.id}")
    assert (answer.status_code, "HEMMELIG" in answer.text) == (404, False)
    with world.unit() as unit:
        assert not stands_with(unit, world.pedagogue, world.child)
        facts = load_facts(unit, world.child)
    assert world.pedagogue.person_id not in {task.person_id for task in facts.tasks}


def test_a_task_counts_once_however_often_its_person_is_employed_there(world, clock):
    with world.unit() as unit:
        employ(unit, world.pedagogue.person_id, world.daycare, "leder", by=None)
    clock.advance(minutes=1)
    with world.unit() as unit:
        assert len(my_tasks(unit, world.pedagogue, world.child)) == 1
        assert len(load_facts(unit, world.child).tasks) == 1


def test_planted_work_lets_no_task_count(world, clock):
    world.concern()
    world.log()
    leaves(world, world.pedagogue.person_id, world.daycare, to=world.school)
    clock.advance(minutes=1)
    with world.unit() as unit:
        unit.session.execute(update(Employment).values(to_at=None))
    with world.unit() as unit:
        assert my_tasks(unit, world.pedagogue, world.child) == []
        assert load_facts(unit, world.child).tasks == ()


def test_L30_an_offer_to_somebody_who_has_left_the_place_is_not_accepted(world, clock):
    world.concern()
    log, who = world.log(), colleague(world)
    with world.unit() as unit:
        employ(unit, who, world.school, "laerer", by=None)
        for place, why in ((world.daycare, TaskWhy.CONTACT), (world.school, TaskWhy.INVITED)):
            give_task(unit, world.child, who, place, why, by=None)
    clock.advance(minutes=1)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, who, world.daycare)
    leaves(world, who, world.daycare)
    clock.advance(minutes=1)
    with pytest.raises(Invalid), world.unit() as unit:
        accept_relay(unit, Viewer(who, who, ViewerKind.PROFESSIONAL), log.id)


def test_a_holder_who_has_left_a_place_no_longer_writes_in_its_name(world, clock):
    world.concern()
    log = world.log()
    leaves(world, world.pedagogue.person_id, world.daycare, to=world.school)
    clock.advance(minutes=1)
    world.task(world.pedagogue, world.school)
    clock.advance(minutes=1)
    written = world.entry(log, world.pedagogue, "Anton er begyndt i skolen.")
    with world.unit() as unit:
        version = unit.session.get_one(RecordVersion, (written.record_id, written.version))
        assert version.institution_id == world.school


def leaves(world, person, place, to=None):
    with world.unit() as unit:
        (work,) = [row for row in employments_of(unit, person) if row.institution_id == place]
        if to is not None:
            employ(unit, person, to, "laerer", by=None)
        end_employment(unit, work, by=None)


def test_a_custody_nobody_knows_for_sure_gives_no_sight(database, world):
    with database.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, Identity("Kurt Ukendt"), by=None)
        since = unit.now - timedelta(days=9)
        kind = CustodyKind.UNKNOWN
        record_custody(unit, world.child, person, kind, source="told", from_at=since, by=None)
    viewer = Viewer(person, person, ViewerKind.GUARDIAN)
    with database.unit() as unit:
        assert custodies_of(unit, person) == []
        assert person not in custodians(unit, world.child)
        assert not stands_with(unit, viewer, world.child)


def test_a_home_is_protected_also_while_the_custody_is_not_known(database, world):
    world.concern()
    log = world.log()
    with database.unit() as unit:
        home = Identity("Kurt Ukendt", address="Gemmevej 4, 9997 Langtborte")
        person = register_adult(unit, PersonKind.GUARDIAN, home, by=None)
        describe_guardian(unit, person, language="da", interpreter=False, protected_address=True)
        since, kind = unit.now - timedelta(days=9), CustodyKind.UNKNOWN
        record_custody(unit, world.child, person, kind, source="told", from_at=since, by=None)
    with pytest.raises(Invalid):
        world.entry(log, world.pedagogue, "Kurt bor på Gemmevej 4.")


def test_a_parent_somebody_only_told_of_sees_nothing_until_it_is_known_for_sure(web, world):
    url = f"/leder/barn/{world.child}/foraelder"
    sent = {"name": "Ida Birk", "cpr": "700380-4983", "language": "da", "kind": "joint"}
    sent |= {"checked_on": "01/03/2027", "from_on": "02/03/2021"}
    for source, kind in (("told", CustodyKind.UNKNOWN), ("cpr", CustodyKind.JOINT)):
        assert web.as_("leader").post(url, {**sent, "source": source}).status_code == 303
        with world.unit() as unit:
            person = find_adult(unit, sent["cpr"], sent["name"])
            held = [row for row in custodies_over(unit, world.child) if row.guardian_id == person]
            assert [row.kind for row in held if row.to_at is None] == [kind]
            assert (person in custodians(unit, world.child)) is (kind is CustodyKind.JOINT)


def test_L61_registering_a_child_of_another_place_tells_nothing_of_where_it_is(web, world):
    with world.unit() as unit:
        leader = EmploymentRole.LEADER
        employ(unit, world.stranger.person_id, world.school, "leder", role=leader, by=None)
    sent = {"name": "Xx Yy", "cpr": "610320-4985", "place": f"{world.school}:"}
    page = web.as_("stranger").post("/leder/barn/nyt", {**sent, "from_on": "01/03/2027"})
    assert page.status_code == 422
    assert not any(word in page.text for word in ("Solsikken", "Anton", "går nu", "is at now"))


def test_the_place_a_child_has_can_be_protected_afterwards(database, world):
    with database.unit() as unit:
        row = unit.session.scalars(select(Placement)).one()
        parent = world.parent_b.person_id
        same = Move(row.institution_id, row.group_id, row.from_on, protects=parent)
        move_child(unit, world.leader, world.child, same)
        assert row.protects_id == parent


def test_a_protected_place_is_not_named_on_a_siblings_page_either(database, world):
    with database.unit() as unit:
        today, hidden = day_of(unit.now), world.parent_b.person_id
        place_child(unit, world.child, world.school, None, today, protects=hidden, by=None)
        sibling = register_child(unit, Identity("Berta Eksempel", "610420-4984"), by=None)
        for parent in (world.parent_a, world.parent_b):
            person, since = parent.person_id, unit.now - timedelta(days=9)
            kind = CustodyKind.JOINT
            record_custody(unit, sibling, person, kind, source="cpr", from_at=since, by=None)
    with database.unit() as unit:
        seen = places_for(unit, world.parent_a, sibling, [world.school], "et sted")
        mine = places_for(unit, world.parent_b, sibling, [world.school], "et sted")
    assert (seen[world.school].name, mine[world.school].name) == ("et sted", "Engskolen")
