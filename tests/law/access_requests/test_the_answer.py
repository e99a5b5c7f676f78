"""The answer to a request: complete, readable, machine-readable, and nothing more (L54, L17)."""

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from stafet.access_requests.deciding import hand_over
from stafet.access_requests.models import AccessRequest
from stafet.access_requests.queries import keys_for
from stafet.app import create_app
from stafet.audit import APART
from stafet.consent.facts import load_facts
from stafet.consent.models import LimitKind
from stafet.consent.services import withdraw
from stafet.errors import NotFound
from stafet.logs.rules import AgreementState
from stafet.logs.services import agree, correct_entry, follow_up
from stafet.logs.services.agreements import Outcome as CameOf
from stafet.logs.services.agreements import Promise
from stafet.oversight.looks import looks_at
from stafet.oversight.services.asking import ask_why
from stafet.people.models import Custody, Placement
from stafet.records.files import PDF, Accepted, attach
from stafet.records.models import Record
from stafet.records.rules import RecordKind
from tests.factories.access_requests import answered, bundle, data_of, texts, told, unpacked
from tests.factories.consent import events
from tests.factories.copies import read_by
from tests.factories.limits import limit
from tests.factories.meetings import called, finished
from tests.factories.oversight import BECAUSE, WHY
from tests.factories.oversight import answer as answer_why
from tests.factories.special import given
from tests.factories.world import writing

HOME = "Skjulestien"


@pytest.fixture
def app(settings, clock, catalogue, database) -> Flask:
    made = create_app(settings, clock, catalogue)
    yield made
    made.extensions["stafet"].close()


def test_L54_the_answer_holds_everything_the_asker_may_read_with_every_wording(world, log, note):
    record = note.record_id
    with world.unit() as unit:
        correct_entry(unit, world.pedagogue, log.id, record, 1, writing(unit, "Anton slog sig."))
        promise = Promise(
            "Vi leger ude.", world.pedagogue.person_id, date(2027, 3, 20), frozenset({"wellbeing"})
        )
        made = agree(unit, world.pedagogue, log.id, promise)
        came = CameOf("Det gik godt.", AgreementState.KEPT, 7, None)
        topics = frozenset({"wellbeing"})
        follow_up(unit, world.pedagogue, log.id, made.record_id, came, topics, 1)
        attach(
            unit,
            world.pedagogue.person_id,
            world.child,
            record,
            uuid4(),
            Accepted(PDF, b"%PDF-1.7 x %%EOF"),
        )
    world.consents(world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    finished(world, log, called(world, log))
    given(world, note)
    world.database.clock.advance(days=3)
    request = answered(world)
    answer = told(world, request, world.parent_a)
    with world.unit() as unit:
        row = unit.session.get_one(AccessRequest, request)
        may = {(str(one), version) for one, version in keys_for(unit, row)}
        everything = {str(one) for one in unit.session.scalars(select(Record.id))}
    there = {(one["id"], w["version"]) for one in answer["records"] for w in one["wordings"]}
    assert there == may
    assert {one for one, _ in there} == everything, "all of this child's texts are released"
    assert {"Anton slog sig.", "Anton sagde, at Lis slog ham."} <= set(texts(answer))
    assert {one["kind"] for one in answer["records"]} >= {
        RecordKind.CONCERN,
        RecordKind.NOTE,
        RecordKind.AGREEMENT,
        RecordKind.FOLLOW_UP,
        RecordKind.MEETING,
        RecordKind.MINUTES,
        RecordKind.INVOLVEMENT,
    }
    assert [one["state"] for one in answer["agreements"]] == ["kept"]
    assert [one["wellbeing"] for one in answer["follow_ups"]] == [7]
    (meeting,) = answer["meetings"]
    assert str(world.parent_a.person_id) in meeting["who_came"]
    assert {one["what"] for one in answer["sharing"]} >= {"yes", "withdrawn"}
    assert len(answer["receipts"]) == 1
    assert [one["key"] for one in answer["special_accesses"]][:1] == ["case_officer"]
    assert answer["readings"]
    assert len(answer["custody"]) == 2
    assert [answer["places"][one["place"]] for one in answer["placements"]] == ["Solsikken"]
    assert answer["holders"][0]["person"] == str(world.pedagogue.person_id)
    assert answer["people"][str(world.pedagogue.person_id)] == "Pia Pedersen"
    (noted,) = [one for one in answer["records"] if one["id"] == str(record)]
    files = bundle(world, request, world.parent_a).files
    assert files == {noted["files"][0]: b"%PDF-1.7 x %%EOF"}


def test_L01_a_meeting_whose_minutes_are_hidden_is_told_as_it_was_when_called(world, log):
    limit(world, finished(world, log, called(world, log)))
    world.database.clock.advance(days=3)
    (line,) = told(world, answered(world), world.parent_a)["meetings"]
    assert (line["state"], line["minutes"], line["who_came"]) == ("called", None, [])


def test_L54_the_askers_own_questions_about_readings_are_there_with_the_answers(world, log, note):
    world.database.clock.advance(minutes=1)
    read_by(world, world.pedagogue)
    with world.unit() as unit:
        facts = load_facts(unit, world.child)
        looks, _older = looks_at(unit, world.parent_a, world.child, facts, None)
        newest = looks[0].mark
        question = ask_why(unit, world.parent_a, log.id, newest, WHY)
    answer_why(world, world.leader, question)
    mine, theirs = answered(world), answered(world, "parent_b")
    (line,) = told(world, mine, world.parent_a)["questions"]
    assert (line["asked"], line["answer"]) == (WHY, BECAUSE)
    assert told(world, theirs, world.parent_b)["questions"] == []


def test_L54_a_protected_home_is_left_out_for_the_other_parent_and_not_for_its_own(world, log):
    mine = told(world, answered(world, "parent_a"), world.parent_a)
    assert HOME not in str(mine)
    assert "Bøgevej" in str(mine)
    own = told(world, answered(world, "parent_b"), world.parent_b)
    assert HOME in str(own)


def test_L54_a_place_that_betrays_a_home_has_no_name_for_the_other_parent(world, log):
    with world.unit() as unit:
        for row in unit.session.query(Placement):
            row.protects_id = world.parent_b.person_id
    other = told(world, answered(world, "parent_a"), world.parent_a)
    assert "Solsikken" not in str(other)
    assert other["request"]["answered_by"] == "en institution"
    own = told(world, answered(world, "parent_b"), world.parent_b)
    assert "Solsikken" in str(own["places"])
    assert own["request"]["answered_by"] == "Solsikken"


def test_L54_the_other_parents_private_matters_and_what_is_hidden_leave_no_trace(world, log, note):
    private = {"child", str(world.parent_b.person_id)}
    world.entry(log, world.pedagogue, "Far har det svært.", subjects=frozenset(private))
    hidden = world.entry(log, world.pedagogue, "Skjult.")
    limit(world, hidden.record_id, LimitKind.HIDDEN)
    answer = told(world, answered(world), world.parent_a)
    assert "Far har det svært." not in str(answer)
    assert "Skjult." not in str(answer)
    assert str(hidden.record_id) not in str(answer)
    assert answer["left_out"] == []


def test_L54_what_was_withheld_before_is_told_of_and_not_said(world, log, note):
    limit(world, note.record_id, LimitKind.REDACTED)
    answer = told(world, answered(world), world.parent_a)
    assert "Lis slog" not in str(answer)
    assert len(answer["left_out"]) == 1


def test_L54_what_is_withheld_after_the_decision_is_not_fetched_any_more(world, log, note):
    request = answered(world)
    limit(world, note.record_id, LimitKind.HIDDEN)
    assert not any("Lis" in text for text in texts(told(world, request, world.parent_a)))


def test_L54_who_lost_custody_fetches_nothing(world, log, note):
    request = answered(world)
    with world.unit() as unit:
        for row in unit.session.query(Custody).filter_by(guardian_id=world.parent_a.person_id):
            row.to_at = unit.now
    with pytest.raises(NotFound):
        told(world, request, world.parent_a)


def test_L17_somebody_from_outside_gets_chosen_texts_about_the_child_by_the_offices_hand(
    world, log, note
):
    private = {"child", str(world.parent_a.person_id)}
    world.entry(log, world.pedagogue, "Mor har det svært.", subjects=frozenset(private))
    request = answered(world, None)
    answer = told(world, request, world.psychologist)
    assert any("Lis" in text for text in texts(answer))
    assert "Mor har det svært." not in str(answer)
    assert {"guardians", "custody", "readings", "sharing", "placements"} & answer.keys() == set()
    assert "Bøgevej" not in str(answer)
    with world.unit() as unit:
        hand_over(unit, world.psychologist, request)
    world.database.clock.advance(days=60)
    with pytest.raises(NotFound):
        told(world, request, world.psychologist)


def test_L54_the_office_hands_over_what_the_asker_would_have_fetched(world, log, note):
    hidden = world.entry(log, world.pedagogue, "Skjult.")
    limit(world, hidden.record_id, LimitKind.HIDDEN)
    request = answered(world)
    mine, theirs = told(world, request, world.parent_a), told(world, request, world.psychologist)
    assert theirs["records"] == mine["records"]
    assert HOME not in str(theirs)


def test_L54_every_fetch_is_told_to_the_childs_chain(world, log, note):
    request = answered(world)
    told(world, request, world.parent_a)
    (read,) = events(world, world.child, "access-request:read")
    assert read["actor"] == str(world.parent_a.person_id)
    (asked_for,) = events(world, world.child, "access-request:register")
    assert asked_for["about"]["request"] == str(request)
    assert events(world, world.child, "access-request:decide")[0]["about"]["outcome"] == "granted"
    assert events(world, APART, "access-request:register") == []


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L54_the_folder_is_read_without_the_product(world, log, note, app):
    request = answered(world)
    files = unpacked(app, bundle(world, request, world.parent_a))
    assert {"laes-mig.html", "samling.pdf", "data.json"} == files.keys()
    page = files["laes-mig.html"].decode()
    assert "Anton sagde, at Lis slog ham." in page
    assert "http" not in page
    assert "/static" not in page
    assert "Du får det hele." in page
    assert files["samling.pdf"].startswith(b"%PDF")
    assert "Anton sagde, at Lis slog ham." in texts(data_of(files))
