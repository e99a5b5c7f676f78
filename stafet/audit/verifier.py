"""Check what the witness has written, from an export: no key of the house, no database.

This file stands alone: the standard library and Ed25519. What it reads is described, to the byte,
in docs/audit-format.md. Run it as `python verifier.py EXPORT WITNESSED`.
"""

import hashlib
import json
import struct
import sys
from binascii import hexlify
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "stafet/audit/1"
LINK_DOMAIN = b"stafet/audit/1\x00"
CHECKPOINT_DOMAIN = b"stafet/checkpoint/1\x00"
NOTHING = bytes(32)
HASH = 64
"""How long a hash is, written in hexadecimal."""
LINK_AT = len('{"sequence":,"hash":"","link":') + HASH
"""Where a link's body begins, but for the digits of its sequence."""
_LEAF = struct.Struct(">16sQ32sQ32sQ32s")
_BODY = {
    "at": str,
    "chains": int,
    "key": str,
    "kommune": str,
    "number": int,
    "previous": str,
    "pruned_before": str | None,
    "root": str,
    "version": int,
}


class Code(IntEnum):
    """What a check came to; also the command's exit code."""

    CLEAN = 0
    TAMPERED = 1
    UNDECIDED = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to; `place` names the first bad one."""

    code: Code
    place: str = ""
    why: str = ""
    links: int = 0
    chains: int = 0
    checkpoints: int = 0
    uncovered: int = 0
    """Links that no checkpoint covers yet."""


class Tampered(Exception):
    """Something was changed; the first place that does not hold."""

    def __init__(self, place: str, why: str) -> None:
        self.place, self.why = place, why


class Undecided(Exception):
    """What was handed in does not suffice to tell."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a chain reaches in a checkpoint: from what was pruned to its head, and its manifest.

    `start` and `start_hash` are of the last link that is gone; 0 and zeros where none is.
    """

    chain: UUID
    start: int
    start_hash: bytes
    sequence: int
    hash: bytes
    manifest_sequence: int = 0
    manifest: bytes = NOTHING

    def leaf(self) -> bytes:
        """Return the hash of this leaf of the tree."""
        told = _LEAF.pack(
            self.chain.bytes,
            self.start,
            self.start_hash,
            self.sequence,
            self.hash,
            self.manifest_sequence,
            self.manifest,
        )
        return hashlib.sha256(b"\x00" + told).digest()

    def told(self) -> dict[str, object]:
        """Return the leaf as an export and a proof write it."""
        return {
            "chain": str(self.chain),
            "start": self.start,
            "start_hash": self.start_hash.hex(),
            "sequence": self.sequence,
            "hash": self.hash.hex(),
            "manifest_sequence": self.manifest_sequence,
            "manifest": self.manifest.hex(),
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Position":
        """Return the leaf that was written so; raises `ValueError`, `KeyError` or `TypeError`."""
        read = cls(
            UUID(told["chain"]),
            _count(told["start"]),
            _hash(told["start_hash"]),
            _count(told["sequence"]),
            _hash(told["hash"]),
            _count(told["manifest_sequence"]),
            _hash(told["manifest"]),
        )
        if read.told() != told:
            raise ValueError("a leaf has seven fields, each with one spelling")
        return read

    def follows(self, former: "Position | None") -> bool:
        """Whether a chain may have come from there: it grows, and what was signed may be pruned."""
        if self.start > self.sequence:
            return False
        if former is None:
            return (self.start, self.start_hash) == (0, NOTHING)
        same_start = (self.start, self.start_hash) == (former.start, former.start_hash)
        return (
            (same_start or former.start < self.start <= former.sequence)
            and _grew((self.sequence, self.hash), (former.sequence, former.hash))
            and _grew(
                (self.manifest_sequence, self.manifest), (former.manifest_sequence, former.manifest)
            )
        )


class Tree:
    """The tree of RFC 6962 over leaf hashes, level by level; a leaf may be replaced."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.levels = [list(leaves)]
        while len(lower := self.levels[-1]) > 1:
            self.levels.append([_above(lower, index) for index in range((len(lower) + 1) // 2)])

    def replace(self, index: int, leaf: bytes) -> None:
        self.levels[0][index] = leaf
        for lower, upper in pairwise(self.levels):
            index //= 2
            upper[index] = _above(lower, index)

    @property
    def root(self) -> bytes:
        return self.levels[-1][0] if self.levels[0] else hashlib.sha256(b"").digest()

    def path(self, index: int) -> list[bytes]:
        """Return the neighbours from a leaf up to the root."""
        found = []
        for level in self.levels[:-1]:
            found += level[index ^ 1 : (index ^ 1) + 1]
            index //= 2
        return found


def _above(lower: Sequence[bytes], index: int) -> bytes:
    pair = lower[2 * index : 2 * index + 2]
    return node(*pair) if len(pair) > 1 else pair[0]


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def climb(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root a path leads to, or None where it does not fit the tree (RFC 9162, 2.1.3)."""
    if not 0 <= index < size:
        return None
    last, found = size - 1, leaf
    for neighbour in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            found = node(neighbour, found)
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            found = node(found, neighbour)
        index, last = index // 2, last // 2
    return found if last == 0 else None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement of where every chain stood: `raw` is what was signed."""

    raw: bytes
    signature: bytes
    told: Mapping[str, Any]

    @property
    def number(self) -> int:
        return int(self.told["number"])

    @property
    def digest(self) -> str:
        return hashlib.sha256(CHECKPOINT_DOMAIN + self.raw).hexdigest()

    @classmethod
    def of(cls, raw: bytes, signature: bytes) -> "Checkpoint":
        """Return a checkpoint; raises `ValueError` where it is not spelt as the page says."""
        told = json.loads(raw)
        if not isinstance(told, dict) or told.keys() != _BODY.keys():
            raise ValueError("not the fields of a checkpoint")
        if any(not isinstance(told[name], kind) for name, kind in _BODY.items()):
            raise ValueError("a field of a checkpoint is of another kind")
        if spelt(told).encode() != raw or told["version"] != 1:
            raise ValueError("not the one spelling of a checkpoint")
        datetime.fromisoformat(told["at"])
        return cls(raw, signature, told)

    @classmethod
    def read(cls, line: bytes) -> "Checkpoint":
        """Return the checkpoint on a line of an export or of a witness."""
        told = json.loads(line)
        raw = spelt(told["checkpoint"]).encode()
        if line.strip() != b'{"checkpoint":%b,"signature":"%b"}' % (
            raw,
            told["signature"].encode(),
        ):
            raise ValueError("not the one spelling of a checkpoint")
        return cls.of(raw, bytes.fromhex(told["signature"]))

    def line(self) -> str:
        """Return the line a witness keeps."""
        return f'{{"checkpoint":{self.raw.decode()},"signature":"{self.signature.hex()}"}}'

    def signed_by(self, key: bytes) -> bool:
        if self.told["key"] != key.hex():
            return False
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(
                self.signature, CHECKPOINT_DOMAIN + self.raw
            )
        except (InvalidSignature, ValueError):
            return False
        return True


def spelt(told: object) -> str:
    """Return the one spelling of a JSON value: sorted keys, no spaces, ASCII."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def verify(
    export: Iterable[bytes], witnessed: Iterable[bytes], key: bytes | None = None
) -> Verdict:
    """Return whether an export holds, against checkpoints kept by a witness or a trusted key.

    A witness's lines say which key signed; without them and without a key nothing is proved.
    """
    reading = _Reading()
    try:
        kept = _witnessed(witnessed)
        if key is None and kept:
            key = bytes.fromhex(kept[0].told["key"])
        reading.read(export, key, kept)
    except Tampered as found:
        return reading.verdict(Code.TAMPERED, found.place, found.why)
    except Undecided as found:
        return reading.verdict(Code.UNDECIDED, "", str(found))
    return reading.verdict(Code.CLEAN)


def verify_proof(line: bytes, witnessed: Iterable[bytes]) -> Verdict:
    """Return whether a proof shows one chain's head under a checkpoint that a witness keeps."""
    try:
        _check_proof(line, {checkpoint.number: checkpoint for checkpoint in _witnessed(witnessed)})
    except Tampered as found:
        return Verdict(Code.TAMPERED, found.place, found.why)
    except Undecided as found:
        return Verdict(Code.UNDECIDED, "", str(found))
    return Verdict(Code.CLEAN, chains=1, checkpoints=1)


def _check_proof(line: bytes, kept: Mapping[int, Checkpoint]) -> None:
    if not kept:
        raise Undecided("no witnessed checkpoint says which key to trust")
    try:
        told = json.loads(line)
        shown = Checkpoint.of(spelt(told["checkpoint"]).encode(), bytes.fromhex(told["signature"]))
        position, path = Position.read(told["leaf"]), [_hash(text) for text in told["path"]]
        index = _count(told["index"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Undecided("this is no proof") from None
    place = f"checkpoint {shown.number}"
    if not shown.signed_by(bytes.fromhex(next(iter(kept.values())).told["key"])):
        raise Tampered(place, "its signature does not hold")
    if shown.number in kept and kept[shown.number].raw != shown.raw:
        raise Tampered(place, "the witness keeps another")
    root = climb(position.leaf(), index, shown.told["chains"], path)
    if root is None or root.hex() != shown.told["root"]:
        raise Tampered(f"chain {position.chain}", "the proof does not lead to the signed root")


def _witnessed(lines: Iterable[bytes]) -> list[Checkpoint]:
    """Return what a witness keeps: lines of a file, or of a mail among other lines."""
    kept = []
    for line in lines:
        if not line.lstrip().startswith(b'{"checkpoint":'):
            continue
        try:
            kept.append(Checkpoint.read(line))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Undecided("a witnessed checkpoint cannot be read") from None
        if not kept[-1].signed_by(bytes.fromhex(kept[0].told["key"])):
            raise Undecided(f"witnessed checkpoint {kept[-1].number}: its signature does not hold")
    return kept


@dataclass(slots=True)
class _Reading:
    """An export as far as it has been read."""

    links: int = 0
    uncovered: int = 0
    ends: dict[UUID, Position] = field(default_factory=dict)
    """What the checkpoints so far say of each chain."""
    marks: dict[UUID, dict[int, bytes]] = field(default_factory=dict)
    """What each chain's link must be at a number, as the checkpoints say."""
    order: list[UUID] = field(default_factory=list)
    tree: Tree = field(default_factory=lambda: Tree(()))
    changed: list[Position] = field(default_factory=list)
    last: Checkpoint | None = None
    seen: list[UUID] = field(default_factory=list)

    def verdict(self, code: Code, place: str = "", why: str = "") -> Verdict:
        signed = self.last.number if self.last else 0
        return Verdict(code, place, why, self.links, len(self.seen), signed, self.uncovered)

    def read(self, export: Iterable[bytes], key: bytes | None, kept: Sequence[Checkpoint]) -> None:
        lines = iter(export)
        head = _told(next(lines, b""))
        if head.get("export") != FORMAT:
            raise Undecided("this is no export of the witness")
        if key is None:
            raise Undecided("no witnessed checkpoint and no key say whose signature to trust")
        wanted = {checkpoint.number: checkpoint for checkpoint in kept}
        line = self._checkpoints(lines, key, wanted)
        if late := [number for number in wanted if self.last is None or number > self.last.number]:
            raise Tampered(f"checkpoint {min(late)}", "it was witnessed, and is not here any more")
        self._chains(lines, line)
        if missing := sorted(self.ends.keys() - set(self.seen)):
            raise Tampered(f"chain {missing[0]}", "the whole chain is gone")
        if self.last is None:
            raise Undecided("no checkpoint covers this export yet")

    def _checkpoints(
        self, lines: Iterable[bytes], key: bytes, wanted: Mapping[int, Checkpoint]
    ) -> bytes:
        """Read leaves and checkpoints; return the first line that is neither."""
        for line in lines:
            if line.startswith(b'{"leaf":'):
                self._leaf(line)
            elif line.startswith(b'{"checkpoint":'):
                self._checkpoint(line, key, wanted)
            else:
                return line
        return b""

    def _leaf(self, line: bytes) -> None:
        place = f"checkpoint {self._next}"
        try:
            position = Position.read(_told(line)["leaf"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Tampered(place, "a leaf cannot be read") from None
        if not position.follows(self.ends.get(position.chain)):
            raise Tampered(place, f"it sets chain {position.chain} back")
        self.changed.append(position)

    @property
    def _next(self) -> int:
        return self.last.number + 1 if self.last else 1

    def _checkpoint(self, line: bytes, key: bytes, wanted: Mapping[int, Checkpoint]) -> None:
        number = self._next
        place = f"checkpoint {number}"
        try:
            found = Checkpoint.read(line)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Tampered(place, "it cannot be read") from None
        if found.number != number:
            raise Tampered(place, f"in its place stands number {found.number}")
        if not found.signed_by(key):
            raise Tampered(place, "its signature does not hold")
        if number in wanted and wanted[number].raw != found.raw:
            raise Tampered(place, "the witness keeps another")
        self._follow(found, place)
        self._take_in()
        if (len(self.order), self.tree.root.hex()) != (found.told["chains"], found.told["root"]):
            raise Tampered(place, "the chains it covers are others")
        self.last = found

    def _follow(self, found: Checkpoint, place: str) -> None:
        before = self.last
        if found.told["previous"] != (before.digest if before else NOTHING.hex()):
            raise Tampered(place, "it does not follow the one before")
        if before and found.told["at"] < before.told["at"]:
            raise Tampered(place, "it is earlier than the one before")
        if before and found.told["kommune"] != before.told["kommune"]:
            raise Tampered(place, "it is of another kommune")

    def _take_in(self) -> None:
        """Put the changed leaves into the tree."""
        new = [position.chain for position in self.changed if position.chain not in self.ends]
        for position in self.changed:
            self.ends[position.chain] = position
            self.marks.setdefault(position.chain, {})[position.sequence] = position.hash
        if new:
            for chain in new:
                insort(self.order, chain)
            self.tree = Tree(self.ends[chain].leaf() for chain in self.order)
        else:
            for position in self.changed:
                self.tree.replace(bisect_left(self.order, position.chain), position.leaf())
        self.changed = []

    def _chains(self, lines: Iterable[bytes], line: bytes) -> None:
        """Read each chain's first line and its links, up to the last line."""
        lines = iter(lines)
        while line:
            told = _told(line)
            if told.keys() == {"end"}:
                if told["end"] != {"chains": len(self.seen), "links": self.links}:
                    raise Undecided("the export is not whole")
                return
            line = self._chain(told, lines)
        raise Undecided("the export is cut short")

    def _chain(self, told: Mapping[str, Any], lines: Iterable[bytes]) -> bytes:
        try:
            chain, head = UUID(told["chain"]), told["head"]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Undecided("the export has a line that belongs to nothing") from None
        if self.seen and chain <= self.seen[-1]:
            raise Undecided("the export's chains are out of order")
        self.seen.append(chain)
        end = self.ends.get(chain)
        sequence, found, line = self._links(chain, end, lines)
        if end and sequence < end.sequence:
            raise Tampered(_link(chain, sequence + 1), "the chain is cut off here")
        if head != {"sequence": sequence, "hash": found.hex()}:
            raise Tampered(_link(chain, sequence + 1), "the chain's head does not fit its links")
        self.uncovered += sequence - (end.sequence if end else 0)
        return line

    def _links(
        self, chain: UUID, end: Position | None, lines: Iterable[bytes]
    ) -> tuple[int, bytes, bytes]:
        """Follow the links; return where they end, and the line after them."""
        sequence, previous = (end.start, end.start_hash) if end else (0, NOTHING)
        here, marks = b'"chain":"%b"' % str(chain).encode(), self.marks.get(chain, {})
        sha256, first = hashlib.sha256, sequence
        for line in lines:
            # each link is told from where it must stand: nothing is parsed, 300,000 a second
            number = b"%d" % (sequence + 1)
            body = line[LINK_AT + len(number) : -2]
            found = sha256(LINK_DOMAIN + previous + body).digest()
            start = b'{"sequence":%b,"hash":"%b","link":' % (number, hexlify(found))
            if not (line.startswith(start) and line.endswith(b'"sequence":%b}}\n' % number)):
                if line.startswith(b'{"sequence":'):
                    raise Tampered(_link(chain, sequence + 1), "the link does not hold")
                self.links += sequence - first
                return sequence, previous, line
            if here not in body:
                raise Tampered(_link(chain, sequence + 1), "the link is of another chain")
            sequence, previous = sequence + 1, found
            if sequence in marks and marks[sequence] != previous:
                raise Tampered(_link(chain, sequence), "a checkpoint covers another link here")
        self.links += sequence - first
        return sequence, previous, b""


def _link(chain: UUID, sequence: int) -> str:
    return f"chain {chain}, link {sequence}"


def _told(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Undecided("the export is empty, or has a line that cannot be read")
    return told


def _grew(now: tuple[int, bytes], before: tuple[int, bytes]) -> bool:
    return now[0] > before[0] or now == before


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError("not a count")
    return value


def _hash(text: str) -> bytes:
    if len(text) != HASH:
        raise ValueError("not a hash")
    return bytes.fromhex(text)


def main(words: Sequence[str]) -> int:
    """Verify the export and the witnessed checkpoints that are named; print what was found."""
    if len(words) != 2:  # noqa: PLR2004 - an export and a witness
        sys.stderr.write("usage: verifier.py EXPORT WITNESSED\n")
        return Code.UNDECIDED
    with Path(words[0]).open("rb") as export, Path(words[1]).open("rb") as witnessed:
        verdict = verify(export, witnessed)
    sys.stdout.write(f"{verdict.code.name.lower()} {verdict.place} {verdict.why}".rstrip() + "\n")
    return verdict.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
