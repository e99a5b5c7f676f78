"""The page "who has read": each line says when, what kind of reader, which texts, and why (L46)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.clock import day_of
from stafet.consent.decision import Basis
from stafet.consent.facts import load_facts
from stafet.consent.models import Consent
from stafet.consent.rules import family
from stafet.consent.wording import listed
from stafet.copies.looks import Look, NameLook, Text, looks_at, looks_at_name
from stafet.copies.readers import Readership, readership
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.pages.words import KINDS
from stafet.logs.queries import log_for
from stafet.people.identity import names_for
from stafet.web.i18n import _, _l, short_day
from stafet.web.viewer import Viewer

ACTION = "readings:read"
BASES = {
    Basis.OWN_RECORD: _l("It was written where the reader works."),
    Basis.CUSTODY: _l("The reader holds custody."),
    Basis.YOUTH: _l("It is about the reader."),
    Basis.MEETING_SEAT: _l("The reader sat at the meeting."),
}


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text that was read; without an id where it is withheld."""

    record_id: UUID | None
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one kind of reader read on one day, at which times, and why."""

    on: date
    who: str
    task: str
    at: tuple[datetime, ...]
    texts: tuple[TextLine, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingsPage:
    log_id: UUID
    child: str
    lines: tuple[Line, ...]
    mine: tuple[Line, ...]
    names: tuple[tuple[date, str, int], ...]
    older: int | None


def readings_page(
    unit: Unit, viewer: Viewer, log_id: UUID, before: int | None, *, with_names: bool
) -> ReadingsPage:
    """Return who has read about a child, to its family; to others `NotFound`."""
    log = log_for(unit, viewer, log_id, ACTION)
    facts = load_facts(unit, log.child_id)
    if viewer.person_id not in family(facts, unit.now):
        raise NotFound(Attempt(ACTION, log_id, log.child_id))
    audit.append(unit, log.child_id, Event(ACTION, viewer.person_id))
    looks, older = looks_at(unit, viewer, log.child_id, facts, before)
    named = looks_at_name(unit, viewer, log.child_id) if before is None else []
    people = {look.reader_id for look in looks if look.reader_id}
    people |= {look.reader_id for look in named}
    who = readership(unit, viewer, log.child_id, people, with_names=with_names)
    signed = _signed(unit, looks)
    own = [look for look in looks if look.reader_id == viewer.person_id]
    names = names_for(unit, viewer, [log.child_id])
    return ReadingsPage(
        log_id,
        names.get(log.child_id, ""),
        _lines([look for look in looks if look.reader_id != viewer.person_id], who, signed),
        _lines(own, who, signed),
        _name_lines(named, who),
        older,
    )


def _lines(looks: Iterable[Look], who: Readership, signed: Mapping[UUID, date]) -> tuple[Line, ...]:
    """Join what the same reader read on the same day on the same grounds into one line."""
    joined: dict[tuple[object, ...], list[Look]] = {}
    for look in looks:
        key = (day_of(look.at), look.reader_id, look.texts, look.bases, look.consents)
        joined.setdefault(key, []).append(look)
    return tuple(_line(same, who, signed) for same in joined.values())


def _line(same: Sequence[Look], who: Readership, signed: Mapping[UUID, date]) -> Line:
    look = same[0]
    return Line(
        day_of(look.at),
        who.label(look.reader_id),
        who.task(look.reader_id, look.at),
        tuple(sorted(one.at for one in same)),
        tuple(_text(text) for text in look.texts),
        tuple(_why(basis, look.consents, signed) for basis in look.bases),
    )


def _text(text: Text) -> TextLine:
    if not text.open:
        return TextLine(None, _("Something that is withheld from you"))
    told = {"kind": str(KINDS[text.kind]), "day": short_day(text.on)}
    return TextLine(text.record_id, _("%(kind)s, %(day)s", **told))


def _why(basis: str, consents: Iterable[UUID], signed: Mapping[UUID, date]) -> str:
    if basis in BASES:
        return str(BASES[Basis(basis)])
    days = sorted({signed[one] for one in consents if one in signed})
    told = listed(short_day(day) for day in days) if days else ""
    return _("By the consents signed %(days)s.", days=told) if told else _("By a consent.")


def _signed(unit: Unit, looks: Iterable[Look]) -> dict[UUID, date]:
    used = {consent for look in looks for consent in look.consents}
    query = select(Consent.id, Consent.signed_at).where(Consent.id.in_(used))
    return {consent: day_of(at) for consent, at in unit.session.execute(query)}


def _name_lines(named: Iterable[NameLook], who: Readership) -> tuple[tuple[date, str, int], ...]:
    times: dict[tuple[date, str], int] = {}
    for look in named:
        key = (look.on, who.label(look.reader_id))
        times[key] = times.get(key, 0) + look.times
    return tuple((on, label, count) for (on, label), count in times.items())
