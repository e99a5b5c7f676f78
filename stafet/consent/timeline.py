"""What was asked, said, taken back, lapsed and suspended about a child, as one viewer may know it.

Both sides read the same course of things. Each sees only what he may know: a professional outside
the holder's house his own place alone, a parent nothing of the other parent's private matters.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.consent.attempts import attempts_on
from stafet.consent.models import Answer, AttemptWay, Consent, Party, Request, Way, Withdrawal
from stafet.consent.pages.table import child_for, holder_of, load_table
from stafet.consent.rules import is_silent
from stafet.consent.scope import Grant, last_day, left_of
from stafet.consent.terms import Facts
from stafet.db.transaction import Unit
from stafet.people.identity import names_for
from stafet.people.queries import custodies_over, my_tasks
from stafet.people.telling import place_names
from stafet.vault import genuine_rows
from stafet.web.viewer import Viewer


class StepKind(StrEnum):
    ASKED = "asked"
    YES = "yes"
    CONFIRMED = "confirmed"
    NO = "no"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    TRIED = "tried"
    YOUNG_ASKED = "young_asked"
    YOUNG_SILENT = "young_silent"
    OF_AGE = "of_age"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened; `places` is empty where it was about all."""

    at: datetime
    kind: StepKind
    who: UUID | None = None
    places: tuple[UUID, ...] = ()
    topics: tuple[str, ...] = ()
    from_on: date | None = None
    until_on: date | None = None
    way: Way | AttemptWay | None = None
    interpreter: bool = False


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The course of the consents, the newest first; names and places as the viewer may know."""

    viewer_id: UUID
    child_id: UUID
    steps: tuple[Step, ...]
    names: Mapping[UUID, str]
    places: Mapping[UUID, str]


def timeline_page(unit: Unit, viewer: Viewer, log_id: UUID, language: str) -> TimelinePage:
    """Return the page for who stands with the child; raises `NotFound` for every other."""
    child_id = child_for(unit, viewer, log_id, "consent:timeline")
    table = load_table(unit, viewer, child_id, "consent:timeline")
    told = _Told(unit, viewer, child_id, table.facts)
    steps = sorted(told.steps(), key=lambda step: step.at, reverse=True)
    people = {child_id, *(step.who for step in steps if step.who)}
    wanted = {place for step in steps for place in step.places}
    return TimelinePage(
        viewer_id=viewer.person_id,
        child_id=child_id,
        steps=tuple(steps),
        names=names_for(unit, viewer, people),
        places=place_names(unit, viewer, child_id, wanted, language),
    )


def course_of(unit: Unit, viewer: Viewer, child_id: UUID, facts: Facts) -> list[Step]:
    """Return the steps themselves, the first first; names and places are the caller's to see to."""
    return sorted(_Told(unit, viewer, child_id, facts).steps(), key=lambda step: step.at)


class _Told:
    """Gathers the steps that one viewer may know of."""

    def __init__(self, unit: Unit, viewer: Viewer, child_id: UUID, facts: Facts) -> None:
        self._unit, self._viewer, self._child_id, self._facts = unit, viewer, child_id, facts
        holder = holder_of(unit, child_id)
        mine = {task.institution_id for task in my_tasks(unit, viewer, child_id)}
        self._all = viewer.is_family or (holder is not None and holder.institution_id in mine)
        self._mine = mine
        self._signed = self._signings()
        self._changes = self._custody_changes()

    def steps(self) -> Iterable[Step]:
        yield from self._asked()
        yield from self._answers()
        yield from self._withdrawals()
        yield from self._lapses()
        yield from (Step(at, StepKind.SUSPENDED) for at in self._changes if self._suspends(at))
        yield from self._tries()
        yield from self._birthdays()

    def _asked(self) -> Iterable[Step]:
        query = select(Request).where(Request.child_id == self._child_id)
        groups: defaultdict[tuple[datetime, UUID, date | None], list[UUID]] = defaultdict(list)
        for row in self._unit.session.scalars(query):
            if self._knows(row.institution_id):
                groups[row.asked_at, row.asked_by, row.from_on].append(row.institution_id)
        for (at, who, from_on), places in groups.items():
            yield Step(at, StepKind.ASKED, who, tuple(places), from_on=from_on)

    def _answers(self) -> Iterable[Step]:
        groups: defaultdict[tuple[UUID, StepKind, tuple[str, ...]], list[tuple[Consent, Party]]]
        groups = defaultdict(list)
        order = tuple(self._unit.use(Catalogue).categories)
        for consent, party in self._signed:
            if self._knows(party.institution_id):
                topics = tuple(topic for topic in order if topic in party.categories)
                kind = self._kind_of(consent, party)
                groups[consent.id, kind, topics].append((consent, party))
        for (_, kind, topics), rows in groups.items():
            consent, party = rows[0]
            yes = kind is not StepKind.NO
            later = day_of(party.from_at) > day_of(consent.signed_at)
            yield Step(
                consent.signed_at,
                kind,
                consent.giver_id,
                tuple(one.institution_id for _, one in rows),
                topics,
                from_on=day_of(party.from_at) if yes and later else None,
                until_on=last_day(party.until_at) if yes else None,
                way=consent.way,
            )

    def _kind_of(self, consent: Consent, party: Party) -> StepKind:
        """Return a yes, a no, or the same giver's yes again after custody had changed (L18)."""
        if party.answer is Answer.NO:
            return StepKind.NO
        suspended = max((at for at in self._changes if at <= consent.signed_at), default=None)
        again = suspended is not None and any(
            grant.giver_id == consent.giver_id
            and grant.institution_id == party.institution_id
            and grant.signed_at < suspended < grant.until_at
            for grant in self._facts.grants
        )
        return StepKind.CONFIRMED if again else StepKind.YES

    def _withdrawals(self) -> Iterable[Step]:
        query = select(Withdrawal).where(
            Withdrawal.child_id == self._child_id, Withdrawal.from_at == Withdrawal.at
        )
        for row in self._unit.session.scalars(query):
            hit = (
                self._places_of(row.giver_id) if row.institution_id is None else row.institution_id
            )
            places = hit if isinstance(hit, tuple) else (hit,) if self._knows(hit) else None
            if places is not None and (places or self._all):
                topics = (row.category,) if row.category else ()
                yield Step(row.at, StepKind.WITHDRAWN, row.giver_id, places, topics)

    def _places_of(self, giver_id: UUID) -> tuple[UUID, ...]:
        """Return what "everything" is to the viewer: all, or the own place where it was said."""
        if self._all:
            return ()
        said = {party.institution_id for one, party in self._signed if one.giver_id == giver_id}
        return tuple(sorted(place for place in said if self._knows(place)))

    def _lapses(self) -> Iterable[Step]:
        now = self._unit.now
        for grant in self._facts.grants:
            if grant.until_at <= now and self._knows(grant.institution_id) and self._ran_out(grant):
                places = (grant.institution_id,)
                yield Step(grant.until_at, StepKind.LAPSED, grant.giver_id, places)

    def _ran_out(self, grant: Grant) -> bool:
        """Return whether a yes came to its end, neither taken back nor said anew before."""
        taken = [back for back in self._facts.taken if back.at < grant.until_at]
        return bool(left_of(grant, taken))

    def _suspends(self, at: datetime) -> bool:
        return any(
            grant.signed_at < at < grant.until_at and self._knows(grant.institution_id)
            for grant in self._facts.grants
        )

    def _custody_changes(self) -> list[datetime]:
        """Return when the set of custody holders changed, each time once, the first first."""
        rows = custodies_over(self._unit, self._child_id)
        begun = {row.from_at if row.to_at else max(row.from_at, row.noted_at) for row in rows}
        ended = {row.to_at for row in rows if row.to_at}
        return sorted(at for at in begun | ended if at <= self._unit.now)

    def _tries(self) -> Iterable[Step]:
        """Return the tries: the holder's house knows all, a giver those to reach himself."""
        for line in attempts_on(self._unit, self._child_id):
            if line.giver_id == self._viewer.person_id or (self._all and self._viewer.is_staff):
                yield Step(
                    start_of_day(line.on_day),
                    StepKind.TRIED,
                    line.giver_id,
                    way=line.way,
                    interpreter=line.interpreter,
                )

    def _birthdays(self) -> Iterable[Step]:
        youth, now = self._facts.youth, self._unit.now
        begun = min((consent.signed_at for consent, _ in self._signed), default=now)
        if youth is None:
            return
        if begun <= youth.asked_at <= now:
            yield Step(youth.asked_at, StepKind.YOUNG_ASKED, youth.person_id)
        purpose = self._unit.use(Catalogue).default_purpose.key
        if is_silent(self._facts, purpose, now):
            yield Step(youth.pauses_at, StepKind.YOUNG_SILENT, youth.person_id)
        if begun <= youth.of_age_at <= now:
            yield Step(youth.of_age_at, StepKind.OF_AGE, youth.person_id)

    def _knows(self, place: UUID) -> bool:
        return self._all or place in self._mine

    def _signings(self) -> list[tuple[Consent, Party]]:
        """Return the genuine signings, the first first."""
        query = (
            select(Consent, Party)
            .join(Party, Party.consent_id == Consent.id)
            .where(Consent.child_id == self._child_id)
            .order_by(Consent.signed_at)
        )
        pairs = self._unit.session.execute(query).all()
        good = genuine_rows(self._unit, [row for pair in pairs for row in pair])[0]
        true = {id(row) for row in good}
        return [(c, p) for c, p in pairs if {id(c), id(p)} <= true]
