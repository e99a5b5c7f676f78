"""What was signed on paper counts from its day, and never over a newer answer (L05, L07, L18)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import day_of, start_of_day
from stafet.consent.facts import load_facts
from stafet.consent.models import Consent, Party, Proof, Way
from stafet.consent.permission import permission
from stafet.consent.services import Choice, Signing, ask, give, withdraw
from stafet.consent.services.receiving import keep_scan, print_paper
from stafet.errors import NotFound
from stafet.people.models import PersonKind
from stafet.people.queries import custodies_of
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import (
    end_custody,
    record_custody,
    register_adult,
)
from tests.factories.consent import yes
from tests.factories.receiving import SCAN, problems_of, today, typed
from tests.factories.world import ALL_TOPICS


def open_at(world, place):
    with world.unit() as unit:
        facts = load_facts(unit, world.child)
        return {topic for topic, _ in permission(facts, place, unit.now, "early_support")}


def test_a_paper_from_each_parent_opens(world, log, paper):
    typed(world, world.parent_a, yes(world.ppr), paper=paper)
    assert open_at(world, world.ppr) == set()
    typed(world, world.parent_b, yes(world.ppr), paper=paper)
    assert open_at(world, world.ppr) == ALL_TOPICS


def test_L05_a_papers_year_counts_from_the_day_on_the_paper(world, log, paper, clock):
    signed_on = today(world)
    clock.advance(days=20)
    act = typed(world, world.parent_a, yes(world.ppr), paper=paper, on=signed_on)
    with world.unit() as unit:
        consent, said = (
            unit.session.get_one(Consent, act),
            unit.session.scalars(select(Party)).one(),
        )
        assert consent.signed_at == start_of_day(signed_on)
        assert (consent.way, day_of(consent.recorded_at)) == (Way.PAPER, today_of(unit))
        assert day_of(said.from_at) == today_of(unit)
        assert said.until_at == start_of_day(signed_on.replace(year=signed_on.year + 1))


def today_of(unit):
    return day_of(unit.now)


def test_L05_an_end_beyond_a_year_from_the_paper_is_refused(world, log, paper, clock):
    signed_on = today(world)
    clock.advance(days=20)
    late = signed_on + timedelta(days=366)
    told = problems_of(
        world, world.parent_a, yes(world.ppr, last_day=late), paper=paper, on=signed_on
    )
    assert list(told) == [f"last_day_{world.ppr.hex}"]


@pytest.mark.parametrize(("days", "told"), [(1, "come yet"), (-100, "too long ago")])
def test_the_day_on_the_paper_is_neither_to_come_nor_long_ago(world, log, paper, days, told):
    on = today(world) + timedelta(days=days)
    assert (
        told in problems_of(world, world.parent_a, yes(world.ppr), paper=paper, on=on)["signed_on"]
    )
    assert told in problems_of(world, world.parent_a, yes(world.ppr), on=on)["signed_on"]


def test_a_paper_signed_before_it_was_printed_is_refused(world, log, paper):
    on = today(world) - timedelta(days=2)
    told = problems_of(world, world.parent_a, yes(world.ppr), paper=paper, on=on)
    assert "printed" in told["signed_on"]


def test_a_paper_without_its_scan_is_refused(world, log):
    paper_id = uuid4()
    with world.unit() as unit:
        print_paper(unit, world.pedagogue, world.child, "da", paper_id)
    assert "scan" in problems_of(world, world.parent_a, yes(world.ppr), paper=paper_id)["choices"]


def test_a_paper_answers_for_the_places_printed_on_it_alone(world, log, paper):
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.school])
    assert "choices" in problems_of(world, world.parent_a, yes(world.school), paper=paper)
    assert "choices" in problems_of(world, world.parent_a, yes(world.daycare))
    typed(world, world.parent_a, yes(world.school))


def test_L07_what_was_taken_back_after_the_paper_stays_taken_back(world, log, paper, clock):
    signed_on = today(world)
    world.consents(world.ppr)
    clock.advance(days=1)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
    told = problems_of(world, world.parent_a, yes(world.ppr), paper=paper, on=signed_on)
    assert "newest" in told["signed_on"]
    assert open_at(world, world.ppr) == set()


def test_an_older_paper_does_not_replace_a_newer_answer(world, log, paper, clock):
    signed_on = today(world)
    clock.advance(days=1)
    with world.unit() as unit:
        no = Choice(world.ppr, yes=False)
        give(unit, world.parent_a, world.child, Signing(uuid4(), (no,)))
    told = problems_of(world, world.parent_a, yes(world.ppr), paper=paper, on=signed_on)
    assert "newest" in told["signed_on"]
    typed(world, world.parent_a, yes(world.health), paper=paper, on=signed_on)


def test_a_no_on_paper_closes_at_once(world, log, paper):
    world.consents(world.ppr)
    assert open_at(world, world.ppr)
    typed(world, world.parent_a, Choice(world.ppr, yes=False), paper=paper)
    assert open_at(world, world.ppr) == set()


def test_L18_a_paper_from_before_custody_changed_is_refused(world, log, paper, clock):
    signed_on = today(world)
    clock.advance(days=3)
    with world.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, Identity("Carl Eksempel"), by=None)
        now = unit.now
        kind = CustodyKind.APPOINTED
        record_custody(unit, world.child, person, kind, source="letter", from_at=now, by=None)
    told = problems_of(world, world.parent_a, yes(world.ppr), paper=paper, on=signed_on)
    assert "Custody" in told["signed_on"]
    clock.advance(days=1)
    typed(world, world.parent_a, yes(world.ppr), paper=paper)


def test_a_giver_without_custody_is_refused(world, log, paper, clock):
    with world.unit() as unit:
        (custody,) = custodies_of(unit, world.parent_b.person_id)
        end_custody(unit, custody, by=None)
    clock.advance(days=1)
    for nobody in (world.parent_b, world.stranger):
        assert "giver" in problems_of(world, nobody, yes(world.ppr), paper=paper)


@pytest.mark.parametrize("nobody", ["teacher", "psychologist", "nurse", "parent_a", "stranger"])
def test_only_the_holder_and_the_leader_of_his_place_receive(world, log, paper, nobody):
    person = world.people[nobody]
    world.task(world.psychologist, world.ppr)
    with pytest.raises(NotFound):
        typed(world, world.parent_a, yes(world.ppr), by=person)
    with world.unit() as unit, pytest.raises(NotFound):
        print_paper(unit, person, world.child, "da", uuid4())
    with world.unit() as unit, pytest.raises(NotFound):
        keep_scan(unit, person, world.child, paper, uuid4(), SCAN)


def test_the_leader_of_the_holders_place_receives(world, log):
    act = typed(world, world.parent_a, yes(world.ppr), by=world.leader)
    with world.unit() as unit:
        assert unit.session.get_one(Proof, act).received_by == world.leader.person_id


def test_typed_in_twice_is_once(world, log, paper):
    key = uuid4()
    first = typed(world, world.parent_a, yes(world.ppr), paper=paper, key=key)
    assert typed(world, world.parent_a, yes(world.ppr), paper=paper, key=key) == first == key
    with pytest.raises(NotFound):
        typed(world, world.parent_b, yes(world.ppr), paper=paper, key=key)
    assert "newest" in problems_of(world, world.parent_a, yes(world.ppr), paper=paper)["signed_on"]
