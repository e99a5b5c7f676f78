"""Whatever is changed in the audit once a witnessed checkpoint covers it is found (L45)."""

import json

import pytest
from sqlalchemy import delete, insert, select, update

from stafet.audit import KOMMUNE
from stafet.audit.chain import link
from stafet.audit.checkpoints import Witness
from stafet.audit.models import NOTHING, Block, CheckpointRow, Head, LeafRow
from stafet.audit.signing import SigningKey
from stafet.audit.verifier import Code, verify
from tests.unit.audit.conftest import CHAINS, FIRST, LINKS, SECOND, THIRD


def at(chain, number):
    return (Block.chain == chain) & (Block.sequence == number)


def test_an_untouched_audit_is_clean(kept):
    verdict = kept.verify()
    assert verdict.code is Code.CLEAN
    assert (verdict.links, verdict.chains, verdict.checkpoints) == (4 * LINKS + 1, 4, 2)
    assert verdict.uncovered == 1


@pytest.mark.parametrize("number", [1, 3, LINKS])
def test_L45_a_changed_row_is_found_where_it_stands(kept, number):
    kept.sql(update(Block).where(at(FIRST, number)).values(body='{"opened":[]}'))
    verdict = kept.verify()
    assert (verdict.code, verdict.place) == (Code.TAMPERED, f"chain {FIRST}, link {number}")


@pytest.mark.parametrize("number", [1, 3, LINKS])
def test_L45_a_removed_row_is_found_where_it_stood(kept, number):
    kept.sql(delete(Block).where(at(FIRST, number)))
    assert kept.verify().place == f"chain {FIRST}, link {number}"


def test_L45_an_inserted_row_is_found(kept):
    body = '{"opened":[]}'
    told = {"chain": THIRD, "sequence": LINKS + 1, "body": body, "hash": link(NOTHING, body)}
    kept.sql(insert(Block).values(told))
    assert kept.verify().place == f"chain {THIRD}, link {LINKS + 1}"


def test_L45_reordered_rows_are_found(kept):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        kept.sql(update(Block).where(at(SECOND, old)).values(sequence=new))
    assert kept.verify().place == f"chain {SECOND}, link 2"


def test_L45_a_row_that_only_changed_its_number_is_found(kept):
    kept.sql(update(Block).where(at(FIRST, LINKS + 1)).values(sequence=70))
    assert kept.verify().place == f"chain {FIRST}, link {LINKS + 1}"


def test_L45_a_row_moved_to_another_chain_is_found(kept):
    kept.sql(update(Block).where(at(FIRST, LINKS + 1)).values(chain=THIRD))
    assert kept.verify().place == f"chain {FIRST}, link {LINKS + 1}"


def rewrite(kept, chain, keep):
    """Write a whole chain anew, as somebody would who knows how the hashes are made."""
    with kept.database.unit() as unit:
        rows = unit.session.scalars(
            select(Block).where(Block.chain == chain).order_by(Block.sequence)
        ).all()
        previous = NOTHING
        for row in rows[:keep]:
            row.body = row.body.replace("test:link", "test:lied")
            row.hash = previous = link(previous, row.body)
        for row in rows[keep:]:
            unit.session.delete(row)
        head = unit.session.get(Head, chain)
        head.sequence, head.hash = keep, previous


def test_L45_a_chain_rewritten_from_end_to_end_is_found(kept):
    rewrite(kept, SECOND, 2 * LINKS)
    verdict = kept.verify()
    assert verdict.place == f"chain {SECOND}, link {LINKS}"
    assert verdict.why == "a checkpoint covers another link here"


@pytest.mark.parametrize("chain", CHAINS)
def test_L45_a_tail_cut_with_its_head_set_back_is_found(kept, chain):
    with kept.database.unit() as unit:
        last = unit.session.get(Block, (chain, LINKS - 1))
        unit.session.execute(delete(Block).where(Block.chain == chain, Block.sequence >= LINKS))
        head = unit.session.get(Head, chain)
        head.sequence, head.hash = LINKS - 1, last.hash
    assert kept.verify().place == f"chain {chain}, link {LINKS}"


def test_L45_a_whole_chain_removed_is_found(kept):
    for table in (Block, Head):
        kept.sql(delete(table).where(table.chain == SECOND))
    verdict = kept.verify()
    assert (verdict.place, verdict.why) == (f"chain {SECOND}", "the whole chain is gone")


def test_L45_a_whole_chain_removed_with_what_was_signed_of_it_is_found(kept):
    for table in (Block, Head, LeafRow):
        kept.sql(delete(table).where(table.chain == SECOND))
    assert kept.verify().place == "checkpoint 1"


def test_L45_a_head_that_is_gone_or_another_is_found(kept):
    kept.sql(update(Head).where(Head.chain == THIRD).values(hash=NOTHING))
    assert kept.verify().place == f"chain {THIRD}, link {LINKS + 1}"
    kept.sql(delete(Head).where(Head.chain == THIRD))
    assert kept.verify().place == f"chain {THIRD}, link {LINKS + 1}"


def test_L45_a_database_set_back_to_an_old_checkpoint_is_found(kept):
    kept.sql(delete(CheckpointRow).where(CheckpointRow.number == 2))
    kept.sql(delete(LeafRow).where(LeafRow.since == 2))
    kept.sql(update(LeafRow).values(until=None))
    verdict = kept.verify()
    assert (verdict.code, verdict.place) == (Code.TAMPERED, "checkpoint 2")
    assert "not here any more" in verdict.why


def test_L45_an_old_checkpoint_in_the_place_of_a_new_one_is_found(kept):
    with kept.database.unit() as unit:
        old, new = (unit.session.get(CheckpointRow, number) for number in (1, 2))
        new.body, new.signature = old.body, old.signature
    assert kept.verify().place == "checkpoint 2"


def test_L45_a_forged_signature_is_found(kept):
    kept.sql(update(CheckpointRow).where(CheckpointRow.number == 2).values(signature=bytes(64)))
    verdict = kept.verify()
    assert (verdict.place, verdict.why) == ("checkpoint 2", "its signature does not hold")


def signed_anew(kept, key):
    """Let another key sign everything, as somebody would who has the database and no key."""
    for table in (LeafRow, CheckpointRow):
        kept.sql(delete(table))
    own = kept.file.with_name("own.jsonl")
    with kept.database.unit() as unit:
        Witness(key, "999", own).sign(unit)


def test_L45_another_key_is_found(kept):
    signed_anew(kept, SigningKey(bytes(32)))
    assert kept.verify().place == "checkpoint 1"
    verdict = verify(kept.lines(), (), kept.witness.key.public)
    assert (verdict.place, verdict.why) == ("checkpoint 1", "its signature does not hold")


def test_the_same_key_that_signs_another_history_is_found(kept):
    signed_anew(kept, kept.witness.key)
    verdict = kept.verify()
    assert (verdict.place, verdict.why) == ("checkpoint 1", "the witness keeps another")


@pytest.mark.opens_by_hand  # the bodies are no longer JSON
def test_a_body_that_passes_for_other_lines_is_found(kept):
    with kept.database.unit() as unit:
        one, two = (unit.session.get(Block, (FIRST, number)) for number in (1, 2))
        unit.session.delete(two)
        between = f'}}\n{{"sequence":2,"hash":"{two.hash.hex()}","link":'
        one.body = one.body + between + two.body
    assert kept.verify().place == f"chain {FIRST}, link 1"


@pytest.mark.parametrize("name", ["start", "start_hash", "sequence", "hash", "manifest"])
def test_what_was_signed_of_a_chain_cannot_be_changed(kept, name):
    value = 1 if name in {"start", "sequence"} else b"\x01" * 32
    kept.sql(update(LeafRow).where(LeafRow.since == 2).values({name: value}))
    assert kept.verify().place == "checkpoint 2"


def test_nothing_can_be_told_of_nothing(kept):
    witnessed = kept.file.read_bytes().splitlines()
    for nothing in ([], [b""], [b"\n"], [b"{}\n"], [b"no json\n"], [b"[]\n"]):
        assert verify(nothing, witnessed).code is Code.UNDECIDED
    lines = kept.lines()
    assert verify(lines, []).code is Code.UNDECIDED
    for cut in range(2, len(lines)):
        assert verify(lines[:cut], witnessed).code is not Code.CLEAN


def test_without_a_checkpoint_nothing_is_proved(fresh):
    fresh.tell(FIRST)
    verdict = verify(fresh.lines(), (), fresh.witness.key.public)
    assert (verdict.code, verdict.uncovered) == (Code.UNDECIDED, 1)


def test_a_witness_whose_own_lines_are_forged_decides_nothing(kept):
    (first, *rest) = kept.file.read_bytes().splitlines()
    forged = first.replace(b'"chains":3', b'"chains":2')
    assert forged != first
    assert verify(kept.lines(), [forged, *rest]).code is Code.UNDECIDED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda told: told.pop("end"), Code.UNDECIDED),
        (lambda told: told["end"].update(links=3), Code.UNDECIDED),
    ],
)
def test_an_export_says_how_long_it_is(kept, change, code):
    *lines, last = kept.lines()
    told = json.loads(last)
    change(told)
    assert kept.verify([*lines, json.dumps(told).encode()]).code is code


def test_chains_out_of_order_are_no_export(kept):
    lines = kept.lines()
    starts = [number for number, line in enumerate(lines) if line.startswith(b'{"chain":')]
    moved = lines[: starts[0]] + lines[starts[1] : -1] + lines[starts[0] : starts[1]] + lines[-1:]
    assert kept.verify(moved).code is Code.UNDECIDED


def test_the_kommunes_own_chain_is_covered_too(kept):
    kept.tell(KOMMUNE, 2)
    kept.sign()
    kept.sql(delete(Block).where(at(KOMMUNE, 1)))
    assert kept.verify().place == f"chain {KOMMUNE}, link 1"
