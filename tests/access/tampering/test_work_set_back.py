"""Work that ended is not taken up again by its former row: who left gains nothing."""

import pytest
from sqlalchemy import null

from stafet.audit import work_of
from stafet.audit.checkpoints import Backwards, Witness
from stafet.audit.models import Head
from stafet.audit.signing import SigningKey
from stafet.errors import NotFound
from stafet.people.models import Employment, EmploymentRole
from stafet.people.queries import employments_of, leaders_of, leading, my_tasks
from stafet.people.services import end_employment
from stafet.upkeep.listing import list_anew
from tests.factories.consent import seen
from tests.factories.tampering import WORDS, alarms, doctor

KEY = SigningKey(bytes(range(32)))


@pytest.fixture
def leader(world):
    """Where the leader works, and what lists it."""
    mine = Employment.person_id == world.leader.person_id
    return mine, Head.chain == work_of(world.leader.person_id)


def leave(world):
    with world.unit() as unit:
        [row] = employments_of(unit, world.leader.person_id)
        end_employment(unit, row, by=None)


def leads_nothing(world):
    with world.unit() as unit:
        return (
            not employments_of(unit, world.leader.person_id)
            and not leaders_of(unit, world.daycare)
            and not leading(unit)
        )


@pytest.mark.parametrize("also", ["", "deleted in between", "spoilt list", "nobody's list"])
def test_work_that_ended_is_not_taken_up_again_by_its_former_row(
    world, note, leader, tamperer, vault, also
):
    mine, listed = leader
    before = tamperer.rows(Employment, mine)
    leave(world)
    if also == "deleted in between":
        tamperer.delete(Employment, mine)
    tamperer.put_back(Employment, before)
    spoilt = {"spoilt list": {"manifest": bytes(32)}, "nobody's list": {"worker_id": null()}}
    if also in spoilt:
        tamperer.change(Head, listed, **spoilt[also])
    assert leads_nothing(world)
    assert alarms(world) == {("alarm:forged", "people_employment")}
    assert doctor(world, vault) == ({"audit_head" if also in spoilt else "people_employment"}, [])
    assert len(seen(world, world.pedagogue)) == 2
    assert seen(world, world.parent_a) == {WORDS}


def test_a_list_of_work_set_back_with_its_rows_is_not_signed_by_the_witness(
    world, leader, tamperer, tmp_path
):
    mine, listed = leader
    witness = Witness(KEY, "999", tmp_path / "witness.jsonl")
    before, head = tamperer.rows(Employment, mine), tamperer.head(work_of(world.leader.person_id))
    leave(world)
    with world.unit() as unit:
        witness.sign(unit)
    tamperer.put_back(Employment, before)
    tamperer.change(Head, listed, **head)
    with pytest.raises(Backwards), world.unit() as unit:
        witness.sign(unit)


def test_a_task_counts_for_nobody_whose_work_is_set_back(world, note, tamperer):
    world.task(world.nurse, world.health)
    mine = Employment.person_id == world.nurse.person_id
    before = tamperer.rows(Employment, mine)
    assert before[0]["role"] is EmploymentRole.EMPLOYEE
    with world.unit() as unit:
        unit.session.query(Employment).where(mine).one().to_at = unit.now
    tamperer.put_back(Employment, before)
    with pytest.raises(NotFound):
        seen(world, world.nurse)
    with world.unit() as unit:
        assert not my_tasks(unit, world.nurse, world.child)
    assert ("alarm:forged", "people_employment") in alarms(world)
    assert list_anew(world.database, world.nurse.person_id, world.leader.person_id).tables == (
        "people_employment",
    )
    assert list_anew(world.database, world.nurse.person_id, world.leader.person_id) is None
    assert len(seen(world, world.pedagogue)) == 2


def test_work_listed_in_a_head_that_is_gone_counts_once_an_operator_signs(
    world, note, tamperer, vault
):
    tamperer.delete(Head, Head.chain == work_of(world.pedagogue.person_id))
    with pytest.raises(NotFound):
        seen(world, world.pedagogue)
    assert doctor(world, vault) == ({"audit_head"}, [])
    list_anew(world.database, world.pedagogue.person_id, world.leader.person_id)
    assert doctor(world, vault) == (set(), [])
    assert len(seen(world, world.pedagogue)) == 2
