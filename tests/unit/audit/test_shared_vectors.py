"""Two readers, one of them written from the page alone, find the same in the same bytes."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from stafet.audit.verifier import Code, main, spelt, verify, verify_proof
from tests.vectors import audit_reader

VERDICTS = json.loads(Path("tests/vectors/audit-told.json").read_text("utf-8"))
"""What an auditor is told of each: the first bad place, why, and how far it was read."""
TOLD = json.loads(Path("tests/vectors/audit-v1.json").read_text("utf-8"))


def named(vectors):
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


def witnessed(vector):
    return vector.get("witnessed", TOLD["witnessed"])


@pytest.mark.parametrize("vector", named(TOLD["exports"]))
def test_L45_both_readers_find_in_an_export_what_is_wrong(vector):
    first, last = vector["replace"]
    lines = TOLD["export"][:first] + vector["with"] + TOLD["export"][last:]
    ours = verify(
        [line.encode() + b"\n" for line in lines], [line.encode() for line in witnessed(vector)]
    )
    theirs = audit_reader.read_export("".join(f"{line}\n" for line in lines), witnessed(vector))
    assert (ours.code, theirs) == (vector["code"], vector["code"]), ours


@pytest.mark.parametrize("vector", named(TOLD["proofs"]))
def test_both_readers_find_in_a_proof_what_is_wrong(vector):
    ours = verify_proof(
        spelt(vector["proof"]).encode(), [line.encode() for line in witnessed(vector)]
    )
    theirs = audit_reader.read_proof(vector["proof"], witnessed(vector))
    assert (ours.code, theirs) == (vector["code"], vector["code"]), ours


def told(verdict):
    counts = [verdict.links, verdict.chains, verdict.checkpoints, verdict.uncovered]
    return [verdict.place, verdict.why, counts]


def spoken_of(kind):
    """Return each vector of which something is said, with that; several may bear one name."""
    said = defaultdict(list)
    for name, *verdict in VERDICTS[kind]:
        said[name].append(verdict)
    vectors = [vector for vector in TOLD[kind] if vector["name"] in said]
    assert said.keys() == {vector["name"] for vector in vectors}
    return [pytest.param(vector, said[vector["name"]], id=vector["name"]) for vector in vectors]


@pytest.mark.parametrize(("vector", "said"), spoken_of("exports"))
def test_L45_an_auditor_is_told_the_first_bad_place_and_why(vector, said):
    first, last = vector["replace"]
    lines = TOLD["export"][:first] + vector["with"] + TOLD["export"][last:]
    verdict = verify(
        [line.encode() + b"\n" for line in lines], [line.encode() for line in witnessed(vector)]
    )
    assert told(verdict) in said


@pytest.mark.parametrize(("vector", "said"), spoken_of("proofs"))
def test_L45_an_auditor_is_told_what_is_wrong_with_a_proof(vector, said):
    proof = spelt(vector["proof"]).encode()
    verdict = verify_proof(proof, [line.encode() for line in witnessed(vector)])
    assert told(verdict) in said


def verified(witnessed):
    return verify([line.encode() + b"\n" for line in TOLD["export"]], witnessed)


def test_a_mail_is_a_witness_too():
    newest = TOLD["witnessed"][-1].encode()
    mail = [b"Til DPO\r\n", b"\r\n", b"  " + newest + b"\r\n", b"-- \r\n", b"Stafet\r\n"]
    assert verified(mail).code is Code.CLEAN


@pytest.mark.parametrize(
    "line",
    [
        b'{"checkpoint":{}}',
        b'{"checkpoint":[],"signature":""}',
        b'{"checkpoint":{"version":1},"signature":"00"}',
    ],
)
def test_a_witness_that_cannot_be_read_decides_nothing(line):
    verdict = verified([line])
    said = ["", "a witnessed checkpoint cannot be read", [0, 0, 0, 0]]
    assert (verdict.code, told(verdict)) == (Code.UNDECIDED, said)


@pytest.mark.parametrize("line", [b"", b"no json", b"[]", b"{}", b'{"checkpoint":{}}'])
def test_what_is_no_proof_proves_nothing(line):
    verdict = verify_proof(line, [line.encode() for line in TOLD["witnessed"]])
    assert (verdict.code, told(verdict)) == (Code.UNDECIDED, ["", "this is no proof", [0, 0, 0, 0]])


def test_the_command_prints_the_verdict_and_returns_it(tmp_path, capsys):
    export, kept = tmp_path / "export.jsonl", tmp_path / "witnessed.jsonl"
    export.write_text("".join(f"{line}\n" for line in TOLD["export"]), "utf-8")
    kept.write_text("".join(f"{line}\n" for line in TOLD["witnessed"]), "utf-8")
    assert main([str(export), str(kept)]) == Code.CLEAN
    assert capsys.readouterr().out == "clean\n"
    lines = [line for line in TOLD["export"] if not line.startswith(('{"checkpoint"', '{"leaf"'))]
    export.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    assert main([str(export), str(kept)]) == Code.TAMPERED
    out = "tampered checkpoint 1 it was witnessed, and is not here any more\n"
    assert capsys.readouterr().out == out
    for words in ([], [str(export)], [str(export), str(kept), "more"]):
        assert main(words) == Code.UNDECIDED
        assert capsys.readouterr().err == "usage: verifier.py EXPORT WITNESSED\n"
