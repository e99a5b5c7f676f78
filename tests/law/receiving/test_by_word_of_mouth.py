"""Consent by word of mouth: the words, who was present, a receipt (L12)."""

import pytest
from sqlalchemy import select

from stafet.consent.models import Proof
from stafet.consent.receipts.loading import receipt_page
from stafet.consent.services import Choice
from stafet.errors import NotFound
from stafet.records.models import Happening
from stafet.records.rules import HappeningKind
from tests.factories.consent import yes
from tests.factories.receiving import problems_of, typed
from tests.law.receiving.test_receiving import open_at


def test_a_no_said_aloud_the_next_day_closes_at_once(world, log, clock):
    world.consents(world.ppr)
    clock.advance(days=1)
    typed(world, world.parent_a, Choice(world.ppr, yes=False))
    assert open_at(world, world.ppr) == set()


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
