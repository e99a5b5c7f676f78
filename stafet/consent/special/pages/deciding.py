"""What a leader who decides sees: the accesses of a child, and the facts of records to choose."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.accounts.queries import holders_of
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.model import AccessKind, ParentsTold
from stafet.consent.special.choosable import choosable
from stafet.consent.special.deciding import approves, decides
from stafet.consent.special.models import Access, RefusedRequest
from stafet.consent.special.opening import open_words
from stafet.consent.special.pages.lines import Line, kind_label, law_printed, lines_for
from stafet.consent.special.rules import State, last_days, state_of
from stafet.consent.special.sealing import Words
from stafet.consent.special.services import access_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_for
from stafet.people.queries import employees_of, institutions
from stafet.people.services import may_end
from stafet.records.queries import child_of
from stafet.records.words import KINDS
from stafet.web.i18n import _, current_language, short_day
from stafet.web.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Refused:
    """A request from outside that got a no."""

    kind: str
    law: str
    at: datetime
    words: Words | None


@dataclass(frozen=True, slots=True)
class ChildAccesses:
    """A child's særlige adgange, and what can be decided anew."""

    log_id: UUID
    child_id: UUID
    child: str
    lines: tuple[Line, ...]
    refused: tuple[Refused, ...]
    kinds: tuple[AccessKind, ...]
    places: tuple[tuple[str, str], ...]
    may_end: bool
    """Whether the viewer may close all access to the child (L60)."""


@dataclass(frozen=True, slots=True)
class DecidePage:
    """The form for one kind and one place."""

    log_id: UUID
    child_id: UUID
    child: str
    kind: AccessKind
    law: str
    place_id: UUID
    place: str
    people: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, str], ...]
    last_day: date
    longest: date

    @property
    def may_be_silent(self) -> bool:
        return self.kind.parents_told is not ParentsTold.ALWAYS


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What the second person reads before saying yes or no."""

    line: Line
    child: str


def child_accesses(unit: Unit, viewer: Viewer, log_id: UUID) -> ChildAccesses:
    """Return the page of all accesses to a child, with the reasons; `NotFound` for others."""
    child_id = _decided_child(unit, viewer, log_id)
    rows = unit.session.scalars(select(Access).where(Access.child_id == child_id)).all()
    asked = select(RefusedRequest).where(RefusedRequest.child_id == child_id)
    refusals = unit.session.scalars(asked.order_by(RefusedRequest.refused_at.desc())).all()
    words = open_words(unit, viewer, child_id, rows, refusals)
    kinds = unit.use(Catalogue).access_kinds.values()
    return ChildAccesses(
        log_id,
        child_id,
        _child_name(unit, viewer, child_id),
        lines_for(unit, viewer, rows, words),
        tuple(
            Refused(
                kind_label(unit, row.kind),
                law_printed(unit, row.legal, row.refused_at),
                row.refused_at,
                words[row.id],
            )
            for row in refusals
        ),
        tuple(kind for kind in kinds if decides(unit, viewer, child_id, kind)),
        tuple((str(row.id), row.name) for row in institutions(unit).values()),
        bool(may_end(unit, viewer, child_id)),
    )


def decide_page(
    unit: Unit, viewer: Viewer, log_id: UUID, kind_key: str, place_id: UUID | None
) -> DecidePage:
    """Return the form's facts; `NotFound` where the kind or the place is not there to choose."""
    child_id = _decided_child(unit, viewer, log_id)
    kind = unit.use(Catalogue).access_kinds.get(kind_key)
    place = institutions(unit, [place_id]).get(place_id) if place_id else None
    outside = place is not None and place.child_id is not None
    if kind is None or place is None or outside or not decides(unit, viewer, child_id, kind):
        raise NotFound(Attempt("access:open", log_id, child_id))
    about = {"child": str(child_id), "kind": kind.key, "institution": str(place.id)}
    audit.append(unit, audit.APART, Event("access:choose", viewer.person_id, about=about))
    proposed, longest = last_days(kind, unit.now)
    return DecidePage(
        log_id,
        child_id,
        _child_name(unit, viewer, child_id),
        kind,
        law_printed(unit, kind.law, unit.now),
        place.id,
        place.name,
        _people(unit, viewer, place.id),
        _records(unit, child_id, kind, place.id),
        proposed,
        longest,
    )


def answer_page(unit: Unit, viewer: Viewer, access_id: UUID) -> AnswerPage:
    """Return what a second person decides on; `NotFound` for everybody else.

    The reason is there as long as it waits for the answer.
    """
    access = access_of(unit, access_id, "access:approve")
    kind = unit.use(Catalogue).access_kinds.get(access.kind)
    if kind is None or not kind.second_person or not approves(unit, viewer, access):
        raise NotFound(Attempt("access:approve", access_id, access.child_id))
    waits = state_of(access, kind, unit.now) is State.WAITING
    words = open_words(unit, viewer, access.child_id, [access] if waits else [])
    name = _child_name(unit, viewer, access.child_id)
    return AnswerPage(lines_for(unit, viewer, [access], words)[0], name)


def _decided_child(unit: Unit, viewer: Viewer, log_id: UUID) -> UUID:
    child_id = child_of(unit, log_id)
    if child_id is None or not audit.lock(unit, child_id) or not decides(unit, viewer, child_id):
        raise NotFound(Attempt("access:decide", log_id, child_id))
    return child_id


def _child_name(unit: Unit, viewer: Viewer, child_id: UUID) -> str:
    return names_for(unit, viewer, [child_id]).get(child_id) or _("A child")


def _people(unit: Unit, viewer: Viewer, place_id: UUID) -> tuple[tuple[str, str], ...]:
    """Return who works at the place and can receive: not the decider, no administrator."""
    titles, language = unit.use(Catalogue).titles, current_language()
    barred = {viewer.person_id} | holders_of(unit, Role.ADMIN)
    work = [row for row in employees_of(unit, [place_id]) if row.person_id not in barred]
    names = names_for(unit, viewer, {row.person_id for row in work}, "names:access")
    people = {
        str(row.person_id): ", ".join(
            part
            for part in (
                names.get(row.person_id, ""),
                titles[row.title].label.in_(language) if row.title in titles else "",
            )
            if part
        )
        for row in work
    }
    return tuple(sorted(people.items(), key=lambda person: person[1]))


def _records(
    unit: Unit, child_id: UUID, kind: AccessKind, place_id: UUID
) -> tuple[tuple[str, str], ...]:
    """Return each record as its decider may know it: kind, day, whose institution; no words."""
    rows = choosable(unit, child_id, kind, place_id)
    houses = institutions(unit, {fact.institution_id for fact, _ in rows if fact.institution_id})
    names = {place: row.name for place, row in houses.items()}
    return tuple(
        (
            str(fact.record_id),
            _(
                "%(kind)s, %(day)s, %(place)s",
                kind=str(KINDS[filed.kind]),
                day=short_day(fact.event_on),
                place=names[fact.institution_id] if fact.institution_id else _("the family"),
            ),
        )
        for fact, filed in rows
    )
