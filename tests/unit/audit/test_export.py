"""The whole witness as lines, as docs/audit-format.md spells them."""

import json
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from stafet import audit
from stafet.audit.export import export
from stafet.audit.models import Block, CheckpointRow, Head, LeafRow
from stafet.db.transaction import Database, make_engine
from tests.unit.audit.conftest import FIRST, SECOND, THIRD

ALONE = [UUID(int=number << 99 | 7) for number in (1, 3, 7)]
"""Heads without links: before, between and after the others."""
BEFORE = bytes(32)


def page(kept):
    """Return the lines as the page tells them, read from the tables without any haste."""
    with kept.database.unit() as unit:
        read = unit.session.scalars
        checkpoints = read(select(CheckpointRow)).all()
        leaves = read(select(LeafRow)).all()
        heads = {head.chain: head for head in read(select(Head))}
        links = read(select(Block)).all()
    yield '{"export":"stafet/audit/1"}'
    for one in sorted(checkpoints, key=lambda one: one.number):
        for leaf in sorted(leaves, key=lambda leaf: leaf.chain):
            if leaf.since == one.number:
                yield spelt({"leaf": told(leaf)})
        yield f'{{"checkpoint":{one.body},"signature":"{one.signature.hex()}"}}'
    chains = sorted({*heads, *(link.chain for link in links)})
    for chain in chains:
        head = heads.get(chain)
        end = head and {"hash": head.hash.hex(), "sequence": head.sequence}
        yield spelt({"chain": str(chain), "head": end})
        for link in sorted(links, key=lambda link: link.sequence):
            if link.chain == chain:
                body = link.body if link.body.isascii() else json.dumps(link.body)
                start = f'{{"sequence":{link.sequence},"hash":"{link.hash.hex()}"'
                yield f'{start},"link":{body}}}'
    yield spelt({"end": {"chains": len(chains), "links": len(links)}})


def told(leaf):
    return {
        "chain": str(leaf.chain),
        "hash": leaf.hash.hex(),
        "manifest": leaf.manifest.hex(),
        "manifest_sequence": leaf.manifest_sequence,
        "sequence": leaf.sequence,
        "start": leaf.start,
        "start_hash": leaf.start_hash.hex(),
    }


def spelt(told):
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def exported(kept):
    return [line.decode() for line in kept.lines()]


def whole(lines):
    return [f"{line}\n" for line in lines]


@pytest.mark.opens_by_hand  # a body is no JSON
def test_every_row_of_the_witness_is_a_line_in_its_place(kept):
    with kept.database.unit() as unit:
        for chain in ALONE:
            audit.begin(unit, chain)
    kept.sql(delete(Head).where(Head.chain == SECOND))
    kept.sql(update(Block).where(Block.chain == THIRD, Block.sequence == 2).values(body="æ"))
    assert exported(kept) == whole(page(kept))


def test_a_witness_that_has_seen_nothing_says_so(fresh):
    lines = ['{"export":"stafet/audit/1"}', '{"end":{"chains":0,"links":0}}']
    assert exported(fresh) == whole(lines)


def test_chains_without_any_link_are_told_and_links_without_any_head(fresh):
    with fresh.database.unit() as unit:
        audit.begin(unit, FIRST)
    assert exported(fresh) == whole(page(fresh))
    fresh.tell(FIRST, 2)
    fresh.sql(delete(Head))
    assert exported(fresh) == whole(page(fresh))


def test_a_leaf_whose_checkpoint_is_gone_comes_with_the_next(kept):
    before = exported(kept)
    kept.sql(delete(CheckpointRow).where(CheckpointRow.number == 1))
    gone = next(line for line in before if line.startswith('{"checkpoint":'))
    assert exported(kept) == [line for line in before if line != gone]


@pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
def test_an_export_is_of_one_state_while_others_write(kept, engine_url):
    before = kept.lines()
    elsewhere = Database(make_engine(engine_url), kept.database.clock)
    with kept.database.unit() as unit:
        lines = export(unit)
        first = [next(lines), next(lines)]
        with elsewhere.unit() as other:
            link = {"chain": THIRD, "sequence": 99, "body": "{}", "hash": BEFORE}
            other.session.execute(insert(Block).values(link))
        assert [*first, *lines] == before
    elsewhere.engine.dispose()
    kept.sql(delete(Block).where(Block.sequence == 99))
