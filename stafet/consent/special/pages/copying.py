"""A copy for somebody outside who asks: what was chosen, less what the law keeps back (L17)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.facts import load_facts
from stafet.consent.kept import standing_of
from stafet.consent.models import LimitKind
from stafet.consent.reading import Wanted, read
from stafet.consent.record_facts import load_records
from stafet.consent.special.models import Access
from stafet.consent.special.pages.lines import law_printed
from stafet.consent.special.pages.receiving import Entry, entries_of, my_access
from stafet.consent.terms import CHILD, Facts, RecordFact
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_by_statute
from stafet.people.rules import names_betrayed
from stafet.records.queries import telling_places
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer

COPY = "access:copy"
OTHER_PERSON = "other_person"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is there and not in the copy: from which day, why, by which rule."""

    on: date
    reason: str
    law: str


@dataclass(frozen=True, slots=True)
class OutsideCopy:
    access_id: UUID
    child: str
    law: str
    from_at: datetime
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]


def outside_copy(unit: Unit, viewer: Viewer, access_id: UUID) -> OutsideCopy:
    """Return the chosen texts as somebody outside may have them; one block tells what was opened.

    Another person's private matters and what a leader has redacted are left out and marked; what
    is hidden leaves no mark. Raises `NotFound` for all but the receiver of an access that somebody
    outside has asked for.
    """
    access = my_access(unit, viewer, access_id)
    kind = unit.use(Catalogue).access_kinds.get(access.kind)
    if kind is None or not kind.on_behalf:
        raise NotFound(Attempt(COPY, access_id, access.child_id))
    facts = load_facts(unit, access.child_id)
    newest = _newest(unit, access)
    shown = frozenset(key for key, one in newest.items() if not _why_not(unit, facts, one))
    child = names_by_statute(unit, viewer, [access.child_id])
    return OutsideCopy(
        access_id,
        child.get(access.child_id, ""),
        law_printed(unit, access.legal, access.from_at),
        access.from_at,
        _entries(unit, viewer, access, shown) if shown else (),
        tuple(
            _left_out(unit, one, key)
            for one in newest.values()
            if (key := _why_not(unit, facts, one)) and key != LimitKind.HIDDEN
        ),
    )


def _newest(unit: Unit, access: Access) -> dict[UUID, RecordFact]:
    rows = load_records(unit, access.child_id, map(UUID, access.records), releases=False)
    facts = sorted((fact for fact, _ in rows), key=lambda fact: (fact.event_on, fact.version))
    return {fact.record_id: fact for fact in facts}


def _why_not(unit: Unit, facts: Facts, fact: RecordFact) -> str:
    """Return why a text is not for anybody outside: a key of the kommune's, or "" if it is."""
    if None in facts.hidden.get(fact.record_id, ()):
        return LimitKind.HIDDEN
    if None in facts.redacted.get(fact.record_id, ()):
        limits = standing_of(unit, fact.record_id)
        return next((one.legal for one in limits if one.legal), None) or LimitKind.REDACTED
    return "" if fact.subjects <= {CHILD} else OTHER_PERSON


def _left_out(unit: Unit, fact: RecordFact, key: str) -> LeftOut:
    catalogue, language = unit.use(Catalogue), current_language()
    reason = catalogue.withholding_reasons.get(key)
    if reason is None:
        return LeftOut(fact.event_on, "", "")
    law = catalogue.law.reference(reason.law, day_of(unit.now))
    return LeftOut(fact.event_on, reason.label.in_(language), law.printed_in(language))


def _entries(
    unit: Unit, viewer: Viewer, access: Access, records: frozenset[UUID]
) -> tuple[Entry, ...]:
    wanted = Wanted(records=records, size=len(records))
    reading = read(unit, viewer, access.child_id, wanted, action=COPY, purpose=access.kind)
    entries = entries_of(unit, viewer, access, reading.records)
    return without_homes(unit, access.child_id, entries)


def without_homes(unit: Unit, child_id: UUID, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return texts for paper: no place that betrays a protected home, nor who works there.

    Nor an answer that names it: where a meeting was.
    """
    telling = tuple(telling_places(unit, child_id).values())
    return tuple(_without(one, telling) for one in entries)


def _without(one: Entry, telling: tuple[str, ...]) -> Entry:
    answers = tuple(told for told in one.answers if not names_betrayed(told[1], telling))
    if one.institution in telling:
        return replace(one, author="", institution="", answers=answers)
    return replace(one, answers=answers)
