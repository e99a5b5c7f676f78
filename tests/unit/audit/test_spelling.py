"""Each thing has one spelling: what is written in another way is not what was signed."""

import json
import runpy
import sys

import pytest

from stafet.audit import KOMMUNE, verifier
from stafet.audit.chain import link
from stafet.audit.checkpoints import prove
from stafet.audit.models import NOTHING
from stafet.audit.verifier import CHECKPOINT_DOMAIN, Code, spelt, verify, verify_proof
from tests.unit.audit.conftest import CHAINS


def replaced(lines, start, change):
    """Return the lines with the first that begins so changed."""
    at = next(number for number, line in enumerate(lines) if line.startswith(start))
    return [*lines[:at], change(lines[at]), *lines[at + 1 :]]


def leaf(**changes):
    def change(line):
        told = json.loads(line)["leaf"]
        return spelt({"leaf": {**told, **changes}}).encode() + b"\n"

    return change


@pytest.mark.parametrize(
    "change",
    [
        leaf(sequence=-1),
        leaf(sequence=True),
        leaf(sequence="4"),
        leaf(hash="00"),
        leaf(hash="AB" * 32),
        leaf(more=1),
        leaf(chain=None),
        lambda _: b'{"leaf":[]}\n',
        lambda _: b'{"leaf":3}\n',
    ],
)
def test_a_leaf_in_another_spelling_is_found(kept, change):
    assert kept.verify(replaced(kept.lines(), b'{"leaf":', change)).place == "checkpoint 1"


def test_a_checkpoint_in_another_spelling_is_found(kept):
    spaced = replaced(kept.lines(), b'{"checkpoint":', lambda line: line.replace(b",", b", ", 1))
    assert kept.verify(spaced).why == "it cannot be read"


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
    assert kept.verify(lines).why == "the link is of another chain"


def test_a_proof_under_another_checkpoint_than_the_witnessed_is_found(kept, signer):
    with kept.database.unit() as unit:
        proof = json.loads(prove(unit, CHAINS[0]))
    proof["checkpoint"]["kommune"] = "998"
    raw = spelt(proof["checkpoint"]).encode()
    proof["signature"] = signer.sign(CHECKPOINT_DOMAIN + raw).hex()
    verdict = verify_proof(spelt(proof).encode(), kept.file.read_bytes().splitlines())
    assert verdict.why == "the witness keeps another"


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
