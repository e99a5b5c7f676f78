"""Find words in the logs one may read: decide, tell the witness, open, look in memory.

The words are kept nowhere but sealed in the witness's chain (L44); no index of texts exists.
"""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.consent.decision import Allow, Key, Reader, RecordFact, decide
from stafet.consent.facts import facts_by_child
from stafet.consent.reading import Shown, Wanted, read
from stafet.consent.record_facts import records_by_child
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.ids import new_id
from stafet.logs.matching import Piece, excerpt, matches, words_of
from stafet.people.identity import names_for
from stafet.people.queries import children_of, tasks_of
from stafet.records.rules import RecordKind
from stafet.vault import Context, Kind, Vault
from stafet.vault.keys import GUARDIANS, STAFF
from stafet.web.viewer import Viewer

AT_ONCE = 500
"""How many texts are opened for one search; older ones are looked through on demand."""
PAGE = 20
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text the viewer may read, that may hold the words."""

    child_id: UUID
    log_id: UUID
    fact: RecordFact

    @property
    def place(self) -> str:
        """Where a search goes on, as a page carries it."""
        return f"{self.fact.event_on.isoformat()}.{self.fact.record_id}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that holds every word."""

    log_id: UUID
    record_id: UUID
    child_id: UUID
    kind: RecordKind
    on: date
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What one search came to; `onward` is where it goes on, "" at the end."""

    hits: tuple[Hit, ...]
    names: dict[UUID, str]
    looked_through: int
    back_to: date | None
    onward: str


def search(unit: Unit, viewer: Viewer, asked: str, onward: str = "") -> Found:
    """Return the texts that hold every one of the words, from a place on, the newest first.

    Raises `Invalid` where there is too little to look for.
    """
    words = words_of(asked)
    if sum(map(len, words)) < SHORTEST:
        raise Invalid({"words": "Write at least two letters."})
    children = _children(unit, viewer)
    for child in children:
        audit.lock(unit, child)
    search_id = new_id()
    _tell(unit, viewer, search_id, asked)
    waiting = _from(onward, _candidates(unit, viewer, children))
    now, later = waiting[:AT_ONCE], waiting[AT_ONCE:]
    opened = _opened(unit, viewer, now, search_id)
    found = [one for one in now if one.fact.key in opened and _holds(words, opened[one.fact.key])]
    shown, rest = found[:PAGE], [*found[PAGE:], *later]
    return Found(
        tuple(_hit(words, one, opened[one.fact.key]) for one in shown),
        names_for(unit, viewer, {one.child_id for one in shown}, "names:search"),
        len(now),
        now[-1].fact.event_on if now else None,
        rest[0].place if rest else "",
    )


def _children(unit: Unit, viewer: Viewer) -> list[UUID]:
    """Return whom the viewer stands with, in the order in which their heads are locked."""
    if viewer.is_family:
        return sorted(children_of(unit, viewer))
    return sorted({task.child_id for task in tasks_of(unit, viewer.person_id)})


def _tell(unit: Unit, viewer: Viewer, search_id: UUID, asked: str) -> None:
    """Tell the witness what is looked for, sealed, before anything is opened (L44)."""
    holder = STAFF if viewer.is_staff else GUARDIANS
    context = Context("audit_block", "criterion", holder, search_id, author=viewer.person_id)
    sealed = unit.use(Vault).seal(holder, Kind.CONTENT, context, asked)
    about = {"search": str(search_id), "criterion": b64encode(sealed).decode("ascii")}
    audit.append(unit, audit.KOMMUNE, Event("log:search", viewer.person_id, about=about))


def _candidates(unit: Unit, viewer: Viewer, children: Collection[UUID]) -> list[Candidate]:
    """Return the newest readable version of everything in the logs, the newest happening first."""
    facts = facts_by_child(unit, children)
    rows = records_by_child(unit, children, releases=not viewer.is_staff)
    reader = Reader(viewer.person_id)
    newest: dict[UUID, Candidate] = {}
    for child in children:
        verdicts = decide(reader, facts[child], [fact for fact, _ in rows[child]], unit.now)
        for fact, filed in rows[child]:
            known = newest.get(fact.record_id)
            newer = known is None or known.fact.version < fact.version
            if filed.log_id and newer and isinstance(verdicts[fact.key], Allow):
                newest[fact.record_id] = Candidate(child, filed.log_id, fact)
    return sorted(newest.values(), key=lambda one: one.fact.event_on, reverse=True)


def _from(onward: str, candidates: list[Candidate]) -> list[Candidate]:
    """Leave out what was looked through before; where its place is gone, its day says where."""
    day = onward.partition(".")[0]
    known = any(one.place == onward for one in candidates)
    for number, one in enumerate(candidates):
        if one.place == onward if known else one.fact.event_on.isoformat() <= day:
            return candidates[number:]
    return [] if onward else candidates


def _opened(
    unit: Unit, viewer: Viewer, candidates: Sequence[Candidate], search_id: UUID
) -> dict[Key, Shown]:
    """Open these through the one door, child by child: one block each."""
    wanted: defaultdict[UUID, set[Key]] = defaultdict(set)
    for one in candidates:
        wanted[one.child_id].add(one.fact.key)
    opened: dict[Key, Shown] = {}
    for child in sorted(wanted):
        these = Wanted(exactly=frozenset(wanted[child]), size=AT_ONCE, search_id=search_id)
        reading = read(unit, viewer, child, these, action="log:search")
        opened |= {(shown.record_id, shown.version): shown for shown in reading.records}
    return opened


def _holds(words: Sequence[str], shown: Shown) -> bool:
    return shown.content is not None and matches(words, shown.content.words)


def _hit(words: Sequence[str], one: Candidate, shown: Shown) -> Hit:
    assert shown.content is not None
    told = excerpt(words, shown.content.words.strip())
    on, child = shown.event_on, one.child_id
    return Hit(one.log_id, shown.record_id, child, shown.kind, on, told)
