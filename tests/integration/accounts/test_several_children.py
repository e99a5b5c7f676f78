"""Whose work touches several children locks them in one order: two such units never stand still."""

from datetime import timedelta

import pytest

from stafet.clock import day_of
from stafet.people.queries import employments_of
from stafet.people.rules import Identity, TaskWhy
from stafet.people.services import (
    assign_contact,
    end_employment,
    give_task,
    open_group,
    place_child,
    register_child,
)

pytestmark = pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)


@pytest.fixture
def children(world):
    """Two children of a group, in the order in which they are to be locked."""
    made = []
    for number in range(2):
        with world.unit() as unit:
            identity = Identity(f"Barn {number}", f"61032{number + 1}4985")
            made.append(register_child(unit, identity, by=None))
    return sorted(made)


@pytest.fixture
def group(world, children):
    """A group in which the one to be locked first was placed last."""
    with world.unit() as unit:
        group = open_group(unit, world.daycare, "Stue 9")
        for later, child in enumerate(reversed(children)):
            day = day_of(unit.now) + timedelta(days=later)
            place_child(unit, child, world.daycare, group.id, day, by=None)
    return group


def locked(unit, children):
    return [chain for chain in unit.session.info if chain in children]


def test_the_children_of_a_new_contact_persons_group(world, group, children):
    with world.unit() as unit:
        assign_contact(unit, group, world.nurse.person_id, by=None)
        assert locked(unit, children) == children


def test_the_children_of_who_leaves(world, children):
    nurse = world.nurse.person_id
    with world.unit() as unit:
        for child in reversed(children):
            give_task(unit, child, nurse, world.health, TaskWhy.INVITED, by=None)
    with world.unit() as unit:
        [work] = employments_of(unit, nurse)
        end_employment(unit, work, by=None)
        assert locked(unit, children) == children
