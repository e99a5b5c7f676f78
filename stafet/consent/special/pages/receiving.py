"""What a receiver sees: the chosen records, by statute, until the end; and his list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.catalogue import Catalogue
from stafet.consent.facts import facts_by_child
from stafet.consent.reading import PAGE, Shown, Wanted, read
from stafet.consent.special.deciding import approves, logs_decided_by
from stafet.consent.special.models import Access
from stafet.consent.special.pages.lines import (
    Line,
    kind_label,
    law_printed,
    lines_for,
    state_now,
)
from stafet.consent.special.rules import State
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_by_statute, names_for
from stafet.people.queries import children_of, institutions
from stafet.people.telling import places_for
from stafet.records.words import KINDS, category_labels, question_labels
from stafet.web.i18n import _, short_day
from stafet.web.paging import pages_in
from stafet.web.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the receiver reads it."""

    id: UUID
    kind: str
    title: str
    text: str
    answers: tuple[tuple[str, str], ...]
    damaged: bool
    author: str
    institution: str
    on: date
    categories: tuple[str, ...]
    why: str
    files: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class AccessPage:
    line: Line
    child: str
    entries: tuple[Entry, ...]
    page: int
    pages: int
    on_behalf: bool
    """Somebody outside has asked: a copy may be handed over (L17)."""


@dataclass(frozen=True, slots=True)
class Told:
    """An access as the family is told of it: never who, never why, nor how many texts (L01)."""

    child: str
    kind: str
    law: str
    place: str
    from_at: datetime
    ends_at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class MyAccesses:
    """What is open to a professional, and what waits for him as the second person."""

    mine: tuple[Line, ...]
    waiting: tuple[Line, ...]
    children: Mapping[UUID, str]
    decides: tuple[tuple[UUID, UUID], ...]
    """Logs, each with its child, about which the viewer decides as a leader."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many wait for the viewer, are open to him, or are told to him and run."""

    waiting: int = 0
    open: int = 0
    told: int = 0


def access_page(unit: Unit, viewer: Viewer, access_id: UUID, page: int) -> AccessPage:
    """Return the chosen records, opened; `NotFound` for all but the receiver while it runs."""
    access = my_access(unit, viewer, access_id)
    records = frozenset(UUID(record) for record in access.records)
    wanted = Wanted(records=records, page=page)
    reading = read(unit, viewer, access.child_id, wanted, action="access:read", purpose=access.kind)
    child = names_by_statute(unit, viewer, [access.child_id])
    return AccessPage(
        lines_for(unit, viewer, [access])[0],
        child.get(access.child_id) or _("A child"),
        entries_of(unit, viewer, access, reading.records),
        page,
        pages_in(reading.total, PAGE),
        _is_on_behalf(unit, access),
    )


def my_access(unit: Unit, viewer: Viewer, access_id: UUID) -> Access:
    """Return a running access of the viewer's own; administrators read nothing (L16)."""
    access = unit.session.get(Access, access_id)
    if access is None or access.receiver_id != viewer.person_id or Role.ADMIN in viewer.roles:
        raise NotFound(Attempt("access:read", access_id))
    audit.lock(unit, access.child_id)
    if access.id not in _running_of(unit, viewer, [access]):
        raise NotFound(Attempt("access:read", access_id, access.child_id))
    return access


def my_accesses(unit: Unit, viewer: Viewer) -> MyAccesses:
    """Return the viewer's running accesses and the emergencies he can approve."""
    rows = _mine(unit, viewer)
    running = _running_of(unit, viewer, rows)
    mine = [row for row in rows if row.id in running]
    names = names_by_statute(unit, viewer, {row.child_id for row in mine})
    waiting = waiting_for(unit, viewer)
    decided = logs_decided_by(unit, viewer)
    others = {row.child_id for row in waiting} | {child for _, child in decided}
    names |= names_for(unit, viewer, others - names.keys())
    lines = lines_for(unit, viewer, mine), lines_for(unit, viewer, waiting)
    return MyAccesses(*lines, names, decided)


def waiting_for(unit: Unit, viewer: Viewer) -> list[Access]:
    """Return the emergencies that wait for the viewer as the second person."""
    if not viewer.led:
        return []
    query = select(Access).where(
        Access.approved_at.is_(None), Access.ended_at.is_(None), Access.until_at > unit.now
    )
    return [
        row
        for row in unit.session.scalars(query)
        if state_now(unit, row) is State.WAITING and approves(unit, viewer, row)
    ]


def standing_of(unit: Unit, viewer: Viewer) -> Standing:
    """Return what an overview says of særlige adgange; nothing is opened for it."""
    if viewer.is_family:
        told = [row for row in _told_rows(unit, viewer) if _runs(row, unit.now)]
        return Standing(told=len(told))
    running = _running_of(unit, viewer, _mine(unit, viewer))
    return Standing(len(waiting_for(unit, viewer)), len(running))


def told_to(unit: Unit, viewer: Viewer) -> tuple[Told, ...]:
    """Return the accesses to a family member's children of which he is told, the newest first."""
    rows = sorted(_told_rows(unit, viewer), key=lambda row: row.from_at, reverse=True)
    names = names_for(unit, viewer, {row.child_id for row in rows})
    return tuple(
        Told(
            names.get(row.child_id, ""),
            kind_label(unit, row.kind),
            law_printed(unit, row.legal, row.from_at),
            places_for(unit, viewer, row.child_id, [row.institution_id], _("A place"))[
                row.institution_id
            ].name,
            row.from_at,
            min(row.until_at, row.ended_at or row.until_at),
            state_now(unit, row),
        )
        for row in rows
    )


def _mine(unit: Unit, viewer: Viewer) -> Sequence[Access]:
    """Return the accesses given to the viewer that have not ended; none to an administrator."""
    query = select(Access).where(
        Access.receiver_id == viewer.person_id,
        Access.until_at > unit.now,
        Access.ended_at.is_(None),
    )
    return [] if Role.ADMIN in viewer.roles else unit.session.scalars(query).all()


def _told_rows(unit: Unit, viewer: Viewer) -> list[Access]:
    query = select(Access).where(
        Access.child_id.in_(children_of(unit, viewer)), Access.parents_told.is_(True)
    )
    return list(unit.session.scalars(query))


def _runs(access: Access, now: datetime) -> bool:
    return access.ended_at is None and access.from_at <= now < access.until_at


def _running_of(unit: Unit, viewer: Viewer, rows: Sequence[Access]) -> set[UUID]:
    """Return which of these count now: genuine, running, and its receiver still works there."""
    facts = facts_by_child(unit, {row.child_id for row in rows})
    return {
        one.access_id
        for known in facts.values()
        for one in known.accesses
        if one.person_id == viewer.person_id and one.from_at <= unit.now < one.until_at
    }


def _is_on_behalf(unit: Unit, access: Access) -> bool:
    kind = unit.use(Catalogue).access_kinds.get(access.kind)
    return kind is not None and kind.on_behalf


def entries_of(
    unit: Unit, viewer: Viewer, access: Access, shown: tuple[Shown, ...]
) -> tuple[Entry, ...]:
    """Return what was opened as the receiver reads it."""
    law = law_printed(unit, access.legal, access.from_at)
    why = _(
        "You have a special access (%(kind)s): %(law)s. It ends on %(day)s.",
        kind=kind_label(unit, access.kind),
        law=law,
        day=short_day(access.until_at),
    )
    own = _("It was written where you work, and you have a task with the child.")
    texts = texts_of(unit, viewer, shown)
    return tuple(
        replace(text, why=why if one.basis == "statute" else own)
        for one, text in zip(shown, texts, strict=True)
    )


def texts_of(unit: Unit, viewer: Viewer, shown: Sequence[Shown]) -> tuple[Entry, ...]:
    """Return what was opened as it stands on a paper: no word on why."""
    names = names_for(unit, viewer, {one.author_id for one in shown}, "names:access")
    houses = institutions(unit, {one.institution_id for one in shown if one.institution_id})
    return tuple(
        Entry(
            id=one.record_id,
            kind=str(KINDS[one.kind]),
            title=one.content.title if one.content else "",
            text=one.content.text if one.content else "",
            answers=_answers(unit, one),
            damaged=one.content is None,
            author=names.get(one.author_id, ""),
            institution=houses[one.institution_id].name if one.institution_id else "",
            on=one.event_on,
            categories=category_labels(unit, one.categories),
            why="",
            files=one.files,
        )
        for one in shown
    )


def _answers(unit: Unit, shown: Shown) -> tuple[tuple[str, str], ...]:
    if shown.content is None:
        return ()
    labels = question_labels(unit, shown.kind)
    return tuple((labels.get(key, key), said) for key, said in shown.content.answers.items())
