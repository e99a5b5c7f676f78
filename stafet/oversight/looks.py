"""Who has read what about a child, from the witness's chains, as its family may know (L46).

Only texts he may know of himself count: a read of anything else leaves no line here.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarResult, Select, select

from stafet import audit
from stafet.audit.models import Block
from stafet.clock import day_of
from stafet.consent.decision import Allow, Facts, Reader, Reason, Refusal, decide
from stafet.consent.reading import OUTSIDER
from stafet.consent.record_facts import load_records
from stafet.copies.rules import Key
from stafet.db.transaction import Unit
from stafet.records.rules import RecordKind
from stafet.web.viewer import Viewer

PAGE = 30
NAMES_FOR = timedelta(days=30)
STATUTE = "statute"
"""Emergency and case officers' reads stay out until they are released."""
ASKED = "asked"
"""Names shown to a leader because one of the family has asked why."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was read; `open` where the asker may read it too, else it is withheld."""

    record_id: UUID
    kind: RecordKind
    on: date
    open: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One read; `reader_id` None is the system itself, `institution_id` None one of the family.

    `mark` is what its addresses call it: a number would tell how much else stands on the chain.
    """

    at: datetime
    sequence: int
    mark: str
    reader_id: UUID | None
    institution_id: UUID | None
    texts: tuple[Text, ...]
    bases: tuple[str, ...]
    consents: tuple[UUID, ...]
    outsider_id: UUID | None = None
    """Whom the texts were handed, as a copy: a person outside the kommune."""


@dataclass(frozen=True, slots=True)
class NameLook:
    """How many times somebody's page showed the child's name on one day."""

    on: date
    reader_id: UUID
    times: int


def looks_at(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    facts: Facts,
    before: int | None,
    size: int = PAGE,
) -> tuple[list[Look], int | None]:
    """Return a page of reads, the newest first, and where the next page begins."""
    known = _known(unit, viewer.person_id, child_id, facts)
    found: list[Look] = []
    query = _opening(child_id)
    if before is not None:
        query = query.where(Block.sequence < before)
    with closing(_blocks(unit, query)) as blocks:
        for block in blocks:
            look = _look(block, known)
            if look is None:
                continue
            if len(found) == size:
                return found, found[-1].sequence
            found.append(look)
    return found, None


def look_at(
    unit: Unit, person_id: UUID, child_id: UUID, facts: Facts, sequence: int
) -> Look | None:
    """Return one read as somebody of the family may know of it, None where he may not."""
    known = _known(unit, person_id, child_id, facts)
    query = _opening(child_id).where(Block.sequence == sequence)
    block = unit.session.scalars(query).one_or_none()
    return _look(block, known) if block else None


def sequence_of(unit: Unit, child_id: UUID, mark: str) -> int | None:
    """Return the link of a child's chain that has this mark; None for what was never one."""
    if not re.fullmatch(r"[0-9a-f]{64}", mark):
        return None
    query = select(Block.sequence).where(Block.chain == child_id, Block.hash == bytes.fromhex(mark))
    return unit.session.scalars(query).one_or_none()


def looks_at_name(unit: Unit, viewer: Viewer, child_id: UUID) -> list[NameLook]:
    """Return who else saw the child's name in the last 30 days, one line a day and person."""
    query = _opening(audit.KOMMUNE).where(Block.body.contains(f'"{child_id}"', autoescape=True))
    since = unit.now - NAMES_FOR
    times: Counter[tuple[date, UUID]] = Counter()
    with closing(_blocks(unit, query)) as blocks:
        for block in blocks:
            told = json.loads(block.body)
            at = datetime.fromisoformat(told["at"])
            if at < since:
                break
            if told["actor"] not in (None, str(viewer.person_id)) and _tells(told, viewer):
                times[day_of(at), UUID(told["actor"])] += 1
    return [NameLook(on, reader, count) for (on, reader), count in times.items()]


def _tells(told: Mapping[str, Any], viewer: Viewer) -> bool:
    """Return whether one may know that names were shown: a question is only its asker's."""
    return any(
        sight["basis"] != ASKED or any(one == str(viewer.person_id) for one, _ in sight["objects"])
        for sight in told["opened"]
        if sight["basis"] != STATUTE
    )


def _opening(chain: UUID) -> Select[Block]:
    """Select the links in which something was opened, the newest first."""
    opened = Block.body.contains('"opened":[{', autoescape=True)
    query = select(Block).where(Block.chain == chain, opened)
    return query.order_by(Block.sequence.desc())


def _blocks(unit: Unit, query: Select[Block]) -> ScalarResult[Block]:
    """Return the links piece by piece; to be closed, for the reader may stop early."""
    return unit.session.scalars(query.execution_options(yield_per=200))


def _known(unit: Unit, person_id: UUID, child_id: UUID, facts: Facts) -> dict[Key, Text]:
    """Return the texts of which one of the family may know."""
    rows = load_records(unit, child_id)
    verdicts = decide(Reader(person_id), facts, [fact for fact, _ in rows], unit.now)
    withheld = Refusal(Reason.WITHHELD)
    return {
        fact.key: Text(fact.record_id, record.kind, fact.event_on, verdicts[fact.key] != withheld)
        for fact, record in rows
        if isinstance(verdicts[fact.key], Allow) or verdicts[fact.key] == withheld
    }


def _look(block: Block, known: Mapping[Key, Text]) -> Look | None:
    told = json.loads(block.body)
    sights = [
        (sight, texts)
        for sight in told["opened"]
        if sight["basis"] != STATUTE and (texts := _texts(sight, known))
    ]
    if not sights:
        return None
    return Look(
        datetime.fromisoformat(told["at"]),
        block.sequence,
        block.hash.hex(),
        UUID(told["actor"]) if told["actor"] else None,
        UUID(told["institution"]) if told["institution"] else None,
        tuple(dict.fromkeys(text for _, texts in sights for text in texts)),
        tuple(dict.fromkeys(sight["basis"] for sight, _ in sights)),
        tuple(dict.fromkeys(UUID(one) for sight, _ in sights for one in sight["consents"])),
        UUID(told["about"][OUTSIDER]) if OUTSIDER in told["about"] else None,
    )


def _texts(sight: Mapping[str, Any], known: Mapping[Key, Text]) -> list[Text]:
    keys = [(UUID(record), int(version)) for record, version in sight["objects"]]
    return [known[key] for key in keys if key in known]
