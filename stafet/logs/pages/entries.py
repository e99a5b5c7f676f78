"""The records of a log as cards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.reading import Shown
from stafet.consent.wording import Reasons
from stafet.db.transaction import Unit
from stafet.logs.pages.faces import Face, Faces
from stafet.logs.pages.words import (
    KINDS,
    STATE_TONES,
    STATES,
    TONES,
    category_labels,
    question_labels,
)
from stafet.logs.queries import AgreementFacts, FollowUpFacts
from stafet.logs.rules import WRITTEN_BY_HAND
from stafet.records.rules import CHILD, RecordKind
from stafet.web.i18n import _, short_day
from stafet.web.viewer import Viewer

ABOUT_CHILD = frozenset({CHILD})
LONGEST_WAIT = timedelta(days=14)
"""No run of holidays is as long: what is older has come out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as its reader sees it."""

    look: ClassVar[str] = "entry"
    id: UUID
    version: int
    kind: str
    tone: str
    title: str
    text: str
    damaged: bool
    author: Face
    on: date
    at: datetime
    categories: tuple[str, ...]
    private: str
    answers: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    files: tuple[UUID, ...]
    badge: str
    badge_tone: str
    about_id: UUID | None
    meeting_id: UUID | None
    corrected: bool
    correctable: bool
    keepable: bool
    why: str


@dataclass(frozen=True, slots=True)
class Doings:
    """What became of agreements, by record."""

    agreements: Mapping[UUID, AgreementFacts]
    follow_ups: Mapping[UUID, FollowUpFacts]

    def of(self, shown: Shown) -> AgreementFacts | FollowUpFacts | None:
        if shown.kind is RecordKind.AGREEMENT:
            return self.agreements.get(shown.record_id)
        return self.follow_ups.get(shown.record_id) if shown.kind is RecordKind.FOLLOW_UP else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What may still wait for its release: nothing before the log began; what is asked back."""

    opened_at: datetime
    asked_back: Collection[UUID]

    def holds(self, shown: Shown, catalogue: Catalogue, now: datetime) -> bool:
        """Return whether its author can still do something about its release."""
        if shown.record_id in self.asked_back:
            return True
        began = max(self.opened_at, shown.written_at)
        if now - began > LONGEST_WAIT or shown.kind in catalogue.deadlines.release_at_once:
            return False
        return now < catalogue.calendar.release_instant(began)


class EntryMaker:
    """Makes the cards of one page; what all of them need is looked up once."""

    def __init__(
        self,
        unit: Unit,
        viewer: Viewer,
        faces: Faces,
        reasons: Reasons,
        doings: Doings,
        waiting: Waiting | None = None,
    ) -> None:
        self._unit = unit
        self._viewer = viewer
        self._faces = faces
        self._reasons = reasons
        self._doings = doings
        self._waiting = waiting
        self._questions: dict[RecordKind, dict[str, str]] = {}
        self._labels: dict[frozenset[str], tuple[str, ...]] = {}
        self._kinds: dict[RecordKind, str] = {}
        self._authors: dict[tuple[UUID, UUID | None], Face] = {}

    def entries(self, records: Sequence[Shown]) -> list[Entry]:
        return [self.entry(shown) for shown in records]

    def entry(self, shown: Shown) -> Entry:
        content, told = shown.content, self._doings.of(shown)
        return Entry(
            id=shown.record_id,
            version=shown.version,
            kind=self._kind(shown.kind),
            tone=TONES.get(shown.kind, ""),
            title=content.title if content else "",
            text=content.text if content else "",
            damaged=content is None,
            author=self._author(shown.author_id, shown.institution_id),
            on=shown.event_on,
            at=shown.written_at,
            categories=self._categories(shown.categories),
            private=self._private(shown.subjects),
            answers=self._answers(shown.kind, content.answers if content else {}),
            facts=self._facts(told) if told else (),
            files=shown.files,
            badge=str(STATES[told.state]) if told else "",
            badge_tone=STATE_TONES[told.state] if told else "",
            about_id=None if shown.kind is RecordKind.MINUTES else shown.about_id,
            meeting_id=_meeting(shown),
            corrected=shown.corrected,
            correctable=self._correctable(shown),
            keepable=self._keepable(shown),
            why=self._reasons.why(shown),
        )

    def _kind(self, kind: RecordKind) -> str:
        if kind not in self._kinds:
            self._kinds[kind] = str(KINDS[kind])
        return self._kinds[kind]

    def _author(self, person_id: UUID, institution_id: UUID | None) -> Face:
        where = (person_id, institution_id)
        author = self._authors.get(where)
        if author is None:
            author = self._authors[where] = self._faces.of(person_id, institution_id)
        return author

    def _correctable(self, shown: Shown) -> bool:
        mine = shown.author_id == self._viewer.person_id and self._viewer.is_staff
        return mine and shown.kind in WRITTEN_BY_HAND and shown.content is not None

    def _keepable(self, shown: Shown) -> bool:
        """Whether he leads where it was written, or wrote it and it waits (law.md, Released)."""
        if shown.institution_id in self._viewer.led:
            return True
        if self._waiting is None or not self._viewer.is_staff:
            return False
        mine = shown.author_id == self._viewer.person_id
        return mine and self._waiting.holds(shown, self._unit.use(Catalogue), self._unit.now)

    def _categories(self, keys: frozenset[str]) -> tuple[str, ...]:
        if keys not in self._labels:
            self._labels[keys] = category_labels(self._unit, keys)
        return self._labels[keys]

    def _private(self, subjects: frozenset[str]) -> str:
        """Return whose own matters a record tells of, as a sentence lists them."""
        if subjects == ABOUT_CHILD:
            return ""
        return self._faces.listed(UUID(subject) for subject in subjects - ABOUT_CHILD)

    def _answers(self, kind: RecordKind, answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        if not answers:
            return ()
        if kind not in self._questions:
            self._questions[kind] = question_labels(self._unit, kind)
        labels = self._questions[kind]
        return tuple((labels.get(key, key), text) for key, text in answers.items() if text.strip())

    def _facts(self, told: AgreementFacts | FollowUpFacts) -> tuple[tuple[str, str], ...]:
        if isinstance(told, AgreementFacts):
            return (
                (_("Responsible"), self._faces.name(told.responsible_id)),
                (_("Deadline"), short_day(told.deadline_on)),
            )
        wellbeing = "" if told.wellbeing is None else _("%(num)s of 10", num=told.wellbeing)
        following = short_day(told.next_on) if told.next_on else ""
        rows = ((_("Wellbeing"), wellbeing), (_("Next follow-up"), following))
        return tuple(row for row in rows if row[1])


def _meeting(shown: Shown) -> UUID | None:
    """Return which meeting a record calls or tells of."""
    if shown.kind is RecordKind.MEETING:
        return shown.record_id
    return shown.about_id if shown.kind is RecordKind.MINUTES else None
