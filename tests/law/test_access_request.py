"""A request for access: a month, a redaction step, complete, readable, machine-readable (L54)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from stafet.access_requests.deciding import hand_over
from stafet.access_requests.models import AccessRequest
from stafet.access_requests.queries import keys_for
from stafet.access_requests.rules import BAR, AskerKind, Cut, Outcome
from stafet.app import create_app, make_worker
from stafet.audit import APART
from stafet.consent.facts import load_facts
from stafet.consent.models import LimitKind
from stafet.consent.services import withdraw
from stafet.errors import Invalid, NotFound
from stafet.logs.rules import AgreementState
from stafet.logs.services import agree, correct_entry, follow_up
from stafet.logs.services.agreements import Outcome as CameOf
from stafet.logs.services.agreements import Promise
from stafet.outbox.demo import demo_mail
from stafet.oversight.looks import looks_at
from stafet.oversight.services.asking import ask_why
from stafet.people.models import Custody, Placement
from stafet.records.files import PDF, Accepted, attach
from stafet.records.models import Record
from stafet.records.rules import RecordKind
from stafet.web.unit import House
from tests.factories.access_requests import (
    answered,
    asked,
    bundle,
    cut_out,
    data_of,
    decided,
    named,
    texts,
    told,
    unpacked,
)
from tests.factories.consent import events
from tests.factories.copies import read_by
from tests.factories.erasure import states
from tests.factories.limits import limit
from tests.factories.meetings import called, finished
from tests.factories.oversight import BECAUSE, WHY
from tests.factories.oversight import answer as answer_why
from tests.factories.special import given, school_leader
from tests.factories.world import make_world, writing

HOME = "Skjulestien"


@pytest.fixture
def world(database):
    return make_world(database)


@pytest.fixture
def log(world):
    world.concern("Anton leger alene.")
    return world.log()


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, "Anton sagde, at Lis slog ham.")


@pytest.fixture
def house(settings, database, vault, catalogue):
    return House(replace(settings, demo=True), database, vault, catalogue)


@pytest.fixture
def app(settings, clock, catalogue, database) -> Flask:
    made = create_app(settings, clock, catalogue)
    yield made
    made.extensions["stafet"].close()


def test_L54_an_answer_is_due_one_month_after_the_request_came_in(world, log):
    request = asked(world, received_on=date(2027, 1, 31))
    with world.unit() as unit:
        assert unit.session.get_one(AccessRequest, request).due_on == date(2027, 2, 28)


def test_L54_who_answers_is_reminded_before_the_end_and_told_when_it_is_over(world, log, house):
    request = asked(world)
    named(world, request)
    worker = make_worker(house)
    mails = {}
    for day in range(1, 36):
        world.database.clock.advance(days=1)
        before = len(_mails(world, "leader@eksempelby.example"))
        while worker.run_once():
            world.database.clock.advance(seconds=1)
        mails[day] = len(_mails(world, "leader@eksempelby.example")) - before
    assert [day for day, count in mails.items() if count and day > 1] == [21, 28, 32]
    told_on = {mail.at.date() for mail in _mails(world, "psychologist@eksempelby.example")}
    assert told_on == {date(2027, 3, 2), date(2027, 3, 22), date(2027, 3, 29), date(2027, 4, 2)}


def test_L54_once_decided_nobody_is_reminded(world, log, house):
    answered(world)
    worker = make_worker(house)
    while worker.run_once():
        pass
    before = len(_mails(world, "leader@eksempelby.example"))
    world.database.clock.advance(days=40)
    while worker.run_once():
        world.database.clock.advance(seconds=1)
    assert len(_mails(world, "leader@eksempelby.example")) == before


def _mails(world, to):
    with world.unit() as unit:
        return [mail for mail in demo_mail(unit) if mail.to == to]


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


def test_L54_after_the_decision_nothing_is_cut_or_decided_anew(world, log, note):
    request = answered(world)
    with pytest.raises(NotFound):
        cut_out(world, request, note.record_id, Cut.LEFT_OUT)
    with pytest.raises(NotFound):
        decided(world, request)
    with pytest.raises(NotFound):
        named(world, request, "teacher", world.school)


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


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"asker_id": uuid4()}, "asker"),
        ({"institution_id": uuid4()}, "place"),
        ({"received_on": date(2027, 3, 2)}, "received_on"),
        ({"received_on": date(2025, 3, 2)}, "received_on"),
        ({"known_by": " "}, "known_by"),
        ({"kind": AskerKind.OUTSIDE}, "asker"),
    ],
)
def test_L54_a_request_says_who_asks_when_and_how_that_is_known(world, log, more, field):
    with pytest.raises(Invalid) as refused:
        asked(world, **more)
    assert list(refused.value.problems) == [field]


def test_L54_who_is_not_near_the_child_registers_nothing(world, log):
    for viewer in (world.pedagogue, world.stranger, world.parent_a, school_leader(world)):
        with pytest.raises(NotFound):
            asked(world, by=viewer)


def test_L54_the_same_press_registers_once(world, log):
    press = uuid4()
    assert asked(world, id=press) == asked(world, id=press)


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


def test_L55_an_open_request_keeps_everything_until_it_is_answered(world):
    world.concern("Ingen log.")
    request = asked(world)
    named(world, request)
    world.database.clock.advance(days=800)
    assert states(world) == ["held"]
    decided(world, request)
    assert told(world, request, world.parent_a)["records"] == [], "it was never released"
    assert states(world) == ["ready"]
