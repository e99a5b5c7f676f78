"""The witness signs forwards only, and says why where it does not."""

import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from stafet import audit
from stafet.audit import KOMMUNE, Manifest
from stafet.audit.chain import link, list_anew
from stafet.audit.checkpoints import Backwards, Witness, newest, prove, uncovered
from stafet.audit.models import NOTHING, Block, CheckpointRow, Head, LeafRow
from stafet.audit.signing import SigningKey, make_key
from stafet.audit.verifier import Code, Tree, climb, verify_proof
from stafet.errors import ConfigurationError
from tests.factories.listening import backwards
from tests.fixtures.clock import MORNING
from tests.unit.audit.conftest import CHAINS, FIRST, LINKS, SECOND, THIRD


def refusal(kept):
    with pytest.raises(Backwards) as refused:
        kept.sign()
    return refused.value


def test_nothing_is_signed_where_nothing_has_moved(kept):
    assert kept.sign().number == 3
    assert kept.sign() is None
    assert len(kept.file.read_bytes().splitlines()) == 3


def test_a_checkpoint_says_when_whose_and_over_how_many_chains(kept):
    told = kept.sign().told
    assert (told["number"], told["kommune"], told["chains"]) == (3, "999", 4)
    assert told["key"] == kept.witness.key.public.hex()
    assert (told["at"], told["pruned_before"]) == ("2027-03-01T08:06:00.000000+00:00", None)


def test_what_no_checkpoint_covers_yet_is_counted(kept):
    with kept.database.unit() as unit:
        assert uncovered(unit) == 1
    kept.sign()
    with kept.database.unit() as unit:
        assert uncovered(unit) == 0
        audit.lock(unit, FIRST)
        list_anew(unit, FIRST, Manifest(1, bytes(32), b"rows"))
        audit.begin(unit, UUID(int=9))
        assert uncovered(unit) == 1
        list_anew(unit, FIRST, Manifest(1, bytes(range(32)), b"rows"))
        assert uncovered(unit) == 2
    kept.sign()
    with kept.database.unit() as unit:
        assert uncovered(unit) == 0


def test_a_list_that_was_set_back_is_not_signed(kept):
    for sequence in (1, 2):
        with kept.database.unit() as unit:
            audit.lock(unit, FIRST)
            list_anew(unit, FIRST, Manifest(sequence, bytes([sequence]) * 32, b"rows"))
        kept.sign()
    former = {"manifest_sequence": 1, "manifest": bytes([1]) * 32}
    kept.sql(update(Head).where(Head.chain == FIRST).values(former))
    assert str(refusal(kept)) == f"chain {FIRST}: it does not extend what was signed"


def test_a_chain_that_was_set_back_is_not_signed(kept):
    with kept.database.unit() as unit:
        unit.session.execute(delete(Block).where(Block.chain == THIRD, Block.sequence == LINKS))
        head = unit.session.get(Head, THIRD)
        head.sequence, head.hash = LINKS - 1, unit.session.get(Block, (THIRD, LINKS - 1)).hash
    assert str(refusal(kept)) == f"chain {THIRD}: it does not extend what was signed"


def test_a_new_link_that_does_not_hold_is_not_signed(kept):
    here = (Block.chain == FIRST) & (Block.sequence == LINKS + 1)
    kept.sql(update(Block).where(here).values(body='{"opened":[],"x":"æ"}'))
    assert str(refusal(kept)) == f"chain {FIRST}, link {LINKS + 1}: the link does not hold"


def test_a_covered_chain_rewritten_and_grown_on_is_not_signed(kept):
    with kept.database.unit() as unit:
        rows = unit.session.scalars(
            select(Block).where(Block.chain == THIRD).order_by(Block.sequence)
        ).all()
        previous = NOTHING
        for row in rows:
            row.body = row.body.replace("test:link", "test:lied")
            row.hash = previous = link(previous, row.body)
        unit.session.get(Head, THIRD).hash = previous
    kept.tell(THIRD)
    assert refusal(kept).place == f"chain {THIRD}, link {LINKS + 1}"


def test_a_chain_that_is_gone_is_not_passed_over(kept):
    kept.sql(delete(Head).where(Head.chain.in_([THIRD, SECOND])))
    assert str(refusal(kept)) == f"chain {SECOND}: the whole chain is gone"


def test_after_a_checkpoint_that_does_not_hold_nothing_is_signed(kept):
    kept.sql(update(LeafRow).where(LeafRow.since == 2).values(sequence=LINKS + 1))
    assert str(refusal(kept)) == "checkpoint 2: the chains it covers are others"
    kept.sql(update(CheckpointRow).values(body="{}"))
    assert str(refusal(kept)) == "checkpoint 2: it cannot be read"
    kept.sql(delete(CheckpointRow))
    assert str(refusal(kept)) == "the first checkpoint: the chains it covers are others"


def test_after_another_keys_checkpoint_nothing_is_signed(kept):
    kept.witness = Witness(SigningKey(bytes(32)), "999", kept.file)
    assert str(refusal(kept)) == "checkpoint 2: it is not signed by this key"


def test_a_database_older_than_its_witness_is_not_signed(kept):
    kept.sql(delete(CheckpointRow).where(CheckpointRow.number == 2))
    kept.sql(delete(LeafRow).where(LeafRow.since == 2))
    kept.sql(update(LeafRow).values(until=None))
    assert str(refusal(kept)) == "checkpoint 2: the witness keeps another, or a later one"


def test_a_database_that_forgot_its_checkpoints_is_not_signed(kept):
    for table in (CheckpointRow, LeafRow):
        kept.sql(delete(table))
    assert refusal(kept).place == "checkpoint 2"


def test_an_earlier_instant_is_not_signed(kept, clock):
    kept.tell(FIRST)
    with kept.database.unit() as unit:
        unit.session.get(Head, KOMMUNE).highest_at = MORNING - timedelta(hours=2)
    clock.set(MORNING - timedelta(microseconds=1))  # five minutes before the last, and a moment
    assert str(refusal(kept)) == "checkpoint 2: it is later than now"
    clock.set(MORNING)
    assert kept.sign().number == 3


def test_two_servers_clocks_may_differ_a_little(kept, clock):
    made = kept.sign()
    with kept.database.unit() as unit:
        unit.session.get(Head, KOMMUNE).highest_at = MORNING
    kept.tell(FIRST)
    clock.advance(minutes=-1)
    assert kept.sign().told["at"] == made.told["at"]


def test_a_torn_line_of_the_witness_is_written_anew(kept):
    whole = kept.file.read_bytes()
    kept.file.write_bytes(whole[:-30])
    kept.sign()
    assert kept.verify().code is Code.CLEAN
    assert whole.splitlines()[-1] in kept.file.read_bytes().splitlines()


def test_each_checkpoint_comes_once_into_the_file(kept):
    with kept.database.unit() as unit:
        kept.witness.hand_over(unit)
    lines = kept.file.read_bytes().splitlines()
    numbers = [json.loads(line)["checkpoint"]["number"] for line in lines]
    assert numbers == [1, 2]


def test_who_hands_over_holds_up_who_would_write_the_same_into_the_file(kept):
    with kept.database.unit() as unit:
        kept.witness.hand_over(unit)
        assert KOMMUNE in unit.session.info


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_lost_file_is_written_again_in_order_however_rows_lie(kept):
    whole = kept.file.read_bytes()
    kept.file.unlink()
    with backwards(kept.database.engine), kept.database.unit() as unit:
        kept.witness.hand_over(unit)
    assert kept.file.read_bytes() == whole


@pytest.mark.parametrize("size", range(1, 18))
def test_every_leaf_of_every_tree_climbs_to_its_root(size):
    leaves = [bytes([number]) * 32 for number in range(size)]
    tree = Tree(bytes(32) for _ in leaves)
    for index, leaf in enumerate(leaves):
        tree.replace(index, leaf)
    assert tree.root == Tree(leaves).root
    for index, leaf in enumerate(leaves):
        path = tree.path(index)
        assert climb(leaf, index, size, path) == tree.root
        assert climb(leaf, index, size, [*path, bytes(32)]) is None
        assert climb(leaf, size, size, path) is None
        if path:
            assert climb(leaf, index, size, path[:-1]) is None


def proof_and_witness(kept, chain):
    with kept.database.unit() as unit:
        return prove(unit, chain), kept.file.read_bytes().splitlines()


@pytest.mark.parametrize("chain", [*CHAINS, KOMMUNE])
def test_a_chain_is_proved_without_the_others(kept, chain):
    kept.tell(KOMMUNE)
    kept.sign()
    proof, witnessed = proof_and_witness(kept, chain)
    assert verify_proof(proof.encode(), witnessed).code is Code.CLEAN
    assert verify_proof(proof.encode(), []).code is Code.UNDECIDED
    assert verify_proof(b"", witnessed).code is Code.UNDECIDED


def test_nothing_proves_what_was_never_signed(kept, fresh):
    with kept.database.unit() as unit:
        assert prove(unit, UUID(int=99)) is None


def test_before_the_first_checkpoint_nothing_is_proved(fresh):
    with fresh.database.unit() as unit:
        assert (newest(unit), prove(unit, FIRST)) == (None, None)


def test_a_signing_key_is_made_once_and_only_the_product_may_read_it(tmp_path):
    file = tmp_path / "audit.key"
    make_key(file)
    key = SigningKey.read(file)
    with pytest.raises(FileExistsError):
        make_key(file)
    assert SigningKey.read(file).public == key.public
    file.chmod(0o444)
    with pytest.raises(ConfigurationError, match="others may read"):
        SigningKey.read(file)
    file.unlink()
    with pytest.raises(ConfigurationError, match="missing"):
        SigningKey.read(file)


def test_a_file_that_is_no_key_signs_nothing_and_says_what_helps(tmp_path):
    file = tmp_path / "audit.key"
    file.write_bytes(b"short")
    file.chmod(0o400)
    with pytest.raises(ConfigurationError) as refused:
        SigningKey.read(file)
    assert str(refused.value) == (
        f"{file}: a signing key has 32 bytes, this file has 5; restore it from its safe copy"
    )


def test_L44_a_clock_set_back_is_told_once_a_day_and_time_goes_on(kept, clock):
    clock.advance(hours=-3)
    for chain in CHAINS:
        with kept.database.unit() as unit:
            before = unit.now
            audit.lock(unit, chain)
            assert unit.now > before
    with kept.database.unit() as unit:
        told = [json.loads(block.body) for block in audit.blocks(unit, KOMMUNE)]
    (alarm,) = told
    assert (alarm["action"], alarm["actor"], alarm["actor_kind"]) == ("alarm:clock", None, "system")
    assert alarm["about"] == {"day": "2027-03-01"}
    with kept.database.unit() as unit:
        days = dict(unit.session.execute(select(Head.chain, Head.clock_alarm_on)).all())
    assert days == {KOMMUNE: date(2027, 3, 1)} | dict.fromkeys(CHAINS)


def test_L44_a_clock_that_is_still_behind_is_told_again_the_next_day(kept, clock):
    clock.advance(days=3)
    kept.tell(FIRST)
    for _ in range(2):
        clock.advance(days=-1)
        with kept.database.unit() as unit:
            audit.lock(unit, FIRST)
    with kept.database.unit() as unit:
        told = [json.loads(block.body)["about"]["day"] for block in audit.blocks(unit, KOMMUNE)]
    assert told == ["2027-03-03", "2027-03-02"]


@pytest.mark.parametrize(
    ("behind", "told"),
    [({"minutes": -4}, 0), ({"minutes": -5}, 0), ({"minutes": -5, "microseconds": -1}, 1)],
    ids=["four minutes", "five minutes", "a moment more"],
)
def test_a_clock_a_little_behind_is_no_alarm(kept, clock, behind, told):
    clock.advance(**behind)
    with kept.database.unit() as unit:
        audit.lock(unit, FIRST)
    with kept.database.unit() as unit:
        assert len(list(audit.blocks(unit, KOMMUNE))) == told
