"""After a change of custody each says again what he had said, in one press (L18)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import day_of
from stafet.consent.facts import load_facts
from stafet.consent.models import Consent, Party
from stafet.consent.permission import permission
from stafet.consent.services import Choice, Signing, confirm, give, withdraw
from stafet.errors import Invalid, NotFound
from stafet.people.models import PersonKind
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import record_custody, register_adult
from stafet.web.viewer import Viewer, ViewerKind


def open_at(world, place):
    with world.unit() as unit:
        facts = load_facts(unit, world.child)
        return {topic for topic, _ in permission(facts, place, unit.now, "early_support")}


def custody_changes(world, clock):
    """A third custody holder is recorded; return his viewer."""
    clock.advance(days=10)
    with world.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, Identity("Carl Eksempel"), by=None)
        record_custody(
            unit,
            world.child,
            person,
            CustodyKind.APPOINTED,
            source="letter",
            from_at=unit.now,
            by=None,
        )
    clock.advance(days=1)
    return Viewer(uuid4(), person, ViewerKind.GUARDIAN)


def again(world, viewer):
    with world.unit() as unit:
        return confirm(unit, viewer, world.child)


def party(world, consent):
    with world.unit() as unit:
        return unit.session.scalars(select(Party).where(Party.consent_id == consent)).one()


def test_L18_one_press_each_opens_again_what_was_open(world, clock):
    topics = frozenset({"health", "social"})
    world.consents(world.ppr, categories=topics)
    third = custody_changes(world, clock)
    again(world, world.parent_a)
    again(world, world.parent_b)
    assert open_at(world, world.ppr) == set()
    with world.unit() as unit:
        choice = Choice(world.ppr, yes=True, categories=topics)
        give(unit, third, world.child, Signing(uuid4(), (choice,)))
    assert open_at(world, world.ppr) == topics


def test_L18_what_is_said_again_has_the_same_scope_and_the_same_end(world, clock):
    with world.unit() as unit:
        last = day_of(unit.now) + timedelta(days=100)
        choice = Choice(
            world.ppr,
            yes=True,
            categories=frozenset({"health"}),
            own_matters=True,
            everything=False,
            last_day=last,
        )
        old = give(unit, world.parent_a, world.child, Signing(uuid4(), (choice,), "en"))
    custody_changes(world, clock)
    before, after = party(world, old), party(world, again(world, world.parent_a))
    for kept in ("institution_id", "answer", "categories", "subjects", "since_on", "until_at"):
        assert getattr(after, kept) == getattr(before, kept)
    assert after.from_at > before.from_at
    with world.unit() as unit:
        assert unit.session.get_one(Consent, after.consent_id).language == "en"


def test_L18_a_full_year_keeps_its_old_end(world, clock):
    world.consents(world.ppr, by="parent_a")
    with world.unit() as unit:
        old = unit.session.scalars(select(Party)).one().until_at
    custody_changes(world, clock)
    assert party(world, again(world, world.parent_a)).until_at == old


def test_L18_what_was_taken_back_is_not_said_again(world, clock):
    world.consents(world.ppr, world.school, by="parent_a")
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr, "health")
        withdraw(unit, world.parent_a, world.child, world.school)
    custody_changes(world, clock)
    said = party(world, again(world, world.parent_a))
    assert said.institution_id == world.ppr
    assert "health" not in said.categories


def test_L18_what_was_given_ahead_still_begins_on_its_day(world, clock):
    with world.unit() as unit:
        starts = day_of(unit.now) + timedelta(days=60)
    world.consents(world.ppr, by="parent_a", from_on=starts)
    custody_changes(world, clock)
    assert day_of(party(world, again(world, world.parent_a)).from_at) == starts


def test_L18_pressing_twice_is_pressing_once_and_then_nothing_waits(world, clock):
    world.consents(world.ppr, by="parent_a")
    custody_changes(world, clock)
    again(world, world.parent_a)
    with pytest.raises(Invalid):
        again(world, world.parent_a)
    with world.unit() as unit:
        mine = select(Consent).where(Consent.giver_id == world.parent_a.person_id)
        assert len(unit.session.scalars(mine).all()) == 2


def test_L18_nobody_says_again_for_another_and_a_stranger_nothing(world, clock):
    world.consents(world.ppr, by="parent_a")
    custody_changes(world, clock)
    with pytest.raises(Invalid):
        again(world, world.parent_b)
    with pytest.raises(NotFound):
        again(world, world.pedagogue)
