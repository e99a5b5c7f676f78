"""L48: who checks has no part in the reading, sees no text, and concludes once."""

from datetime import timedelta

import pytest

from stafet import audit
from stafet.errors import Invalid, NotFound
from stafet.oversight.models import SpotCheck
from stafet.oversight.reads import reads_between
from stafet.oversight.services import checking
from stafet.people.rules import TaskWhy
from stafet.people.services import give_task
from tests.factories.oversight import checked, checks_of, concluded, drawn, listed
from tests.factories.special import chain, school_leader


def test_L48_the_reviewer_has_no_part_in_the_reading(world, log, officer):
    check = drawn(world, officer)
    assert check.reviewer_id == officer.person_id
    with world.unit() as unit:
        involved = checking.involved_in(unit, check.reader_id, world.child)
    for person in (check.reader_id, world.leader.person_id, world.parent_a.person_id):
        assert person in involved
    assert officer.person_id not in involved


def test_L48_an_officer_who_has_a_task_with_the_child_leaves_it_to_a_leader_elsewhere(
    world, log, officer, clock
):
    elsewhere = school_leader(world)
    with world.unit() as unit:
        child, person = world.child, officer.person_id
        give_task(unit, child, person, world.school, TaskWhy.SUBSTITUTE, by=None)
    check = drawn(world, officer)
    assert check.reviewer_id == elsewhere.person_id
    concluded(world, elsewhere, check)
    assert checks_of(world)[0].outcome == "in_order"


def test_L48_who_becomes_involved_cannot_conclude_and_another_gets_it(world, log, officer):
    check = drawn(world, officer)
    elsewhere = school_leader(world)
    with world.unit() as unit:
        child, person = world.child, officer.person_id
        give_task(unit, child, person, world.school, TaskWhy.SUBSTITUTE, by=None)
    with pytest.raises(NotFound):
        concluded(world, officer, check)
    with world.unit() as unit:
        checking.see_to_checks(unit)
    assert checks_of(world)[0].reviewer_id == elsewhere.person_id


def test_L48_where_everybody_is_involved_a_check_stays_open_and_says_so(world, log, officer):
    with world.unit() as unit:
        for person in (officer.person_id, world.leader.person_id):
            give_task(unit, world.child, person, world.daycare, TaskWhy.SUBSTITUTE, by=None)
    assert drawn(world, officer).reviewer_id is None
    assert listed(world, officer).waiting[0].reviewer == ""
    with world.unit() as unit:
        checking.see_to_checks(unit)
    assert checks_of(world)[0].reviewer_id is None


def test_L48_the_outcome_is_kept_with_its_remark_sealed(world, log, officer):
    check = drawn(world, officer)
    concluded(world, officer, check, "not_in_order", "Hun havde ingen grund.")
    row = checks_of(world)[0]
    assert (row.outcome, row.concluded_by) == ("not_in_order", officer.person_id)
    assert b"grund" not in row.sealed
    page = checked(world, officer, check)
    assert page.remark == "Hun havde ingen grund."
    assert page.line.outcome == "Ikke i orden"
    concluded(world, officer, check, "in_order")
    assert checks_of(world)[0].outcome == "not_in_order"
    told = "\n".join(chain(world, audit.APART))
    assert '"action":"check:conclude"' in told
    assert "grund" not in told


def test_L48_an_outcome_changed_by_hand_does_not_open_its_remark(world, log, officer):
    check = drawn(world, officer)
    concluded(world, officer, check, "not_in_order", "Hun havde ingen grund.")
    with world.unit() as unit:
        unit.session.get_one(SpotCheck, check.id).outcome = "in_order"
    assert checked(world, officer, check).remark is None


@pytest.mark.parametrize(
    ("outcome", "remark", "field"),
    [
        ("noget", "", "outcome"),
        ("not_in_order", " ", "remark"),
        ("in_order", "x" * 2001, "remark"),
    ],
)
def test_L48_an_outcome_is_the_kommunes_and_some_need_a_remark(
    world, log, officer, outcome, remark, field
):
    check = drawn(world, officer)
    with pytest.raises(Invalid) as refused:
        concluded(world, officer, check, outcome, remark)
    assert list(refused.value.problems) == [field]


def test_L48_the_reviewer_sees_who_when_what_kind_and_why_but_no_text(world, log, officer):
    with world.unit() as unit:
        (read,) = (one for one in reads_between(unit, unit.now - timedelta(days=1), unit.now)
                   if one.reader_id == world.psychologist.person_id)  # fmt: skip
        checking.pick(unit, officer, read.chain, read.sequence)
    page = checked(world, officer, checks_of(world)[0])
    assert page.line.reader.whole == "Per Psykolog, Psykolog, PPR Eksempelby"
    assert (page.child, page.tasks) == ("Anton Eksempel", ("Inviteret af stafetholderen",))
    assert "Notat, 1. marts 2027" in page.texts
    assert not page.line.common
    assert "En tekst." not in repr(page)


def test_L48_others_see_no_check_and_nobody_one_of_his_own_readings(world, log, officer):
    check = drawn(world, officer)
    for viewer in (world.leader, world.pedagogue, world.psychologist, world.parent_a):
        with pytest.raises(NotFound):
            checked(world, viewer, check)
    with world.unit() as unit:
        row = unit.session.get_one(SpotCheck, check.id)
        row.reader_id = officer.person_id
    with pytest.raises(NotFound):
        checked(world, officer, check)
    assert listed(world, officer).waiting == ()
