"""Each thing has one spelling: what is written in another way is not what was signed."""

import json
import runpy
import sys
from pathlib import Path
from uuid import UUID

import pytest

from stafet.audit import KOMMUNE, verifier
from stafet.audit.chain import link
from stafet.audit.checkpoints import prove
from stafet.audit.models import NOTHING
from stafet.audit.verifier import CHECKPOINT_DOMAIN, Checkpoint, Code, spelt, verify, verify_proof
from tests.unit.audit.conftest import CHAINS

TOLD = json.loads(Path("tests/vectors/audit-v1.json").read_text("utf-8"))
EXPORT = [line.encode() + b"\n" for line in TOLD["export"]]
WITNESSED = [line.encode() for line in TOLD["witnessed"]]


def replaced(lines, start, change):
    """Return the lines with the first that begins so changed."""
    at = next(number for number, line in enumerate(lines) if line.startswith(start))
    return [*lines[:at], change(lines[at]), *lines[at + 1 :]]


def leaf(**changes):
    def change(line):
        told = json.loads(line)["leaf"]
        return spelt({"leaf": {**told, **changes}}).encode() + b"\n"

    return change


def test_there_is_one_spelling():
    assert spelt({"b": ["æ", 1], "a": None}) == '{"a":null,"b":["\\u00e6",1]}'


@pytest.mark.parametrize(
    "change",
    [
        leaf(sequence=-1),
        leaf(sequence=True),
        leaf(sequence=1 << 63),
        leaf(sequence="4"),
        leaf(hash="00"),
        leaf(hash="AB" * 32),
        leaf(more=1),
        leaf(chain=None),
        lambda _: b'{"leaf":[]}\n',
        lambda _: b'{"leaf":3}\n',
    ],
)
def test_a_leaf_in_another_spelling_is_found(change):
    verdict = verify(replaced(EXPORT, b'{"leaf":', change), WITNESSED)
    assert (verdict.place, verdict.why) == ("checkpoint 1", "a leaf cannot be read")


def test_a_checkpoint_in_another_spelling_is_found():
    spaced = replaced(EXPORT, b'{"checkpoint":', lambda line: line.replace(b",", b", ", 1))
    assert verify(spaced, WITNESSED).why == "it cannot be read"


def test_an_audit_in_which_nothing_was_ever_told_has_nothing_to_prove():
    bare = [EXPORT[0], b'{"end":{"chains":0,"links":0}}\n']
    verdict = verify(bare, (), bytes.fromhex(Checkpoint.read(WITNESSED[0]).told["key"]))
    assert (verdict.code, verdict.why) == (Code.UNDECIDED, "no checkpoint covers this export yet")


CHAINS_AT = [at for at, line in enumerate(EXPORT) if line.startswith(b'{"chain":')]


def test_an_export_that_ends_with_its_checkpoints_is_cut_short():
    verdict = verify(EXPORT[: CHAINS_AT[0]], WITNESSED)
    assert (verdict.code, verdict.why) == (Code.UNDECIDED, "the export is cut short")


@pytest.mark.parametrize(
    "line", [b"{}\n", b'{"chain":"","head":null}\n', b'{"chain":3,"head":{}}\n']
)
def test_a_line_that_belongs_to_nothing_decides_nothing(line):
    lines = [*EXPORT[: CHAINS_AT[0]], line, *EXPORT[CHAINS_AT[0] :]]
    verdict = verify(lines, WITNESSED)
    assert verdict.code is Code.UNDECIDED
    assert verdict.why == "the export has a line that belongs to nothing"


def test_a_chain_that_no_checkpoint_covers_yet_is_followed_from_its_first_link():
    chain = UUID(int=(1 << 128) - 1)
    body = spelt({"chain": str(chain), "sequence": 1})
    found = link(NOTHING, body).hex()
    head = spelt({"chain": str(chain), "head": {"hash": found, "sequence": 1}})
    more = f'{head}\n{{"sequence":1,"hash":"{found}","link":{body}}}\n'.encode()
    before = verify(EXPORT, WITNESSED)
    end = spelt({"end": {"chains": before.chains + 1, "links": before.links + 1}}).encode()
    after = verify([*EXPORT[:-1], *more.splitlines(keepends=True), end], WITNESSED)
    assert (after.code, after.uncovered) == (Code.CLEAN, before.uncovered + 1)


def test_a_chain_that_comes_twice_decides_nothing():
    first, second, *_ = CHAINS_AT
    verdict = verify([*EXPORT[:second], *EXPORT[first:]], WITNESSED)
    assert (verdict.code, verdict.why) == (Code.UNDECIDED, "the export's chains are out of order")


@pytest.mark.parametrize(("name", "value"), [("chains", "3"), ("at", "noon"), ("version", 2)])
def test_a_signed_field_of_another_kind_is_no_checkpoint(kept, signer, name, value):
    told = json.loads(kept.file.read_bytes().splitlines()[0])["checkpoint"]
    raw = spelt({**told, name: value})
    signature = signer.sign(CHECKPOINT_DOMAIN + raw.encode()).hex()
    line = f'{{"checkpoint":{raw},"signature":"{signature}"}}'.encode()
    assert verify(kept.lines(), [line]).code is Code.UNDECIDED


def test_a_link_that_names_another_chain_is_found(kept):
    body = spelt({"chain": str(CHAINS[1]), "sequence": 1})
    found = link(NOTHING, body).hex()
    head = spelt({"chain": str(KOMMUNE), "head": {"hash": found, "sequence": 1}})
    forged = f'{head}\n{{"sequence":1,"hash":"{found}","link":{body}}}\n'.encode()
    begins = f'{{"chain":"{KOMMUNE}"'.encode()
    lines = replaced(kept.lines(), begins, lambda _: forged)
    at = next(number for number, line in enumerate(lines) if line == forged)
    lines[at : at + 1] = forged.splitlines(keepends=True)
    verdict = kept.verify(lines)
    said = (f"chain {KOMMUNE}, link 1", "the link is of another chain")
    assert (verdict.place, verdict.why) == said


def test_a_proof_under_another_checkpoint_than_the_witnessed_is_found(kept, signer):
    with kept.database.unit() as unit:
        proof = json.loads(prove(unit, CHAINS[0]))
    proof["checkpoint"]["kommune"] = "998"
    raw = spelt(proof["checkpoint"]).encode()
    proof["signature"] = signer.sign(CHECKPOINT_DOMAIN + raw).hex()
    verdict = verify_proof(spelt(proof).encode(), kept.file.read_bytes().splitlines())
    assert (verdict.place, verdict.why) == ("checkpoint 2", "the witness keeps another")


def run_alone(monkeypatch, *words):
    """Run the file as an auditor does who has nothing else of the product; return its code."""
    monkeypatch.setattr(sys, "argv", ["verifier.py", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(verifier.__file__, run_name="__main__")
    return ended.value.code


def test_the_file_runs_by_itself(kept, tmp_path, capsys, monkeypatch):
    export = tmp_path / "export.jsonl"
    export.write_bytes(b"".join(kept.lines()))
    assert run_alone(monkeypatch, export, kept.file) == 0
    assert capsys.readouterr().out == "clean\n"
    export.write_bytes(b"")
    assert run_alone(monkeypatch, export, kept.file) == 2
    assert run_alone(monkeypatch) == 2
    assert capsys.readouterr().err.startswith("usage")
