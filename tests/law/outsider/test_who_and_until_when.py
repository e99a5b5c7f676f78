"""Only the present holder hands a copy over, and not a moment longer than all have said yes."""

from uuid import uuid4

import pytest
from sqlalchemy import update

from stafet.consent.reading import Wanted, read
from stafet.consent.services import withdraw
from stafet.errors import Invalid
from stafet.logs.services import accept_relay, offer_relay
from stafet.people.models import Institution
from stafet.people.queries import custodies_of
from stafet.people.rules import Identity, Outsider
from stafet.people.services import add_outsider, end_custody, register_child
from stafet.people.telling import place_names
from tests.factories.outsider import HANNE, NAME, asked_about, counted, handed_over


@pytest.fixture
def said(world, log, hanne):
    """Return the outsider all have said yes to."""
    world.consents(hanne)
    assert handed_over(world, log, hanne)
    return hanne


def withdrawn(world, outsider):
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, outsider)


def lapsed(world, outsider):
    world.database.clock.advance(days=366)


def custody_changed(world, outsider):
    with world.unit() as unit:
        (held,) = custodies_of(unit, world.parent_b.person_id)
        end_custody(unit, held, by=None)


@pytest.mark.parametrize("change", [withdrawn, lapsed, custody_changed])
def test_L07_the_next_copy_is_refused_once_the_yes_no_longer_counts(
    world, log, said, refused, change
):
    change(world, said)
    assert counted(world, log, said) == 0
    refused(log, said)


def test_L07_a_topic_taken_back_leaves_its_texts_out_of_the_next_copy(world, log, said):
    world.entry(log, world.pedagogue, "Sover dårligt.", categories=frozenset({"health"}))
    assert "Sover dårligt." in handed_over(world, log, said)
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child, said, "health")
    assert "Sover dårligt." not in handed_over(world, log, said)


@pytest.mark.parametrize("who", ["leader", "psychologist", "stranger", "parent_a"])
def test_L01_nobody_but_the_holder_gets_the_copy(world, log, said, refused, who):
    world.task(world.psychologist, world.ppr)
    refused(log, said, who)


def test_L01_a_former_holder_gets_it_no_more(world, log, said, refused):
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.psychologist.person_id, world.ppr)
    with world.unit() as unit:
        accept_relay(unit, world.psychologist, log.id)
    refused(log, said)


def test_L01_an_institution_and_another_childs_person_get_no_copy(world, log, said, refused):
    world.consents(world.ppr)
    refused(log, world.ppr)
    theirs = uuid4()
    with world.unit() as unit:
        other = register_child(unit, Identity("Ida Eksempel", "620418-4980"), by=None)
        add_outsider(unit, other, theirs, Outsider("Ole Olsen", "psykolog"))
    with pytest.raises(Invalid):
        world.consents(theirs)
    refused(log, theirs)
    with world.unit() as unit:
        names = place_names(unit, world.pedagogue, world.child, [theirs], "da")
    assert names == {theirs: "en person uden for kommunen"}


def test_L01_who_he_is_lies_sealed_and_is_told_to_nobody_far_from_the_child(world, said):
    with world.unit() as unit:
        row = unit.session.get_one(Institution, said)
        assert row.sealed is not None
        assert b"Hanne" not in row.sealed
        assert "Hanne" not in row.name
        told = {
            who: place_names(unit, world.people[who], world.child, [said], "da")[said]
            for who in ("pedagogue", "parent_b", "leader", "stranger")
        }
    assert told["pedagogue"] == told["parent_b"] == told["leader"] == NAME
    assert told["stranger"] == "en person uden for kommunen"


def test_L01_a_name_that_was_tampered_with_is_not_told(world, log, said):
    with world.unit() as unit:
        unit.session.execute(
            update(Institution).where(Institution.id == said).values(sealed=b"Ole Olsen")
        )
    with world.unit() as unit:
        names = place_names(unit, world.parent_a, world.child, [said], "da")
    assert names == {said: "en person uden for kommunen"}


def test_the_same_press_names_him_once_and_nobody_is_asked_about_twice(world, log):
    press = uuid4()
    assert asked_about(world, press=press) == asked_about(world, press=press)
    with pytest.raises(Invalid) as refused:
        asked_about(world, Outsider(HANNE.name.upper(), HANNE.role))
    assert set(refused.value.problems) == {"outside_name"}


@pytest.mark.parametrize("field", ["name", "role"])
def test_L01_neither_name_nor_role_betrays_a_protected_home(world, log, field):
    words = {"name": "Hanne Holm", "role": "logopæd"} | {field: "Hanne, Skjulestien 7"}
    with pytest.raises(Invalid) as refused:
        asked_about(world, Outsider(**words))
    assert set(refused.value.problems) == {f"outside_{field}"}


def test_L01_the_door_itself_hands_over_for_nobody_but_the_holder(world, log, said):
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    wanted = Wanted(log_id=log.id, outsider_id=said)
    with world.unit() as unit:
        assert read(unit, world.pedagogue, world.child, wanted).records
        assert read(unit, world.psychologist, world.child, wanted).records == ()
