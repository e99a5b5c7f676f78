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
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.logs.pages.words import KINDS
from stafet.logs.queries import log_for
from stafet.oversight.looks import PAGE, Look, NameLook, Text, looks_at, looks_at_name, sequence_of
from stafet.oversight.pages.asked import Asked, asked_lines
from stafet.oversight.queries import asked_by
from stafet.oversight.readers import Readership, readership
from stafet.people.identity import names_for
from stafet.people.telling import place_names
from stafet.web.i18n import _, _l, current_language, short_day
from stafet.web.viewer import Viewer

ACTION = "readings:read"
MOST_QUESTIONS = 50
"""How many of one's own questions the page shows, the newest first."""
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
    """What one kind of reader read on one day, in which minutes, and why.

    `ask` marks the reading one may ask about, `asked` what one has asked of it.
    """

    on: date
    who: str
    task: str
    at: tuple[datetime, ...]
    texts: tuple[TextLine, ...]
    why: tuple[str, ...]
    ask: str | None
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class ReadingsPage:
    log_id: UUID
    child: str
    lines: tuple[Line, ...]
    mine: tuple[Line, ...]
    names: tuple[tuple[date, str, int], ...]
    questions: tuple[Asked, ...]
    """One's own questions about readings that are on another page."""
    older: str | None


def readings_page(
    unit: Unit,
    viewer: Viewer,
    log_id: UUID,
    before: str | None,
    *,
    with_names: bool,
    size: int = PAGE,
    at: str | None = None,
) -> ReadingsPage:
    """Return who has read about a child, to its family; to others `NotFound`.

    With `at` only the reading of that mark.
    """
    log = log_for(unit, viewer, log_id, ACTION)
    facts = load_facts(unit, log.child_id)
    if viewer.person_id not in family(facts, unit.now):
        raise NotFound(Attempt(ACTION, log_id, log.child_id))
    first = sequence_of(unit, log.child_id, before) if before else None
    if at is not None:
        first, size = (sequence_of(unit, log.child_id, at) or 0) + 1, 1
    audit.append(unit, log.child_id, Event(ACTION, viewer.person_id))
    looks, older = looks_at(unit, viewer, log.child_id, facts, first, size)
    named = looks_at_name(unit, viewer, log.child_id) if first is None else []
    questions = asked_by(unit, viewer, log.child_id, MOST_QUESTIONS)
    people = {look.reader_id for look in looks if look.reader_id}
    people |= {look.reader_id for look in named} | {row.reader_id for row, _ in questions}
    who = readership(unit, viewer, log.child_id, people, with_names=with_names)
    labels = {row.id: who.label(row.reader_id) for row, _ in questions}
    asked = asked_lines(unit, viewer, log.child_id, questions, labels)
    outside = {look.outsider_id for look in looks if look.outsider_id}
    handed = place_names(unit, viewer, log.child_id, outside, current_language())
    words = _Words(who, _signed(unit, looks), asked, handed)
    own = [look for look in looks if look.reader_id == viewer.person_id]
    here = {look.sequence for look in looks}
    names = names_for(unit, viewer, [log.child_id])
    return ReadingsPage(
        log_id,
        names.get(log.child_id, ""),
        words.lines(look for look in looks if look.reader_id != viewer.person_id),
        words.lines(own),
        _name_lines(named, who),
        tuple(one for sequence, one in asked.items() if sequence not in here),
        looks[-1].mark if older is not None else None,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What a page's lines are made of, looked up once."""

    who: Readership
    signed: Mapping[UUID, date]
    asked: Mapping[int, Asked]
    handed: Mapping[UUID, str]
    """Whom copies were handed, by name."""

    def lines(self, looks: Iterable[Look]) -> tuple[Line, ...]:
        """Join what the same reader read on the same day on the same grounds into one line."""
        joined: dict[tuple[object, ...], list[Look]] = {}
        for look in looks:
            grounds = (look.bases, look.consents, look.outsider_id)
            key = (day_of(look.at), look.reader_id, look.texts, grounds)
            joined.setdefault(key, []).append(look)
        return tuple(self.line(same) for same in joined.values())

    def line(self, same: Sequence[Look]) -> Line:
        look = same[0]
        asked = (self.asked[one.sequence] for one in same if one.sequence in self.asked)
        answers = look.institution_id is not None and look.reader_id is not None
        return Line(
            day_of(look.at),
            self.who.label(look.reader_id),
            self.who.task(look.reader_id, look.at),
            tuple(sorted({one.at.replace(second=0, microsecond=0) for one in same})),
            tuple(_text(text) for text in look.texts),
            tuple(self.whys(look)),
            look.mark if answers and look.reader_id != self.who.viewer_id else None,
            next(asked, None),
        )

    def whys(self, look: Look) -> Iterable[str]:
        if look.outsider_id is not None:
            yield handed_to(self.handed.get(look.outsider_id, ""))
        yield from (_why(basis, look.consents, self.signed) for basis in look.bases)


def handed_to(name: str) -> str:
    """Say that what was read was handed on."""
    return _("Handed over as a copy to %(name)s.", name=name)


def _text(text: Text) -> TextLine:
    if not text.open:
        return TextLine(None, _("Something that is withheld from you"))
    told = {"kind": str(KINDS[text.kind]), "day": short_day(text.on)}
    return TextLine(text.record_id, _("%(kind)s, %(day)s", **told))


def why_to_staff(basis: str) -> str:
    """Return on which basis somebody read, as professionals are told."""
    if basis in BASES:
        return str(BASES[Basis(basis)])
    if basis == Basis.STATUTE:
        return _("By special access.")
    return _("The family's consent lets him.")


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
