"""Professionals' readings of records, from the witness: the children's chains and the one apart.

What guardians must not notice is here too: only who oversees may be shown any of it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from stafet import audit
from stafet.audit.chain import BEHIND
from stafet.audit.checkpoints import last_before
from stafet.audit.leaves import links_after
from stafet.audit.manifest import standing
from stafet.audit.models import Block, Head
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of
from stafet.consent.decision import Basis
from stafet.db.transaction import Unit
from stafet.meetings.models import Meeting, MeetingParty
from stafet.oversight.rules import Read
from stafet.people.models import ContactPerson, Person, PersonKind, Placement
from stafet.people.statements import CONTACTS
from stafet.vault import Kind

TEXTS = frozenset({Kind.CONTENT.value, Kind.FILE.value})
OF_RECORDS = frozenset(str(basis) for basis in Basis)
"""The bases on which records are read; words beside a decision are none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What one link opened: the records, as the link spells them, and on which bases."""

    read: Read
    spelt: frozenset[str]
    bases: tuple[str, ...]

    @property
    def records(self) -> frozenset[UUID]:
        return frozenset(map(UUID, self.spelt))


def reads_between(
    unit: Unit, since: datetime, until: datetime, reader_id: UUID | None = None
) -> list[Read]:
    """Return the readings from an instant until before another, the oldest of each chain first."""
    query = links_after(last_before(unit, since - BEHIND))
    query = query.where(Head.chain != audit.KOMMUNE, _opened_in(since, until))
    if reader_id is not None:
        query = query.where(Block.body.contains(f'"actor":"{reader_id}"', autoescape=True))
    with closing(unit.session.scalars(query.execution_options(yield_per=500))) as blocks:
        found = [one.read for one in _parsed(blocks) if since <= one.read.at < until]
    return _related(unit, _of_professionals(unit, found))


def opened_at(unit: Unit, chain: UUID, sequence: int) -> Opened | None:
    """Return one reading, None where it is none or its link is kept no longer."""
    block = unit.session.get(Block, (chain, sequence))
    opened = next(_parsed([block]), None) if block else None
    if opened is None:
        return None
    related = _related(unit, _of_professionals(unit, [opened.read]))
    return replace(opened, read=related[0]) if related else None


def _opened_in(since: datetime, until: datetime) -> ColumnElement[bool]:
    """Select what opened something in these months: a body says its keys in order, `at` in UTC."""
    month, named = date(since.year, since.month, 1), []
    while month <= until.date():
        named.append(Block.body.like(f'%"at":"{month:%Y-%m}-%"opened":[{{%'))
        month = months_after(month, 1)
    return or_(*named)


def _parsed(blocks: Iterable[Block]) -> Iterator[Opened]:
    for block in blocks:
        told = json.loads(block.body)
        child_id = _child_of(block.chain, told)
        sights = [
            sight
            for sight in told["opened"]
            if sight["kind"] in TEXTS and sight["basis"] in OF_RECORDS
        ]
        if sights and child_id and told["actor"]:
            yield _opened(block, told, child_id, sights)


def _child_of(chain: UUID, told: Mapping[str, Any]) -> UUID | None:
    if chain != audit.APART:
        return chain
    named = told["about"].get("child")
    return UUID(named) if named else None


def _opened(
    block: Block, told: Mapping[str, Any], child_id: UUID, sights: Sequence[Mapping[str, Any]]
) -> Opened:
    bases = tuple(dict.fromkeys(sight["basis"] for sight in sights))
    records = frozenset(record for sight in sights for record, _version in sight["objects"])
    read = Read(
        block.chain,
        block.sequence,
        datetime.fromisoformat(told["at"]),
        UUID(told["actor"]),
        UUID(told["institution"]) if told["institution"] else None,
        child_id,
        len(records),
        common=False,
        by_statute=Basis.STATUTE in bases,
    )
    return Opened(read, records, bases)


def _of_professionals(unit: Unit, reads: Sequence[Read]) -> list[Read]:
    readers = {read.reader_id for read in reads}
    query = select(Person.id).where(Person.id.in_(readers), Person.kind == PersonKind.PROFESSIONAL)
    staff = set(unit.session.scalars(query))
    return [read for read in reads if read.reader_id in staff]


def _related(unit: Unit, reads: Sequence[Read]) -> list[Read]:
    """Say of each reading whether reader and child shared a group that day or a meeting by then."""
    children = {read.child_id for read in reads}
    groups, meetings = _groups(unit, children), _meetings(unit, children)

    def common(read: Read) -> bool:
        near, day = (read.child_id, read.reader_id), day_of(read.at)
        met = meetings.get(near)
        shared = any(first <= day <= last for first, last in groups.get(near, ()))
        return shared or (met is not None and met <= read.at)

    return [replace(read, common=common(read)) for read in reads]


Stays = Mapping[tuple[UUID, UUID], Sequence[tuple[date, date]]]


def _groups(unit: Unit, children: set[UUID]) -> Stays:
    """Return, by child and contact person, the days on which the child was in his group."""
    stays = select(Placement).where(
        Placement.child_id.in_(children), Placement.group_id.is_not(None)
    )
    placements = unit.session.scalars(stays).all()
    query = CONTACTS.where(ContactPerson.group_id.in_({stay.group_id for stay in placements}))
    contacts: defaultdict[UUID | None, list[ContactPerson]] = defaultdict(list)
    for contact in standing(unit, unit.session.execute(query), strict=True):
        contacts[contact.group_id].append(contact)
    found: defaultdict[tuple[UUID, UUID], list[tuple[date, date]]] = defaultdict(list)
    for stay in placements:
        for contact in contacts[stay.group_id]:
            first = max(stay.from_on, contact.from_on)
            last = min(stay.to_on or date.max, contact.to_on or date.max)
            found[stay.child_id, contact.person_id].append((first, last))
    return found


def _meetings(unit: Unit, children: set[UUID]) -> Mapping[tuple[UUID, UUID], datetime]:
    """Return, by child and who was invited, when the first meeting was called."""
    query = (
        select(Meeting.child_id, MeetingParty.person_id, func.min(Meeting.called_at))
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(Meeting.child_id.in_(children))
        .group_by(Meeting.child_id, MeetingParty.person_id)
    )
    return {(child, person): at for child, person, at in unit.session.execute(query)}
