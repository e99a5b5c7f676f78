"""Old rows go under a signed checkpoint, and the rest still verifies (L47)."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from stafet.audit import first_bad_link, pruning
from stafet.audit.checkpoints import Backwards
from stafet.audit.models import Block
from stafet.audit.pruning import months_before, prune
from stafet.audit.verifier import Code
from stafet.clock import COPENHAGEN, day_of
from tests.factories.listening import backwards
from tests.fixtures.clock import MORNING
from tests.unit.audit.conftest import CHAINS, FIRST, LINKS, SECOND, THIRD


@pytest.fixture
def aged(kept, clock):
    """Return the same audit two years on, with a link from then."""
    kept.sign()
    clock.advance(days=800)
    kept.tell(FIRST)
    kept.sign()
    return kept


def let_go(kept):
    with kept.database.unit() as unit:
        made = prune(unit, kept.witness, months_before(unit.now, 24))
    with kept.database.unit() as unit:
        kept.witness.hand_over(unit)
    return made


def test_L47_old_rows_go_under_a_signed_checkpoint_and_the_rest_still_verifies(aged):
    made = let_go(aged)
    assert made.told["pruned_before"] == "2027-05-08T22:00:00.000000+00:00"
    verdict = aged.verify()
    assert (verdict.code, verdict.links) == (Code.CLEAN, 1)
    with aged.database.unit() as unit:
        assert [first_bad_link(unit, chain) for chain in CHAINS] == [None, None, None]
        (left,) = unit.session.scalars(select(Block)).all()
    assert (left.chain, left.sequence) == (FIRST, LINKS + 2)
    assert let_go(aged) is None


def test_L47_after_pruning_the_audit_grows_and_is_signed_on(aged, clock):
    let_go(aged)
    for chain in CHAINS:
        aged.tell(chain, 2)
    aged.sign()
    assert aged.verify().code is Code.CLEAN
    clock.advance(days=800)
    aged.tell(SECOND)
    aged.sign()
    let_go(aged)
    verdict = aged.verify()
    assert (verdict.code, verdict.links) == (Code.CLEAN, 1)


def test_L45_a_row_put_back_or_taken_after_pruning_is_found(aged):
    let_go(aged)
    with aged.database.unit() as unit:
        left = unit.session.scalars(select(Block)).one()
        unit.session.delete(left)
        unit.session.flush()
        unit.session.add(Block(chain=THIRD, sequence=LINKS, body=left.body, hash=left.hash))
    assert aged.verify().place == f"chain {FIRST}, link {LINKS + 2}"


def test_L45_pruning_without_a_signature_is_found(aged):
    aged.sql(delete(Block).where(Block.chain == SECOND, Block.sequence <= LINKS))
    assert aged.verify().place == f"chain {SECOND}, link 1"


def test_rows_that_do_not_hold_are_never_let_go(aged):
    aged.sql(
        update(Block)
        .where(Block.chain == SECOND, Block.sequence == 2)
        .values(body='{"at":"2001-01-01T00:00:00+00:00","opened":[]}')
    )
    with pytest.raises(Backwards, match=f"^chain {SECOND}, link 2: the link does not hold$"):
        let_go(aged)


def test_where_a_row_is_gone_those_after_it_stay(aged):
    aged.sql(delete(Block).where(Block.chain == SECOND, Block.sequence == 2))
    with pytest.raises(Backwards, match="link 2"):
        let_go(aged)


@pytest.mark.parametrize("at", ["", '"at":3,', '"at":"then",', '"at":"2027-03-01T08:00:00",'])
def test_a_row_whose_time_cannot_be_read_is_found_when_it_should_go(aged, at):
    here = (Block.chain == SECOND) & (Block.sequence == 1)
    aged.sql(update(Block).where(here).values(body=f'{{{at}"opened":[]}}'))
    with pytest.raises(Backwards, match="link 1"):
        let_go(aged)


def test_some_chains_may_be_left_for_the_next_time(aged, monkeypatch):
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    made = [let_go(aged), let_go(aged), let_go(aged)]
    assert [bool(checkpoint) for checkpoint in made] == [True, True, False]
    assert (aged.verify().code, aged.verify().links) == (Code.CLEAN, 1)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_rows_are_followed_in_their_order_however_they_lie(aged):
    aged.tell(FIRST, 2)
    with backwards(aged.database.engine):
        aged.sign()
        assert let_go(aged) is not None
    assert (aged.verify().code, aged.verify().links) == (Code.CLEAN, 3)


def test_a_row_from_the_very_instant_stays(kept):
    with kept.database.unit() as unit:
        first, later = (at_of(unit, SECOND, number) for number in (1, LINKS + 1))
        assert prune(unit, kept.witness, first) is None
        prune(unit, kept.witness, later)
        left = unit.session.scalars(select(Block.sequence).where(Block.chain == SECOND)).all()
    assert sorted(left) == list(range(LINKS + 1, 2 * LINKS + 1))


def at_of(unit, chain, number):
    body = unit.session.get_one(Block, (chain, number)).body
    return datetime.fromisoformat(json.loads(body)["at"])


def test_young_and_uncovered_rows_stay(kept, clock):
    with kept.database.unit() as unit:
        assert prune(unit, kept.witness, unit.now - timedelta(days=1)) is None
        assert prune(unit, kept.witness, unit.now + timedelta(days=1)) is not None
    with kept.database.unit() as unit:
        (left,) = unit.session.scalars(select(Block)).all()
        assert prune(unit, kept.witness, unit.now + timedelta(days=1)) is None
    assert (left.chain, left.sequence) == (FIRST, LINKS + 1)


@pytest.mark.parametrize(
    ("months", "day"), [(6, "2026-08-31"), (24, "2025-02-28"), (2, "2026-12-31"), (3, "2026-11-30")]
)
def test_months_are_counted_by_the_calendar(months, day):
    found = months_before(MORNING, months)
    assert found.date().isoformat() == day


def test_a_month_is_counted_from_its_twenty_eighth_at_the_latest():
    late = datetime(2027, 3, 31, 12, tzinfo=COPENHAGEN)
    assert day_of(months_before(late, 1)).isoformat() == "2027-02-28"
