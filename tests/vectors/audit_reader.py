"""A second reader of the audit, written from docs/audit-format.md alone: nothing of stafet."""

import hashlib
import json
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CLEAN, TAMPERED, UNDECIDED = 0, 1, 2
BODY = {"at", "chains", "key", "kommune", "number", "previous", "pruned_before", "root", "version"}
LEAF = {"chain", "hash", "manifest", "manifest_sequence", "sequence", "start", "start_hash"}
ZEROS = "0" * 64


class Found(Exception):
    def __init__(self, code, what):
        super().__init__(what)
        self.code = code


def tampered(holds, what):
    if not holds:
        raise Found(TAMPERED, what)


def undecided(holds, what):
    if not holds:
        raise Found(UNDECIDED, what)


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def sha(data):
    return hashlib.sha256(data).digest()


def number(value, size=8):
    return value.to_bytes(size, "big")


def signed(body, signature, key):
    if body.get("key") != key:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), b"stafet/checkpoint/1\x00" + canonical(body)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def leaf_hash(leaf):
    data = UUID(leaf["chain"]).bytes
    for count, digest in (
        ("start", "start_hash"),
        ("sequence", "hash"),
        ("manifest_sequence", "manifest"),
    ):
        digest_bytes = bytes.fromhex(leaf[digest])
        if len(digest_bytes) != 32:
            raise ValueError(digest)
        data += number(leaf[count]) + digest_bytes
    return sha(b"\x00" + data)


def root(hashes):
    """RFC 6962, 2.1, word by word."""
    if not hashes:
        return sha(b"")
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha(b"\x01" + root(hashes[:split]) + root(hashes[split:]))


def root_of_path(leaf, index, size, path):
    """The same tree from below: which side each neighbour stands on follows from the split."""
    if size == 1:
        undecided(not path, "longer than the tree is high")
        return leaf
    undecided(path, "shorter than the tree is high")
    split = 1
    while split * 2 < size:
        split *= 2
    *below, neighbour = path
    if index < split:
        return sha(b"\x01" + root_of_path(leaf, index, split, below) + neighbour)
    return sha(b"\x01" + neighbour + root_of_path(leaf, index - split, size - split, below))


def may_follow(new, old):
    if new["start"] > new["sequence"]:
        return False
    if old is None:
        return new["start"] == 0 and new["start_hash"] == ZEROS
    for count, digest in (("sequence", "hash"), ("manifest_sequence", "manifest")):
        same = (new[count], new[digest]) == (old[count], old[digest])
        if not same and new[count] <= old[count]:
            return False
    same = (new["start"], new["start_hash"]) == (old["start"], old["start_hash"])
    return same or old["start"] < new["start"] <= old["sequence"]


def witness_lines(lines):
    kept = [json.loads(line) for line in lines if line.startswith('{"checkpoint":')]
    for one in kept:
        undecided(
            signed(one["checkpoint"], one["signature"], kept[0]["checkpoint"]["key"]), "witness"
        )
    return kept


def read_export(text, witnessed):
    """Return the code an export deserves."""
    try:
        _read_export(text, witness_lines(witnessed))
    except Found as found:
        return found.code
    return CLEAN


def _read_export(text, kept):
    lines = text.splitlines()
    undecided(lines and lines[0] == '{"export":"stafet/audit/1"}', "no export")
    undecided(kept, "nobody to trust")
    key = kept[0]["checkpoint"]["key"]
    wanted = {one["checkpoint"]["number"]: one["checkpoint"] for one in kept}
    leaves, history, last, at = {}, [], None, 1
    while at < len(lines) and lines[at].startswith(('{"leaf":', '{"checkpoint":')):
        told = json.loads(lines[at])
        tampered(canonical(told).decode() == lines[at], "spelling")
        if "leaf" in told:
            leaf = told["leaf"]
            tampered(set(leaf) == LEAF and may_follow(leaf, leaves.get(leaf["chain"])), "leaf")
            leaves[leaf["chain"]] = leaf
            history.append(leaf)
        else:
            last = checkpoint(told, last, leaves, key, wanted)
        at += 1
    tampered(all(last and nr <= last["number"] for nr in wanted), "witnessed, not here")
    chains(lines[at:], leaves, history)
    undecided(last, "no checkpoint")


def checkpoint(told, last, leaves, key, wanted):
    body = told["checkpoint"]
    tampered(set(body) == BODY and body["version"] == 1, "fields")
    tampered(body["number"] == (last["number"] + 1 if last else 1), "number")
    tampered(signed(body, told["signature"], key), "signature")
    tampered(wanted.get(body["number"], body) == body, "witness")
    before = sha(b"stafet/checkpoint/1\x00" + canonical(last)).hex() if last else ZEROS
    tampered(body["previous"] == before, "previous")
    if last:
        tampered(last["at"] <= body["at"] and last["kommune"] == body["kommune"], "order")
    order = sorted(leaves, key=lambda chain: UUID(chain).bytes)
    tampered(body["chains"] == len(order), "chains")
    tampered(body["root"] == root([leaf_hash(leaves[chain]) for chain in order]).hex(), "root")
    return body


def chains(lines, leaves, history):
    seen, links, at = [], 0, 0
    while at < len(lines) and not lines[at].startswith('{"end":'):
        told = json.loads(lines[at])
        undecided(set(told) == {"chain", "head"}, "a line that belongs to nothing")
        chain, at = told["chain"], at + 1
        undecided(not seen or UUID(seen[-1]).bytes < UUID(chain).bytes, "order")
        seen.append(chain)
        leaf = leaves.get(chain)
        sequence, previous = (leaf["start"], leaf["start_hash"]) if leaf else (0, ZEROS)
        marks = {one["sequence"]: one["hash"] for one in history if one["chain"] == chain}
        while at < len(lines) and lines[at].startswith('{"sequence":'):
            sequence, previous = link(lines[at], chain, sequence + 1, previous)
            tampered(marks.get(sequence, previous) == previous, "another link was covered")
            at, links = at + 1, links + 1
        tampered(not leaf or sequence >= leaf["sequence"], "cut off")
        tampered(told["head"] == {"sequence": sequence, "hash": previous}, "head")
    undecided(at == len(lines) - 1, "cut short")
    undecided(json.loads(lines[at]) == {"end": {"chains": len(seen), "links": links}}, "counts")
    tampered(set(leaves) <= set(seen), "a chain is gone")


def link(line, chain, sequence, previous):
    told = json.loads(line)
    body = told["link"]
    tampered(isinstance(body, dict), "body")
    digest = sha(b"stafet/audit/1\x00" + bytes.fromhex(previous) + canonical(body)).hex()
    spelt = f'{{"sequence":{sequence},"hash":"{digest}","link":{canonical(body).decode()}}}'
    tampered(line == spelt, "link")
    tampered((body["chain"], body["sequence"]) == (chain, sequence), "elsewhere")
    return sequence, digest


def read_proof(proof, witnessed):
    """Return the code a proof deserves."""
    try:
        kept = witness_lines(witnessed)
        undecided(kept, "nobody to trust")
        body, leaf = proof["checkpoint"], proof["leaf"]
        undecided(set(body) == BODY and body["version"] == 1, "no proof of this version")
        wanted = {one["checkpoint"]["number"]: one["checkpoint"] for one in kept}
        tampered(signed(body, proof["signature"], kept[0]["checkpoint"]["key"]), "signature")
        tampered(wanted.get(body["number"], body) == body, "witness")
        tampered(0 <= proof["index"] < body["chains"], "index")
        path = [bytes.fromhex(step) for step in proof["path"]]
        try:
            found = root_of_path(leaf_hash(leaf), proof["index"], body["chains"], path)
        except Found:
            raise Found(TAMPERED, "path") from None
        tampered(found.hex() == body["root"], "root")
    except Found as found:
        return found.code
    return CLEAN
