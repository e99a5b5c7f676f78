"""Forms: printed once, scanned, kept in the house, naming no protected home (L13, L30)."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import day_of
from stafet.consent.models import Paper, Proof
from stafet.consent.pages.receiving import receiving_page
from stafet.consent.reading import read, read_file
from stafet.consent.receipts.loading import receipt_page
from stafet.consent.services import ask
from stafet.consent.services.receiving import keep_scan, print_paper
from stafet.copies.papers import form_of
from stafet.copies.receipts import sheet_of
from stafet.errors import Invalid, NotFound
from stafet.people.services import (
    open_institution,
    place_child,
)
from stafet.records.files import PDF, accept
from tests.factories.consent import yes
from tests.factories.receiving import SCAN, typed


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
