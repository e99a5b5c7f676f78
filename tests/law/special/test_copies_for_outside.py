"""Somebody outside who asks gets a copy, less what the law keeps back (L10, L17)."""

import pytest
from sqlalchemy import update

from stafet.clock import day_of
from stafet.consent.models import Limit, LimitKind
from stafet.consent.special.pages.copying import outside_copy
from stafet.consent.withholding import Answer, Decision, keep_back
from stafet.errors import NotFound
from stafet.people.queries import custodies_over, placements_of
from stafet.people.services import end_custody
from stafet.people.services.places import protect_place
from tests.factories.limits import limit
from tests.factories.special import access, chain, given
from tests.web.copies.reading import words_of

ASKED = {"kind": "access_request", "asker": "Bo Eksempel", "receiver": "psychologist"}
SECRET = "Anna har det svært med sin mor."


@pytest.fixture
def private(world, log):
    own = frozenset({str(world.parent_a.person_id)})
    return world.entry(log, world.pedagogue, SECRET, subjects=own)


def copied(world, opened, who="psychologist"):
    with world.unit() as unit:
        return outside_copy(unit, world.people[who], opened)


def withhold(world, note, answer):
    world.task(world.leader, world.daycare)
    with world.unit() as unit:
        on = day_of(unit.now).replace(month=6)
        decision = Decision(answer, legal="child", review_on=on)
        keep_back(unit, world.leader, world.child, note.record_id, decision)


def test_L17_the_receiver_hands_over_what_was_chosen_and_nothing_more(world, log, note):
    other = world.entry(log, world.pedagogue, "Anton leger med Ida.")
    page = copied(world, given(world, note, **ASKED))
    assert [one.text for one in page.entries] == ["Anton sover dårligt."]
    assert page.left_out == ()
    assert other.record_id not in {one.id for one in page.entries}
    assert any('"access:copy"' in body for body in chain(world, world.child))


def test_L10_another_persons_private_matters_are_left_out_unopened_and_marked(world, note, private):
    page = copied(world, given(world, note, private, **ASKED))
    assert [one.text for one in page.entries] == ["Anton sover dårligt."]
    (mark,) = page.left_out
    assert (mark.reason, bool(mark.law)) == ("Hensynet til en anden person", True)
    bodies = [body for body in chain(world, world.child) if '"access:copy"' in body]
    assert not any(str(private.record_id) in body for body in bodies)


@pytest.mark.parametrize(("answer", "marks"), [(Answer.REDACT, 1), (Answer.HIDE, 0)])
def test_L17_what_a_leader_keeps_back_is_left_out_and_what_is_hidden_without_a_mark(
    world, note, answer, marks
):
    opened = given(world, note, **ASKED)
    withhold(world, note, answer)
    page = copied(world, opened)
    assert page.entries == ()
    assert [mark.reason for mark in page.left_out] == ["Hensynet til barnet"] * marks


def test_L17_nobody_but_the_receiver_gets_it_and_only_of_what_somebody_asked_for(world, note):
    opened, other = (
        given(world, note, **ASKED),
        given(world, note, receiver="teacher", institution=world.school),
    )
    for who in ("teacher", "leader", "parent_b", "stranger"):
        with pytest.raises(NotFound):
            copied(world, opened, who)
    with pytest.raises(NotFound):
        copied(world, other, "teacher")
    world.database.clock.advance(days=31)
    with pytest.raises(NotFound):
        copied(world, opened)


def test_L17_a_place_that_betrays_a_home_is_not_named_on_it(world, note):
    opened = given(world, note, **ASKED)
    with world.unit() as unit:
        (stay,) = placements_of(unit, world.child)
        protect_place(unit, stay, world.parent_b.person_id, by=None)
    (entry,) = copied(world, opened).entries
    assert (entry.author, entry.institution) == ("", "")


def test_L17_a_parent_without_custody_gets_by_paper_what_he_does_not_see_here(web, clock):
    world = web.world
    log = world.log()
    note = world.entry(log, world.pedagogue, "Anton sover dårligt.")
    own = frozenset({str(world.parent_a.person_id)})
    private = world.entry(log, world.pedagogue, SECRET, subjects=own)
    with world.unit() as unit:
        for custody in custodies_over(unit, world.child):
            if custody.guardian_id == world.parent_b.person_id:
                end_custody(unit, custody, by=None)
    opened = given(world, note, private, **ASKED)
    assert web.as_("parent_b").get(f"/log/{log.id}").status_code == 404
    receiver, there = web.as_("psychologist"), f"/saerlig-adgang/{opened}"
    assert f"{there}/kopi.pdf" in receiver.get(there).get_data(as_text=True)
    answer = receiver.get(f"{there}/kopi.pdf")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    words = " ".join(words_of(answer.data).split())
    assert "Anton sover dårligt." in words
    assert "Hensynet til en anden person" in words
    assert SECRET not in words
    assert web.as_("parent_b").get(f"{there}/kopi.pdf").status_code in {403, 404}
    assert access(world, opened).kind == "access_request"


def test_L17_what_is_kept_back_for_a_reason_that_is_gone_is_marked_without_one(world, note):
    opened = given(world, note, **ASKED)
    limit(world, note.record_id, LimitKind.REDACTED)
    with world.unit() as unit:
        unit.session.execute(update(Limit).values(legal="forgotten"))
    (mark,) = copied(world, opened).left_out
    assert (mark.reason, mark.law) == ("", "")
