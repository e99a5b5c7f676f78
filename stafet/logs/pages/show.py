"""A whole log as its viewer may see it now: one read, one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.clock import start_of_day
from stafet.consent.models import Limit
from stafet.consent.reading import PAGE, Reading, Shown, Wanted, read
from stafet.consent.terms import Standing
from stafet.consent.wording import Reasons
from stafet.db.transaction import Unit
from stafet.logs.knowing import knows_all
from stafet.logs.models import Handover
from stafet.logs.pages.entries import Doings, Entry, EntryMaker, Waiting
from stafet.logs.pages.faces import Face, Faces, faces_for
from stafet.logs.pages.head import Doors, Head, doors_of, head_of
from stafet.logs.pages.lines import Line, happenings_for, lines_of
from stafet.logs.queries import (
    AgreementFacts,
    LogFacts,
    agreements_of,
    follow_ups_of,
    log_for,
    open_offer,
    withheld_because,
)
from stafet.records.models import Happening
from stafet.records.rules import CHILD
from stafet.web.i18n import current_language
from stafet.web.paging import pages_in
from stafet.web.viewer import Viewer

WHOLE = 200
"""As many entries as one page shows when all are asked for."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody near the child, and why."""

    face: Face
    why: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something a guardian may know is there, and no more."""

    look: ClassVar[str] = "withheld"
    on: date
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Promise:
    """An agreement that still runs, in the box on top."""

    id: UUID
    text: str
    damaged: bool
    responsible: str
    mine: bool
    deadline_on: date
    overdue: bool
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of the relay that waits."""

    to: Face
    to_me: bool
    at: datetime


Item = Entry | Line | Withheld


@dataclass(frozen=True, slots=True)
class LogPage:
    """Everything the page shows."""

    head: Head
    doors: Doors
    participants: tuple[Participant, ...]
    promises: tuple[Promise, ...]
    offer: Offer | None
    items: tuple[Item, ...]
    total: int
    page: int
    pages: int
    unapproved: bool
    custody_known: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was loaded for one page, before it is worded."""

    log: LogFacts
    reading: Reading
    happened: list[Happening]
    tasks: Sequence[Standing]
    agreements: dict[UUID, AgreementFacts]
    offer: Handover | None

    def people(self) -> Iterable[UUID | None]:
        """Name everybody the page speaks of."""
        yield from (self.log.child_id, self.log.holder_id)
        yield from (task.person_id for task in self.tasks)
        yield from (shown.author_id for shown in self._shown())
        yield from (fact.responsible_id for fact in self.agreements.values())
        yield from (grant.giver_id for grant in self.reading.facts.grants)
        for happening in self.happened:
            yield from (happening.actor_id, happening.person_id)
        for shown in self._shown():
            yield from (UUID(subject) for subject in shown.subjects - {CHILD})
        if self.offer:
            yield self.offer.offered_to

    def places(self) -> Iterable[UUID | None]:
        yield self.log.holder_place
        yield from (task.institution_id for task in self.reading.facts.tasks)
        yield from (shown.institution_id for shown in self._shown())
        yield from (happening.institution_id for happening in self.happened)
        if self.offer:
            yield self.offer.institution_id

    def _shown(self) -> tuple[Shown, ...]:
        return (*self.reading.records, *self.reading.besides)


def log_page(
    unit: Unit, viewer: Viewer, log_id: UUID, page: int = 1, *, whole: bool = False
) -> LogPage:
    """Return one page of a log, the newest first; raises `NotFound` for strangers."""
    log = log_for(unit, viewer, log_id)
    size = WHOLE if whole else PAGE
    told = _gather(unit, viewer, log, page, size)
    faces = faces_for(unit, viewer, log.child_id, told.people(), told.places())
    reasons = Reasons(unit, viewer, log.child_id, told.reading.facts, faces)
    doings = Doings(told.agreements, follow_ups_of(unit, log_id) if told.agreements else {})
    waiting = Waiting(log.opened_at, told.reading.facts.asked_back)
    maker = EntryMaker(unit, viewer, faces, reasons, doings, waiting)
    pages = pages_in(told.reading.total, size)
    return LogPage(
        head=head_of(unit, log, faces),
        doors=doors_of(viewer, log, told.reading.facts),
        participants=_participants(unit, told, faces),
        promises=_promises(maker, viewer, told, faces),
        offer=_offer(viewer, told.offer, faces),
        items=_items(unit, viewer, told, maker.entries(told.reading.records), faces, page, pages),
        total=told.reading.total,
        page=page,
        pages=pages,
        unapproved=told.reading.facts.unapproved,
        custody_known=told.reading.facts.custody_known,
        whole=told.reading.facts.whole,
    )


def _gather(unit: Unit, viewer: Viewer, log: LogFacts, page: int, size: int) -> Gathered:
    agreements = agreements_of(unit, log.id)
    running = frozenset(key for key, fact in agreements.items() if not fact.state.ends)
    wanted = Wanted(log_id=log.id, page=page, size=size, besides=running)
    reading = read(unit, viewer, log.child_id, wanted)
    all_ = knows_all(unit, viewer, log, reading.facts)
    happened = happenings_for(unit, viewer, log, reading.facts, all_=all_)
    tasks = reading.facts.tasks if all_ else ()
    offer = open_offer(unit, log.id)
    if not (all_ or (offer and offer.offered_to == viewer.person_id)):
        offer = None
    return Gathered(log, reading, happened, tasks, agreements, offer)


def _participants(unit: Unit, told: Gathered, faces: Faces) -> tuple[Participant, ...]:
    """List each person at each place once, the holder left out: he stands by himself."""
    reasons, language = unit.use(Catalogue).task_reasons, current_language()
    found: dict[tuple[UUID, UUID], list[str]] = {}
    for task in told.tasks:
        if task.person_id != told.log.holder_id:
            why = reasons[task.why].label.in_(language) if task.why in reasons else ""
            found.setdefault((task.person_id, task.institution_id), []).append(why)
    return tuple(
        Participant(faces.of(*where), ", ".join(dict.fromkeys(why))) for where, why in found.items()
    )


def _promises(
    maker: EntryMaker, viewer: Viewer, told: Gathered, faces: Faces
) -> tuple[Promise, ...]:
    """Return the running agreements whose words the viewer may read, the nearest first."""
    shown = {one.record_id: maker.entry(one) for one in told.reading.besides}
    return tuple(
        Promise(
            id=key,
            text=shown[key].text,
            damaged=shown[key].damaged,
            responsible=faces.name(fact.responsible_id),
            mine=fact.responsible_id == viewer.person_id,
            deadline_on=fact.deadline_on,
            overdue=fact.overdue,
            state=shown[key].badge,
            tone=shown[key].badge_tone,
        )
        for key, fact in told.agreements.items()
        if key in shown
    )


def _offer(viewer: Viewer, offer: Handover | None, faces: Faces) -> Offer | None:
    if offer is None:
        return None
    to_me = offer.offered_to == viewer.person_id
    return Offer(faces.of(offer.offered_to, offer.institution_id), to_me, offer.offered_at)


def _items(
    unit: Unit,
    viewer: Viewer,
    told: Gathered,
    entries: list[Entry],
    faces: Faces,
    page: int,
    pages: int,
) -> tuple[Item, ...]:
    """Put what happened among the entries, each line on the page of the entries of its days."""
    between: list[Line | Withheld] = [*lines_of(unit, told.happened, faces)]
    between += _withheld(unit, viewer, told.reading)
    newest = told.reading.newer_on or date.max
    oldest = entries[-1].on if entries and page < pages else date.min
    here = [item for item in between if oldest <= item.on and (page == 1 or item.on < newest)]
    items: list[Item] = [*entries, *here]
    return tuple(sorted(items, key=lambda item: (item.on, item.at), reverse=True))


def _withheld(unit: Unit, viewer: Viewer, reading: Reading) -> list[Withheld]:
    if not reading.withheld:
        return []
    limits = withheld_because(unit, viewer, [record for record, _ in reading.withheld])
    return [
        Withheld(on, start_of_day(on), _reason(unit, limits.get(record)))
        for record, on in dict(reading.withheld).items()
    ]


def _reason(unit: Unit, limit: Limit | None) -> str:
    reasons = unit.use(Catalogue).withholding_reasons
    known = limit is not None and limit.legal in reasons
    return reasons[str(limit.legal)].label.in_(current_language()) if limit and known else ""
