"""What was signed is kept word for word, and each act has a receipt (L13)."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from stafet.audit.models import Block
from stafet.consent.models import Party, Proof, SignedText, Withdrawal
from stafet.consent.receipts.exchange import exported
from stafet.consent.receipts.loading import receipt_page, receipts_page
from stafet.consent.receipts.receipt import number_of
from stafet.consent.services import Choice, Signing, give, withdraw
from stafet.errors import Invalid, NotFound
from stafet.people.queries import custodies_of
from stafet.people.services import end_custody
from tests.factories.world import ALL_TOPICS


@pytest.fixture
def log(world):
    return world.log() if world.concern() else None


def sign(world, giver, *choices, **more):
    with world.unit() as unit:
        return give(unit, giver, world.child, Signing(uuid4(), choices, **more))


def yes(place, **more):
    return Choice(place, yes=True, categories=ALL_TOPICS, **more)


def receipt_of(world, viewer, log, act):
    with world.unit() as unit:
        return receipt_page(unit, viewer, log.id, act).receipt


def receipts_of(world, viewer, log):
    with world.unit() as unit:
        return receipts_page(unit, viewer, log.id).receipts


def with_other_words(catalogue):
    """Return the catalogue as if somebody had rewritten the text in its place."""
    old = catalogue.consent_texts["da"][-1]
    return replace(catalogue, consent_texts={"da": (replace(old, title="Noget andet"),)})


def test_L13_the_receipt_shows_the_whole_text_in_the_language_signed(world, log, catalogue):
    for language in ("da", "en"):
        act = sign(world, world.parent_a, yes(world.ppr), language=language)
        text = receipt_of(world, world.parent_a, log, act).text
        (config,) = catalogue.consent_texts[language]
        assert text.body == config.whole("Eksempelby")
        assert (text.language, text.version) == (language, "1")


def test_L13_the_text_stays_when_the_configuration_changes(world, log, database, catalogue):
    act = sign(world, world.parent_a, yes(world.ppr))
    before = receipt_of(world, world.parent_a, log, act)
    database.provide(with_other_words(catalogue))
    assert receipt_of(world, world.parent_a, log, act) == before
    again = sign(world, world.parent_a, yes(world.ppr))
    assert receipt_of(world, world.parent_a, log, again).text.body.startswith("Noget andet")


def test_L13_a_text_is_kept_once_however_often_it_is_signed(world, log):
    world.consents(world.ppr, world.school)
    with world.unit() as unit:
        assert unit.session.scalars(select(func.count()).select_from(SignedText)).one() == 1
        kept = unit.session.scalars(select(SignedText)).one()
        assert kept.digest == sha256(kept.body.encode()).digest()
        assert unit.session.scalars(select(func.count()).select_from(Proof)).one() == 2


def test_L13_no_text_in_that_language_is_told_at_the_field(world, log):
    with pytest.raises(Invalid) as refused:
        sign(world, world.parent_a, yes(world.ppr), language="tlh")
    assert refused.value.problems == {"language": "There is no consent text in this language."}


def test_L13_a_text_that_has_changed_since_the_page_was_drawn_is_read_again(world, log):
    with pytest.raises(Invalid) as refused:
        sign(world, world.parent_a, yes(world.ppr), text_version="7")
    assert "new" in refused.value.problems["language"]


def test_each_act_has_a_receipt_a_change_and_a_taking_back_too(world, log, clock):
    first = sign(world, world.parent_a, yes(world.ppr))
    clock.advance(days=1)
    second = sign(world, world.parent_a, Choice(world.ppr, yes=False))
    clock.advance(days=1)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr, "health")
        withdraw(unit, world.parent_a, world.child)
    found = receipts_of(world, world.parent_a, log)
    assert [one.id for one in found][2:] == [second, first]
    assert {said.state for one in found[:2] for said in one.said} == {"consent_withdrawn"}
    assert {said.categories for one in found[:2] for said in one.said} == {(), ("health",)}
    assert len({one.number for one in found}) == len({one.digest for one in found}) == 4


def test_a_receipt_is_its_givers_alone_and_not_the_other_parents(world, log):
    act = sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
        back = unit.session.scalars(
            select(Withdrawal.id).where(Withdrawal.at == Withdrawal.from_at)
        ).one()
    for stranger in ("parent_b", "pedagogue", "leader", "stranger", "psychologist"):
        for receipt in (act, back, uuid4()):
            with pytest.raises(NotFound):
                receipt_of(world, world.people[stranger], log, receipt)
    assert receipts_of(world, world.parent_b, log) == ()
    assert receipts_of(world, world.pedagogue, log) == ()


def test_a_receipt_of_another_log_is_not_found(world, log):
    act = sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit, pytest.raises(NotFound):
        receipt_page(unit, world.parent_a, uuid4(), act)


def test_the_digest_is_counted_again_from_the_export_and_stands_in_the_audit(world, log):
    act = sign(world, world.parent_a, yes(world.ppr, own_matters=True))
    receipt = receipt_of(world, world.parent_a, log, act)
    told = json.loads(json.dumps(exported(receipt, {}, {}, "Eksempelby")))
    spelled = json.dumps(told["facts"], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    assert told["digest"]["value"] == sha256(spelled.encode()).hexdigest() == receipt.digest
    with world.unit() as unit:
        blocks = unit.session.scalars(select(Block.body).where(Block.chain == world.child))
        (block,) = [b for b in map(json.loads, blocks) if b["action"] == "consent:receipt"]
    assert block["about"] == {
        "consent": str(act),
        "number": number_of(act),
        "digest": receipt.digest,
    }


def test_the_record_holds_no_name(world, log):
    receipt = receipt_of(world, world.parent_a, log, sign(world, world.parent_a, yes(world.ppr)))
    told = json.dumps(receipt.facts())
    assert not any(name in told for name in ("Anna", "Anton", "Eksempel", "PPR"))


def test_a_planted_answer_is_not_on_the_receipt(world, log, database):
    act = sign(world, world.parent_a, Choice(world.ppr, yes=False))
    with database.engine.begin() as connection:
        connection.execute(update(Party).values(answer="yes", categories=ALL_TOPICS))
    assert receipt_of(world, world.parent_a, log, act).said == ()


def test_a_number_is_short_and_can_be_said_on_the_phone():
    numbers = {number_of(uuid4()) for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(len(number) == 11 and number[5] == "-" for number in numbers)
    assert not set("ILOU") & set("".join(numbers))


def test_a_giver_who_has_lost_custody_sees_no_receipt(world, log, clock):
    act = sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        (custody,) = custodies_of(unit, world.parent_a.person_id)
        end_custody(unit, custody, by=None)
    clock.advance(seconds=1)
    with pytest.raises(NotFound):
        receipt_of(world, world.parent_a, log, act)


def test_the_receipt_says_when_a_yes_was_signed_and_until_when(world, log):
    act = sign(world, world.parent_a, yes(world.ppr))
    receipt = receipt_of(world, world.parent_a, log, act)
    (said,) = receipt.said
    assert receipt.at == said.from_at
    assert said.until_at - said.from_at > timedelta(days=364)
