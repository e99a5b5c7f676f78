"""A row that was once genuine counts no more when it is put back; nor does a head with its rows."""

from datetime import timedelta
from uuid import UUID

import pytest

from stafet import audit
from stafet.audit.checkpoints import Backwards, Witness
from stafet.audit.manifest import Seen
from stafet.audit.models import Head
from stafet.audit.signing import SigningKey
from stafet.clock import day_of
from stafet.consent.models import Consent, Limit, LimitKind, Party, Proof, Withdrawal
from stafet.consent.services import withdraw
from stafet.consent.special.models import Access
from stafet.consent.special.services import end_access
from stafet.errors import NotFound
from stafet.people.models import Custody, Placement, Task
from stafet.people.queries import (
    children_in,
    children_of,
    custodians,
    custodies_over,
    leads,
    placements_of,
    tasks_of,
)
from stafet.people.services import end_custody, end_task, move_on
from stafet.upkeep.listing import list_anew
from tests.factories.consent import events, seen, sign, yes
from tests.factories.limits import limit
from tests.factories.special import given
from tests.factories.tampering import WORDS, alarms, doctor

KEY = SigningKey(bytes(range(32)))


def test_a_consent_that_was_gone_does_not_come_back(world, note, ppr, tamperer, vault):
    world.consents(world.ppr)
    [mine] = tamperer.rows(Consent, Consent.giver_id == world.parent_b.person_id)
    which = {
        Proof: Proof.consent_id == mine["id"],
        Party: Party.consent_id == mine["id"],
        Consent: Consent.id == mine["id"],
    }
    rows = {table: tamperer.rows(table, of) for table, of in which.items()}
    for table, of in which.items():
        tamperer.delete(table, of)
    assert seen(world, ppr) == set()
    list_anew(world.database, world.child, world.leader.person_id)
    assert doctor(world, vault) == (set(), [])
    for table in reversed(which):
        tamperer.insert(table, *rows[table])
    assert seen(world, ppr) == set()
    assert ("alarm:forged", "consent_party") in alarms(world)
    assert doctor(world, vault) == ({"consent_party"}, [])
    assert seen(world, world.parent_a) == {WORDS}


def test_a_task_that_ended_is_not_taken_up_again_by_its_former_row(world, note, tamperer, vault):
    world.task(world.nurse, world.health)
    mine = Task.person_id == world.nurse.person_id
    before = tamperer.rows(Task, mine)
    with world.unit() as unit:
        end_task(unit, unit.session.query(Task).where(mine).one(), by=None)
    tamperer.put_back(Task, before)
    with pytest.raises(NotFound):
        seen(world, world.nurse)
    assert alarms(world) == {("alarm:forged", "people_task"), ("alarm:missing", "people_task")}
    assert doctor(world, vault) == ({"people_task"}, [])
    assert len(seen(world, world.pedagogue)) == 2


@pytest.mark.parametrize("way", ["set back", "set back with a spoilt list"])
def test_a_place_that_was_left_leads_nobody_to_a_child_again(world, note, tamperer, vault, way):
    before = tamperer.rows(Placement)
    with world.unit() as unit:
        [row] = placements_of(unit, world.child)
        move_on(unit, row, day_of(unit.now) - timedelta(days=1), by=None)
    tamperer.put_back(Placement, before)
    if way != "set back":
        tamperer.change(Head, Head.chain == world.child, manifest=bytes(32))
    with world.unit() as unit:
        assert not leads(unit, world.leader, world.child)
        assert placements_of(unit, world.child) == []
        assert children_in(unit, world.daycare) == {}
    assert ("alarm:forged", "people_placement") in alarms(world)
    assert doctor(world, vault)[0] <= {"people_placement", "audit_head"} != set()
    assert len(seen(world, world.pedagogue)) == 2
    assert seen(world, world.parent_a) == ({WORDS} if way == "set back" else set())


def test_a_placement_that_is_gone_is_told(world, note, tamperer, vault):
    tamperer.delete(Placement)
    assert doctor(world, vault) == ({"people_placement"}, [])
    assert seen(world, world.parent_a) == {WORDS}
    list_anew(world.database, world.child, world.leader.person_id)
    assert doctor(world, vault) == (set(), [])


def test_an_honest_change_does_not_wash_a_row_that_was_put_back(world, note, tamperer):
    world.task(world.nurse, world.health)
    mine = Task.person_id == world.nurse.person_id
    before = tamperer.rows(Task, mine)
    with world.unit() as unit:
        end_task(unit, unit.session.query(Task).where(mine).one(), by=None)
    tamperer.put_back(Task, before)
    with world.unit() as unit:
        row = unit.session.query(Task).where(mine).one()
        row.why = "leader"
    with pytest.raises(NotFound):
        seen(world, world.nurse)


def test_an_access_that_was_ended_is_not_opened_by_its_former_row(world, note, tamperer, ppr):
    opened = given(world, note)
    before = tamperer.rows(Access)
    assert seen(world, ppr)
    with world.unit() as unit:
        end_access(unit, world.leader, opened)
    tamperer.put_back(Access, before)
    assert seen(world, ppr) == set()
    assert ("alarm:forged", "consent_access") in alarms(world)


def test_a_head_set_back_with_its_rows_is_noticed_by_who_saw_it_later(
    world, note, ppr, tamperer, vault
):
    world.consents(world.ppr)
    former, rows = tamperer.head(world.child), tamperer.rows(Withdrawal)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    assert seen(world, ppr) == set()
    later = {row["id"] for row in tamperer.rows(Withdrawal)} - {row["id"] for row in rows}
    tamperer.delete(Withdrawal, Withdrawal.id.in_(later))
    tamperer.change(Head, Head.chain == world.child, **former)
    assert seen(world, ppr) == set()
    assert alarms(world) == {("alarm:missing", "audit_head")}
    assert doctor(world, vault) == ({"audit_head"}, [])
    assert len(seen(world, world.pedagogue)) == 2
    list_anew(world.database, world.child, world.leader.person_id)
    assert doctor(world, vault) == (set(), []), "signed for, it is later than what was seen"


def test_a_head_set_back_with_its_rows_is_not_signed_by_the_witness(
    world, note, tamperer, tmp_path
):
    witness = Witness(KEY, "999", tmp_path / "witness.jsonl")
    former, rows = tamperer.head(world.child), tamperer.rows(Withdrawal)
    world.consents(world.ppr)
    with world.unit() as unit:
        witness.sign(unit)
    tamperer.delete(Withdrawal)
    tamperer.put_back(Withdrawal, rows)
    tamperer.change(Head, Head.chain == world.child, **former)
    with pytest.raises(Backwards), world.unit() as unit:
        witness.sign(unit)


@pytest.mark.parametrize(
    "values",
    [
        {"manifest": bytes(32)},
        {"manifest_rows": bytes(4)},
        {"manifest_sequence": 10_000},
        {"manifest": bytes(32), "manifest_rows": b"", "manifest_sequence": 0},
    ],
    ids=["digest", "rows", "sequence", "as if new"],
)
def test_a_list_written_by_others_opens_nothing(world, note, ppr, tamperer, vault, values):
    world.consents(world.ppr)
    limit(world, note.record_id, LimitKind.HIDDEN)
    tamperer.delete(Limit)
    tamperer.change(Head, Head.chain == world.child, **values)
    assert seen(world, ppr) == set()
    assert seen(world, world.parent_a) == set(), "nobody knows what was kept from whom"
    assert len(seen(world, world.pedagogue)) == 2
    assert alarms(world) == {("alarm:missing", "audit_head")}
    assert doctor(world, vault) == ({"audit_head"}, [])


def test_what_is_written_meanwhile_does_not_make_a_false_list_true(world, note, ppr, tamperer):
    world.consents(world.ppr)
    tamperer.change(Head, Head.chain == world.child, manifest=bytes(32))
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr) == set()


def test_an_operator_signs_for_what_is_left_and_is_named(world, note, ppr, tamperer, vault):
    world.consents(world.ppr)
    tamperer.delete(Withdrawal)
    assert seen(world, ppr) == set()
    gap = list_anew(world.database, world.child, world.leader.person_id)
    assert gap.tables == ("consent_withdrawal",)
    assert seen(world, ppr)
    assert doctor(world, vault) == (set(), [])
    assert list_anew(world.database, world.child, world.leader.person_id) is None
    [block] = events(world, audit.KOMMUNE, "manifest:sign")
    assert block["actor"] == str(world.leader.person_id)
    assert block["about"] == {"child": str(world.child), "tables": "consent_withdrawal"}
    with pytest.raises(NotFound):
        list_anew(world.database, audit.KOMMUNE, world.leader.person_id)


def test_many_children_are_remembered_for_a_while(monkeypatch):
    monkeypatch.setattr("stafet.audit.manifest.REMEMBERED", 2)
    seen_before = Seen()
    assert not seen_before.goes_back(UUID(int=1), 5)
    assert seen_before.goes_back(UUID(int=1), 4)
    assert not seen_before.goes_back(UUID(int=2), 1)
    assert not seen_before.goes_back(UUID(int=1), 4)


def test_rows_set_back_name_no_child_on_an_overview(world, note, tamperer):
    world.task(world.nurse, world.health)
    work, custody = Task.person_id == world.nurse.person_id, world.parent_b.person_id
    tasks, custodies = tamperer.rows(Task, work), tamperer.rows(Custody)
    with world.unit() as unit:
        end_task(unit, unit.session.query(Task).where(work).one(), by=None)
        [mine] = [row for row in custodies_over(unit, world.child) if row.guardian_id == custody]
        end_custody(unit, mine, by=None)
    tamperer.put_back(Task, tasks)
    tamperer.put_back(Custody, [row for row in custodies if row["guardian_id"] == custody])
    with world.unit() as unit:
        assert not tasks_of(unit, world.nurse.person_id)
        assert children_of(unit, world.parent_b) == set()
        assert children_of(unit, world.parent_a) == {world.child}
        assert custodians(unit, world.child) == (world.parent_a.person_id,)
