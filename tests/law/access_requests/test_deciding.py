"""Before the answer: one whom a leader has named leaves out, blacks out and decides (L54)."""

from uuid import uuid4

import pytest

from stafet.access_requests.rules import BAR, Cut, Outcome
from stafet.errors import Invalid, NotFound
from stafet.logs.services import correct_entry
from stafet.records.files import PDF, Accepted, attach
from tests.factories.access_requests import (
    answered,
    asked,
    bundle,
    cut_out,
    decided,
    named,
    texts,
    told,
)
from tests.factories.special import school_leader
from tests.factories.world import writing


def test_L54_only_who_a_leader_has_named_reads_cuts_and_decides(world, log, note):
    request = asked(world)
    with pytest.raises(Invalid):
        named(world, request, "leader", world.daycare)
    with pytest.raises(NotFound):
        named(world, request, by=world.pedagogue)
    with pytest.raises(NotFound):
        named(world, request, by=school_leader(world))
    named(world, request)
    for other in ("leader", "pedagogue", "stranger", "parent_a"):
        with pytest.raises(NotFound):
            cut_out(world, request, note.record_id, Cut.LEFT_OUT, by=other)
        with pytest.raises(NotFound):
            decided(world, request, by=other)
    named(world, request, "teacher", world.school)
    with pytest.raises(NotFound):
        decided(world, request)


def test_L54_a_text_is_left_out_with_the_dated_reason(world, log, note):
    request = asked(world)
    named(world, request)
    cut_out(world, request, note.record_id, Cut.LEFT_OUT)
    decided(world, request, Outcome.PARTLY, "Én tekst er udeladt.")
    answer = told(world, request, world.parent_a)
    assert "Lis" not in str(answer)
    assert answer["left_out"] == [
        {"reason": "Hensynet til en anden person", "law": "Hensynet til barnet eller andre"}
    ]
    assert answer["request"]["decision"] == "Én tekst er udeladt."


def test_L54_a_passage_is_blacked_out_in_every_wording_and_its_files_go(world, log, note):
    with world.unit() as unit:
        anew = writing(unit, "Lis slog ham igen. Anton græd.")
        correct_entry(unit, world.pedagogue, log.id, note.record_id, 1, anew)
        told_ = Accepted(PDF, b"%PDF-1.7 Lis %%EOF")
        attach(unit, world.pedagogue.person_id, world.child, note.record_id, uuid4(), told_)
    world.database.clock.advance(days=3)
    request = asked(world)
    named(world, request)
    cut_out(world, request, note.record_id, Cut.BLACKED_OUT, passages=("Lis slog ham",))
    decided(world, request, Outcome.PARTLY, "Et navn er dækket.")
    made = bundle(world, request, world.parent_a)
    assert f"{BAR} igen. Anton græd." in texts(made.told)
    assert f"Anton sagde, at {BAR}." in texts(made.told)
    assert "Lis" not in str(made.told)
    assert made.files == {}


def test_L54_what_was_taken_back_by_the_one_who_cuts_is_handed_out_whole(world, log, note):
    request = asked(world)
    named(world, request)
    cut_out(world, request, note.record_id, Cut.LEFT_OUT)
    cut_out(world, request, note.record_id, None)
    decided(world, request)
    assert any("Lis" in text for text in texts(told(world, request, world.parent_a)))


def test_L54_a_cut_and_a_decision_need_their_reasons(world, log, note):
    request = asked(world)
    named(world, request)
    for what, more, field in (
        (Cut.LEFT_OUT, {"legal": "whim"}, "legal"),
        (Cut.BLACKED_OUT, {}, "passages"),
        (Cut.BLACKED_OUT, {"passages": ("x",), "missing": ("x",)}, "passages"),
    ):
        with pytest.raises(Invalid) as refused:
            cut_out(world, request, note.record_id, what, **more)
        assert list(refused.value.problems) == [field]
    with pytest.raises(Invalid):
        decided(world, request, text=" ")
    with pytest.raises(Invalid):
        decided(world, request, Outcome.PARTLY)
    cut_out(world, request, note.record_id, Cut.LEFT_OUT)
    with pytest.raises(Invalid):
        decided(world, request, Outcome.GRANTED)


def test_L54_new_texts_are_read_before_it_is_decided(world, log, note):
    request = asked(world)
    named(world, request)
    world.entry(log, world.pedagogue, "Nyt.")
    with pytest.raises(Invalid) as refused:
        decided(world, request)
    assert list(refused.value.problems) == [""]
    named(world, request)
    decided(world, request)
    assert "Nyt." in texts(told(world, request, world.parent_a))


def test_L54_a_no_hands_out_the_decision_alone(world, log, note):
    request = asked(world)
    named(world, request)
    decided(world, request, Outcome.REFUSED, "Nej, fordi …")
    answer = told(world, request, world.parent_a)
    assert answer["records"] == []
    assert answer["request"]["decision"] == "Nej, fordi …"


def test_L54_after_the_decision_nothing_is_cut_or_decided_anew(world, log, note):
    request = answered(world)
    with pytest.raises(NotFound):
        cut_out(world, request, note.record_id, Cut.LEFT_OUT)
    with pytest.raises(NotFound):
        decided(world, request)
    with pytest.raises(NotFound):
        named(world, request, "teacher", world.school)
