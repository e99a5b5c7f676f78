"""Whom the holder can invite, and whose parents have not said yes yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from stafet.catalogue import Catalogue
from stafet.consent.decision import permission
from stafet.consent.facts import load_facts
from stafet.consent.models import Request
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.pages.faces import faces_for
from stafet.logs.pages.head import Head, short_head
from stafet.logs.queries import LogFacts, agreements_of, held_log
from stafet.people.models import Institution
from stafet.people.queries import employees_of, institutions, tasks_with
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A party: its name and what kind of place it is."""

    id: UUID
    name: str
    kind: str
    authority: bool


@dataclass(frozen=True, slots=True)
class InvitePage:
    """Places one can invite from now, that the parents are asked about, and all others."""

    head: Head
    open: tuple[PlaceLine, ...]
    asked: tuple[PlaceLine, ...]
    other: tuple[PlaceLine, ...]


@dataclass(frozen=True, slots=True)
class InvitePersonPage:
    """The people of one place who do not take part yet."""

    head: Head
    place: PlaceLine
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClosePage:
    head: Head
    running: int
    """Agreements that have not ended."""


@dataclass(frozen=True, slots=True)
class LevelPage:
    """The kommune's ladder, and where the log stands on it."""

    head: Head
    levels: tuple[tuple[int, str], ...]
    hints: dict[int, str]
    row_version: int


def level_page(unit: Unit, viewer: Viewer, log_id: UUID) -> LevelPage:
    log = held_log(unit, viewer, log_id, "log:level")
    levels, language = unit.use(Catalogue).levels, current_language()
    return LevelPage(
        short_head(unit, viewer, log),
        tuple((number, f"{number}: {step.label.in_(language)}") for number, step in levels.items()),
        {number: step.explanation.in_(language) for number, step in levels.items()},
        log.row_version,
    )


def close_page(unit: Unit, viewer: Viewer, log_id: UUID) -> ClosePage:
    """Return what closing asks of: agreements that still run."""
    log = held_log(unit, viewer, log_id, "log:close")
    running = [one for one in agreements_of(unit, log_id).values() if not one.state.ends]
    return ClosePage(short_head(unit, viewer, log), len(running))


def invite_page(unit: Unit, viewer: Viewer, log_id: UUID) -> InvitePage:
    log = held_log(unit, viewer, log_id, "log:invite")
    allowed = _allowed(unit, log)
    asked = select(Request.institution_id).where(Request.child_id == log.child_id)
    waiting = set(unit.session.scalars(asked)) - allowed
    others = [row for key, row in institutions(unit).items() if key != log.holder_place]
    return InvitePage(
        head=short_head(unit, viewer, log),
        open=_lines(unit, [row for row in others if row.id in allowed]),
        asked=_lines(unit, [row for row in others if row.id in waiting]),
        other=_lines(unit, [row for row in others if row.id not in allowed | waiting]),
    )


def invite_person_page(
    unit: Unit, viewer: Viewer, log_id: UUID, institution_id: UUID
) -> InvitePersonPage:
    """Return whom one can invite from a place the parents said yes to; else `NotFound`."""
    log = held_log(unit, viewer, log_id, "log:invite")
    place = institutions(unit, [institution_id]).get(institution_id)
    outside = place is not None and place.child_id is not None
    if place is None or outside or institution_id not in _allowed(unit, log):
        raise NotFound(Attempt("log:invite", institution_id, log.child_id))
    near = {(t.person_id, t.institution_id) for t in tasks_with(unit, log.child_id)}
    staff = {
        row.person_id
        for row in employees_of(unit, [institution_id])
        if (row.person_id, institution_id) not in near
    }
    faces = faces_for(unit, viewer, log.child_id, staff, [institution_id])
    known = [(str(person), faces.of(person, institution_id)) for person in staff]
    people = sorted((", ".join(p for p in (f.name, f.title) if p), key) for key, f in known)
    return InvitePersonPage(
        short_head(unit, viewer, log),
        _lines(unit, [place])[0],
        tuple((key, label) for label, key in people),
    )


def _allowed(unit: Unit, log: LogFacts) -> set[UUID]:
    """Return the places with an effective permission now (L08)."""
    facts = load_facts(unit, log.child_id)
    purpose = unit.use(Catalogue).default_purpose.key
    named = {grant.institution_id for grant in facts.grants}
    return {place for place in named if permission(facts, place, unit.now, purpose)}


def _lines(unit: Unit, rows: Sequence[Institution]) -> tuple[PlaceLine, ...]:
    kinds, language = unit.use(Catalogue).institution_kinds, current_language()
    return tuple(
        PlaceLine(row.id, row.name, kinds[row.kind].label.in_(language), row.authority)
        for row in rows
    )
