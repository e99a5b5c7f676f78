"""A misspelt name is put right by asking anew: what somebody has signed says what it said (L13)."""

from uuid import uuid4

import pytest

from stafet.consent.answers import asked_about as asked
from stafet.consent.decision import permission
from stafet.consent.facts import load_facts
from stafet.consent.pages.guardian import guardian_page
from stafet.consent.pages.staff import staff_page
from stafet.consent.receipts.loading import receipt_page
from stafet.consent.services import Choice, Signing, ask, correct_outsider, give, withdraw
from stafet.consent.services.receiving import keep_scan, print_paper
from stafet.errors import Invalid, NotFound
from stafet.people.rules import Outsider
from tests.factories.outsider import HANNE, NAME, asked_about, counted
from tests.factories.receiving import SCAN, problems_of, today, typed
from tests.factories.world import ALL_TOPICS

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
RIGHT = Outsider("Hanne Holme", HANNE.role)


def corrected(world, outsider, who=RIGHT):
    with world.unit() as unit:
        new = correct_outsider(unit, world.pedagogue, world.child, outsider, who)
        ask(unit, world.pedagogue, world.child, [new])
    return new


def answers(world, giver, place, *, yes=True):
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        topics = ALL_TOPICS if yes else frozenset()
        choices = (Choice(place, yes=yes, categories=topics),)
        return give(unit, giver, world.child, Signing(uuid4(), choices))


def seen_by(world, log, giver):
    with world.unit() as unit:
        return {row.name: row for row in guardian_page(unit, giver, log.id, "da").rows}


def is_open(world, place):
    with world.unit() as unit:
        facts = load_facts(unit, world.child)
        return bool(permission(facts, place, unit.now, "early_support"))


def test_a_question_nobody_has_answered_is_taken_back(world, log, hanne):
    new = corrected(world, hanne)
    with world.unit() as unit:
        assert list(asked(unit, world.child)) == [new]
    (row,) = seen_by(world, log, world.parent_a).values()
    assert (row.name, row.corrects) == (RIGHT.whole, NAME)


def test_L13_what_is_signed_stands_as_it_was_signed_until_each_has_answered(world, log, hanne):
    signed = answers(world, world.parent_a, hanne)
    answers(world, world.parent_b, hanne)
    new = corrected(world, hanne)
    assert is_open(world, hanne)
    assert not is_open(world, new)
    rows = seen_by(world, log, world.parent_a)
    assert rows[NAME].is_given
    assert rows[RIGHT.whole].is_asked
    assert rows[RIGHT.whole].said.topics == rows[NAME].topics
    answers(world, world.parent_a, new)
    assert not is_open(world, hanne)
    assert set(seen_by(world, log, world.parent_a)) == {RIGHT.whole}
    assert set(seen_by(world, log, world.parent_b)) == {NAME, RIGHT.whole}
    answers(world, world.parent_b, new)
    assert is_open(world, new)
    assert counted(world, log, new)
    with world.unit() as unit:
        assert [row.institution_id for row in staff_page(unit, world.pedagogue, log.id).rows] == [
            new
        ]
        page = receipt_page(unit, world.parent_a, log.id, signed)
        assert NAME in page.names.values()
        assert RIGHT.whole not in page.names.values()


def test_L07_a_no_to_the_corrected_name_closes_what_stood_under_every_old_one(world, log, hanne):
    world.consents(hanne)
    second = corrected(world, hanne)
    third = corrected(world, second, Outsider("Hanne Holmegaard", HANNE.role))
    assert is_open(world, hanne)
    answers(world, world.parent_b, third, yes=False)
    assert not is_open(world, hanne)


def test_the_same_correction_twice_is_once_and_another_one_is_refused(world, log, hanne):
    new = corrected(world, hanne)
    assert corrected(world, hanne) == new
    with pytest.raises(Invalid) as refused:
        corrected(world, hanne, Outsider("Hanne Helm", HANNE.role))
    assert set(refused.value.problems) == {"outside_name"}


def test_a_name_already_asked_about_one_unchanged_and_a_strangers_are_refused(world, log, hanne):
    asked_about(world, RIGHT)
    for who in (RIGHT, HANNE):
        with pytest.raises(Invalid):
            corrected(world, hanne, who)
    with pytest.raises(NotFound):
        corrected(world, world.ppr)


@pytest.fixture
def paper(world, hanne):
    """A form over the misspelt name, printed and scanned."""
    paper_id = uuid4()
    with world.unit() as unit:
        print_paper(unit, world.pedagogue, world.child, "da", paper_id)
        keep_scan(unit, world.pedagogue, world.child, paper_id, uuid4(), SCAN)
    return paper_id


def yes_to(place):
    return Choice(place, yes=True, categories=ALL_TOPICS)


def test_L07_what_was_taken_back_under_the_old_name_no_earlier_talk_opens_under_the_new(
    world, hanne
):
    world.consents(hanne)
    new, spoken_on = corrected(world, hanne), today(world)
    world.database.clock.advance(days=1)
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child, hanne)
    problems = problems_of(world, world.parent_b, yes_to(new), on=spoken_on)
    assert set(problems) == {"signed_on"}


def test_L07_an_old_form_signed_after_the_answer_about_the_right_name_leaves_one_of_them_open(
    world, hanne, paper
):
    new = corrected(world, hanne)
    for giver in (world.parent_a, world.parent_b):
        answers(world, giver, new)
    early = problems_of(world, world.parent_a, yes_to(hanne), paper=paper)
    assert set(early) == {"signed_on"}
    world.database.clock.advance(days=1)
    for giver in (world.parent_a, world.parent_b):
        typed(world, giver, yes_to(hanne), paper=paper)
    assert is_open(world, hanne)
    assert not is_open(world, new)


def test_who_answers_about_both_names_at_once_has_answered_about_the_right_one(world, hanne):
    new = corrected(world, hanne)
    for giver in (world.parent_a, world.parent_b):
        with world.unit() as unit:
            give(unit, giver, world.child, Signing(uuid4(), (yes_to(hanne), yes_to(new))))
    assert is_open(world, new)
    assert not is_open(world, hanne)
