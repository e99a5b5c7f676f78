"""An answer on paper or by word of mouth counts as one signed after logging in (L05, L12)."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import day_of, start_of_day
from stafet.consent.facts import load_facts
from stafet.consent.models import Consent, Paper, Party, Proof, Way
from stafet.consent.pages.receiving import receiving_page
from stafet.consent.permission import permission
from stafet.consent.reading import read, read_file
from stafet.consent.receipts.loading import receipt_page
from stafet.consent.services import Choice, Signing, ask, give, withdraw
from stafet.consent.services.receiving import Received, keep_scan, print_paper, receive
from stafet.copies.papers import form_of
from stafet.copies.receipts import sheet_of
from stafet.errors import Invalid, NotFound
from stafet.people.models import PersonKind
from stafet.people.queries import custodies_of
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import (
    end_custody,
    open_institution,
    place_child,
    record_custody,
    register_adult,
)
from stafet.records.files import PDF, Accepted, accept
from stafet.records.models import Happening
from stafet.records.rules import HappeningKind
from tests.factories.world import ALL_TOPICS

SCAN = Accepted(PDF, b"%PDF-1.7 signed by hand %%EOF")


@pytest.fixture
def log(world, clock):
    """A log whose holder, the pedagogue, has asked about two places the day before."""
    world.concern()
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    clock.advance(days=1)
    return log


@pytest.fixture
def paper(world, log, clock):
    """A form printed yesterday and scanned today."""
    paper_id = uuid4()
    with world.unit() as unit:
        print_paper(unit, world.pedagogue, world.child, "da", paper_id)
    clock.advance(days=1)
    with world.unit() as unit:
        keep_scan(unit, world.pedagogue, world.child, paper_id, uuid4(), SCAN)
    return paper_id


def today(world) -> date:
    with world.unit() as unit:
        return day_of(unit.now)


def yes(place, **more):
    return Choice(place, yes=True, categories=ALL_TOPICS, **more)


def typed(world, giver, *choices, paper=None, on=None, by=None, key=None, **more):
    """The office types an answer in."""
    signing = Signing(key or uuid4(), choices, signed_on=on or today(world), **more.pop("as_", {}))
    if paper is None:
        more = {"words": "Ja, det må I gerne.", "present": "Mor og jeg"} | more
    received = Received(giver.person_id, signing, paper, **more)
    with world.unit() as unit:
        return receive(unit, by or world.pedagogue, world.child, received)


def problems_of(world, *args, **more):
    with pytest.raises(Invalid) as refused:
        typed(world, *args, **more)
    return refused.value.problems


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


def test_a_no_said_aloud_the_next_day_closes_at_once(world, log, clock):
    world.consents(world.ppr)
    clock.advance(days=1)
    typed(world, world.parent_a, Choice(world.ppr, yes=False))
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


def test_L12_oral_consent_needs_the_words_and_who_was_present(world, log):
    told = problems_of(world, world.parent_a, yes(world.ppr), words=" ", present="")
    assert set(told) == {"words", "present"}


def test_L12_the_giver_gets_the_words_on_a_receipt_and_news_of_it(world, log):
    act = typed(world, world.parent_a, yes(world.ppr), words="Ja til PPR", present="Mor og tolk")
    for viewer in (world.parent_a, world.pedagogue, world.leader):
        with world.unit() as unit:
            page = receipt_page(unit, viewer, log.id, act)
        assert page.spoken == {"words": "Ja til PPR", "present": "Mor og tolk"}
        assert page.receipt.received_by == world.pedagogue.person_id
    with world.unit() as unit:
        query = select(Happening).where(Happening.kind == HappeningKind.CONSENT_GIVEN)
        assert unit.session.scalars(query).one().actor_id == world.parent_a.person_id


def test_L12_what_was_said_is_not_the_other_parents_to_read(world, log):
    act = typed(world, world.parent_a, yes(world.ppr))
    for nobody in (world.parent_b, world.psychologist, world.stranger):
        with world.unit() as unit, pytest.raises(NotFound):
            receipt_page(unit, nobody, log.id, act)


def test_L12_words_that_do_not_open_are_told_as_damaged(world, log):
    act = typed(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        unit.session.get_one(Proof, act).sealed = b"nothing that was ever sealed" * 20
    with world.unit() as unit:
        page = receipt_page(unit, world.parent_a, log.id, act)
    assert page.damaged
    assert page.spoken == {}


def test_L13_a_paper_keeps_the_text_that_was_printed(world, log, paper):
    act = typed(world, world.parent_a, yes(world.ppr), paper=paper)
    with world.unit() as unit:
        printed = unit.session.get_one(Paper, paper).text_digest
        assert unit.session.get_one(Proof, act).text_digest == printed


def test_L30_the_scan_stays_in_the_house_that_received_it(world, log, paper):
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    with world.unit() as unit:
        file_id = unit.session.get_one(Paper, paper).file_id
    with world.unit() as unit:
        assert read_file(unit, world.pedagogue, world.child, file_id) == (PDF, SCAN.data)
    for other in (world.psychologist, world.parent_a, world.leader):
        with pytest.raises(NotFound), world.unit() as unit:
            read_file(unit, other, world.child, file_id)
        if other is not world.leader:
            with world.unit() as unit:
                shown = read(unit, other, world.child).records
            assert not any(one.record_id == file_id for one in shown)


def test_a_scan_is_a_pdf_or_a_picture(world, log, paper):
    with world.unit() as unit, pytest.raises(Invalid) as refused:
        keep_scan(unit, world.pedagogue, world.child, paper, uuid4(), accept(b"Ja, siger jeg"))
    assert "file" in refused.value.problems


def test_the_same_scan_twice_is_kept_once_and_a_new_one_replaces_it(world, log, paper):
    key = uuid4()
    for _ in range(2):
        with world.unit() as unit:
            keep_scan(unit, world.pedagogue, world.child, paper, key, SCAN)
    with world.unit() as unit:
        assert unit.session.get_one(Paper, paper).file_id == key


def test_a_form_needs_a_place_that_was_asked_about_and_a_language_there_is(world):
    world.concern()
    world.log()
    with world.unit() as unit, pytest.raises(Invalid):
        print_paper(unit, world.pedagogue, world.child, "da", uuid4())
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    with world.unit() as unit, pytest.raises(Invalid) as refused:
        print_paper(unit, world.pedagogue, world.child, "tlh", uuid4())
    assert "language" in refused.value.problems


def test_a_form_is_printed_once_however_often_the_button_is_pressed(world, log, paper):
    with world.unit() as unit:
        assert print_paper(unit, world.pedagogue, world.child, "en", paper) == paper
    with world.unit() as unit:
        assert len(unit.session.scalars(select(Paper)).all()) == 1


def test_another_childs_form_is_not_found(world, log):
    with pytest.raises(NotFound):
        typed(world, world.parent_a, yes(world.ppr), paper=uuid4())


def test_a_place_that_betrays_a_home_has_no_name_on_paper(web, log, catalogue, clock):
    world = web.world
    with world.unit() as unit:
        home = open_institution(unit, "klub", "Klub Fjordglimt", "Eksempelby Kommune").id
        protects, today = world.parent_b.person_id, day_of(unit.now)
        place_child(unit, world.child, home, None, today, protects=protects, by=None)
        ask(unit, world.pedagogue, world.child, [home])
        print_paper(unit, world.pedagogue, world.child, "da", uuid4())
    clock.advance(days=1)
    act = typed(world, world.parent_a, yes(home))
    with web.app.test_request_context():
        with world.unit() as unit:
            page = receiving_page(unit, world.pedagogue, log.id)
            receipt = receipt_page(unit, world.pedagogue, log.id, act)
        printed = json.dumps(form_of(page, page.sheets[0], catalogue, "da"))
        assert "Klub Fjordglimt" in dict(page.sheets[0].places).values()
        assert "Fjordglimt" not in printed
        assert "Fjordglimt" not in json.dumps(sheet_of(receipt, catalogue))
        assert "Fjordglimt" not in "".join(receipt.names.values())
