"""Two readers, one of them written from the page alone, find the same in the same bytes."""

import json
from pathlib import Path

import pytest

from stafet.audit.verifier import spelt, verify, verify_proof
from tests.vectors import audit_reader

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
