"""Looking for another child, and who is told that somebody asked."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.audit.models import Block
from stafet.concerns import inquiries, queries
from stafet.concerns.inquiries import Search
from stafet.errors import Invalid, NotFound

CPR = "610320-4985"
BORN = date(2020, 3, 1)


def look(world, viewer, **told):
    with world.unit() as unit:
        return inquiries.search(unit, viewer, Search(**told))


def waiting(world, viewer):
    with world.unit() as unit:
        return inquiries.waiting_for(unit, viewer)


@pytest.mark.parametrize(
    "told",
    [
        {"cpr": CPR},
        {"cpr": "6103204985"},
        {"cpr": " 610320 4985 "},
        {"name": "Anton Eksempel", "born_on": BORN},
        {"name": "anton  eksempel", "born_on": BORN},
    ],
)
def test_a_child_of_ones_own_place_is_found_however_it_is_written(world, told):
    assert look(world, world.leader, **told) == world.child
    assert waiting(world, world.leader) == ()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "cpr"),
        ({"cpr": "123"}, "cpr"),
        ({"cpr": "310220-4985"}, "cpr"),
        ({"cpr": "ٱ610320-4985"}, "cpr"),
        ({"name": "Anton Eksempel"}, "born_on"),
        ({"born_on": BORN}, "name"),
        ({"name": "Anton Eksempel", "born_on": date(2999, 1, 1)}, "born_on"),
    ],
)
def test_a_search_that_cannot_be_says_so_at_its_field(world, told, field):
    with pytest.raises(Invalid) as refused:
        look(world, world.teacher, **told)
    assert list(refused.value.problems) == [field]


def test_the_holder_is_told_who_asked_and_may_say_it_is_done(world):
    world.log()
    assert look(world, world.teacher, cpr=CPR) is None
    with world.unit() as unit:
        (caller,) = queries.callers(unit, world.pedagogue)
    assert (caller.asker.name, caller.child) == ("Troels Thomsen", "Anton Eksempel")
    assert waiting(world, world.leader) == ()
    with world.unit() as unit:
        inquiries.called(unit, world.pedagogue, caller.id)
    assert waiting(world, world.pedagogue) == ()


def test_without_a_log_the_leader_of_the_place_is_told(world):
    look(world, world.teacher, cpr=CPR)
    (row,) = waiting(world, world.leader)
    assert row.child_id == world.child
    assert waiting(world, world.pedagogue) == ()


def test_asking_again_adds_nothing_until_somebody_has_called(world):
    look(world, world.teacher, cpr=CPR)
    look(world, world.teacher, cpr=CPR)
    assert len(waiting(world, world.leader)) == 1


def test_nobody_else_can_say_that_it_is_done(world):
    look(world, world.teacher, cpr=CPR)
    (row,) = waiting(world, world.leader)
    with pytest.raises(NotFound), world.unit() as unit:
        inquiries.called(unit, world.stranger, row.id)


def test_each_search_is_recorded_without_its_words(world):
    look(world, world.teacher, name="Anton Eksempel", born_on=BORN)
    with world.unit() as unit:
        query = select(Block.body).where(Block.chain == audit.KOMMUNE)
        bodies = [body for body in unit.session.scalars(query) if "child:search" in body]
    assert len(bodies) == 1
    assert "Anton" not in bodies[0]
    assert "2020" not in bodies[0].replace(str(world.database.clock.now() + timedelta(0)), "")
