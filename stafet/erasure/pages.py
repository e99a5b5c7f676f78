"""What those who see to deleting are shown: lists, a child, a certificate; never a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.erasure.models import Certificate, Hold, Lifting
from stafet.erasure.queries import (
    Due,
    certificates_for,
    due_things,
    holds_shown,
    how_many_certificates,
    liftings_on,
    sees_to,
    things_shown,
)
from stafet.erasure.rules import State
from stafet.erasure.sealing import reason_of
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_for, names_overseen
from stafet.people.queries import institutions
from stafet.web.i18n import _, _l, current_language, short_day
from stafet.web.paging import pages_in
from stafet.web.viewer import Role, Viewer

PAGE = 25
IN_ORDER = (State.READY, State.APPROVED, State.ARCHIVE, State.HELD, State.LATER)
"""What waits for a yes comes first, what has no hurry last."""
COUNTED = (
    ("logs_stafetlog", _l("Stafetlogs")),
    ("records_record", _l("Texts")),
    ("records_version", _l("Wordings of texts")),
    ("records_file", _l("Files")),
    ("meetings_meeting", _l("Meetings")),
    ("consent_consent", _l("Consents")),
    ("people_person", _l("Persons")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A thing on a list."""

    id: UUID
    child_id: UUID
    child: str
    kind: str
    place: str
    since: date
    due_on: date
    state: State
    archived_on: date | None
    archive_first: bool

    @property
    def spoken(self) -> str:
        """What tells it from the others on the list."""
        return ", ".join(part for part in (self.child, self.kind, self.place) if part)

    @property
    def kept(self) -> str:
        """Since when it is kept, and from when it is deleted."""
        since, due = short_day(self.since), short_day(self.due_on)
        return _("Kept since %(since)s, is deleted from %(due)s.", since=since, due=due)


@dataclass(frozen=True, slots=True)
class Done:
    """A certificate on a list."""

    id: UUID
    kind: str
    place: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page of the list."""

    lines: tuple[Line, ...]
    page: int
    pages: int

    def in_state(self, state: str) -> list[Line]:
        return [line for line in self.lines if line.state == state]


@dataclass(frozen=True, slots=True)
class DonePage:
    """A page of the certificates, the newest first."""

    done: tuple[Done, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class HoldLine:
    id: UUID
    reason: str
    set_at: datetime
    set_by: str
    why: str | None
    lifted_at: datetime | None
    lifted_by: str
    lifted_why: str | None


@dataclass(frozen=True, slots=True)
class ChildPage:
    child_id: UUID
    child: str
    lines: tuple[Line, ...]
    holds: tuple[HoldLine, ...]


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """A certificate in words."""

    row: Certificate
    kind: str
    law: str
    place: str
    approved_by: str
    numbers: tuple[tuple[str, int], ...]
    digest: str


def due_page(unit: Unit, viewer: Viewer, number: int = 1) -> DuePage:
    """Return a page of what is due and what comes later."""
    dues = sorted(due_things(unit, viewer), key=lambda due: IN_ORDER.index(due.state))
    pages = pages_in(len(dues), PAGE)
    number = min(number, pages)
    lines = _lines(unit, viewer, dues[(number - 1) * PAGE : number * PAGE])
    return DuePage(lines, number, pages)


def done_page(unit: Unit, viewer: Viewer, number: int = 1) -> DonePage:
    """Return a page of what has been deleted at the places the viewer sees to."""
    pages = pages_in(how_many_certificates(unit, viewer), PAGE)
    number = min(number, pages)
    rows = certificates_for(unit, viewer, slice((number - 1) * PAGE, number * PAGE))
    places = _places(unit, [row.institution_id for row in rows])
    done = tuple(
        Done(row.id, _kind(unit, row.profile), places.get(row.institution_id, ""), row.deleted_at)
        for row in rows
    )
    return DonePage(done, number, pages)


def child_page(unit: Unit, viewer: Viewer, child_id: UUID) -> ChildPage:
    """Return what is kept of a child and its holds; `NotFound` for who does not see to it."""
    if not audit.lock(unit, child_id) or not sees_to(unit, viewer, child_id):
        raise NotFound(Attempt("erasure:child", child_id=child_id))
    holds, ends = holds_shown(unit, viewer, child_id), liftings_on(unit, child_id)
    people = {*(hold.set_by for hold in holds), *(end.lifted_by for end in ends.values())}
    names = names_for(unit, viewer, people) if people else {}
    return ChildPage(
        child_id,
        names_overseen(unit, viewer, [child_id]).get(child_id) or _("A child"),
        _lines(unit, viewer, things_shown(unit, viewer, child_id)),
        tuple(_hold(unit, viewer, hold, ends.get(hold.id), names) for hold in holds),
    )


def line_of(page: ChildPage, thing_id: UUID) -> Line:
    """Return one of a child's things; `NotFound` for another."""
    found = next((line for line in page.lines if line.id == thing_id), None)
    if found is None:
        raise NotFound(Attempt("erasure:thing", thing_id, page.child_id))
    return found


def certificate_page(unit: Unit, viewer: Viewer, certificate_id: UUID) -> CertificatePage:
    """Return a certificate; `NotFound` for a leader of another place."""
    row = unit.session.get(Certificate, certificate_id)
    mine = Role.DPO in viewer.roles or (row is not None and row.institution_id in viewer.led)
    if row is None or not mine:
        raise NotFound(Attempt("erasure:certificate", certificate_id))
    by = row.approved_by
    about = {"certificate": str(row.id)}
    audit.append(unit, audit.KOMMUNE, Event("erasure:show", viewer.person_id, about=about))
    language = current_language()
    law = unit.use(Catalogue).law.reference(row.law, day_of(row.deleted_at))
    known = dict(COUNTED)
    numbers = [(str(word), row.numbers[key]) for key, word in COUNTED if key in row.numbers]
    rest = sum(count for key, count in row.numbers.items() if key not in known)
    return CertificatePage(
        row,
        _kind(unit, row.profile),
        law.printed_in(language),
        _places(unit, [row.institution_id]).get(row.institution_id, ""),
        (names_for(unit, viewer, [by]).get(by) or _("Somebody")) if by else _("By itself"),
        (*numbers, (_("What else belonged to it"), rest)),
        row.digest.hex(),
    )


def _lines(unit: Unit, viewer: Viewer, dues: Sequence[Due]) -> tuple[Line, ...]:
    names = names_overseen(unit, viewer, {due.thing.child_id for due in dues}) if dues else {}
    places = _places(unit, [due.thing.institution_id for due in dues])
    return tuple(
        Line(
            due.thing.id,
            due.thing.child_id,
            names.get(due.thing.child_id) or _("A child"),
            due.profile.label.in_(current_language()),
            places.get(due.thing.institution_id, ""),
            due.thing.since,
            due.due_on,
            due.state,
            due.archived_on,
            due.profile.archive_first,
        )
        for due in dues
    )


def _hold(
    unit: Unit, viewer: Viewer, hold: Hold, end: Lifting | None, names: dict[UUID, str]
) -> HoldLine:
    reason = unit.use(Catalogue).retention.holds.get(hold.reason)
    return HoldLine(
        hold.id,
        reason.label.in_(current_language()) if reason else hold.reason,
        hold.set_at,
        names.get(hold.set_by) or _("Somebody"),
        reason_of(unit, viewer, hold),
        end.lifted_at if end else None,
        (names.get(end.lifted_by) or _("Somebody")) if end else "",
        reason_of(unit, viewer, end) if end else None,
    )


def _kind(unit: Unit, profile: str) -> str:
    found = unit.use(Catalogue).retention.profiles.get(profile)
    return found.label.in_(current_language()) if found else profile


def _places(unit: Unit, ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    rows = institutions(unit, {place for place in ids if place is not None})
    return {place: row.name for place, row in rows.items()}
