"""What is open, and what is waited for, for each institution that was asked about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet.clock import day_of
from stafet.consent.answers import Asked, Newest, Stand, stand
from stafet.consent.corrections import earlier, replaced
from stafet.consent.decision import CHILD, Facts, permission
from stafet.consent.rules import givers
from stafet.consent.scope import EVER, last_day


@dataclass(frozen=True, slots=True)
class Opening:
    """Topics that an institution can read now; `private` are the viewer's own matters."""

    topics: tuple[str, ...]
    since_on: date | None
    until_on: date
    private: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One institution: what is open there, and who has answered; no more than all know anyway."""

    institution_id: UUID
    asked_at: datetime | None
    from_on: date | None
    openings: tuple[Opening, ...]
    answered: tuple[UUID, ...]
    refused: tuple[UUID, ...]
    missing: tuple[UUID, ...]

    @property
    def agreed(self) -> tuple[UUID, ...]:
        return tuple(giver for giver in self.answered if giver not in self.refused)

    @property
    def is_open(self) -> bool:
        return bool(self.openings)


@dataclass(frozen=True, slots=True)
class Table:
    """What one page of rows is made from."""

    facts: Facts
    asked: Mapping[UUID, Asked]
    newest: Newest
    purpose: str
    topics: tuple[str, ...]
    now: datetime
    outsiders: tuple[UUID, ...] = ()
    """The persons outside the kommune; who goes by a corrected name shows while a yes stands."""

    def rows(self, viewer_id: UUID | None) -> tuple[Row, ...]:
        """Return a row for each institution asked about or answered, the first asked first."""
        answered = [place for giver, place in self.newest if viewer_id in (None, giver)]
        gone = replaced(self.outsiders)
        return tuple(
            self._row(place, viewer_id)
            for place in dict.fromkeys((*self.asked, *answered))
            if place not in gone or self._stands(place, viewer_id)
        )

    def _stands(self, place: UUID, viewer_id: UUID | None) -> bool:
        """Return whether a yes for a place stands still: the viewer's own, or anybody's."""
        return any(
            self.stand(giver, place) is Stand.YES
            for giver in givers(self.facts, self.now)
            if viewer_id in (None, giver)
        )

    def _row(self, place: UUID, viewer_id: UUID | None) -> Row:
        stands = {giver: self.stand(giver, place) for giver in givers(self.facts, self.now)}
        asked = self.asked.get(place)
        return Row(
            institution_id=place,
            asked_at=asked.asked_at if asked else None,
            from_on=self.later(asked.from_on if asked else None),
            openings=tuple(self._openings(place, viewer_id)),
            answered=tuple(giver for giver, at in stands.items() if not at.is_missing),
            refused=tuple(giver for giver, at in stands.items() if at.is_refusal),
            missing=tuple(giver for giver, at in stands.items() if at.is_missing),
        )

    def stand(self, giver_id: UUID, place: UUID) -> Stand:
        return stand(self.newest.get((giver_id, place)), self.facts, self.now)

    def earlier(self, place: UUID) -> tuple[UUID, ...]:
        """Return the same person outside under the names that were corrected, the last first."""
        return tuple(earlier(place, self.outsiders))

    def later(self, day: date | None) -> date | None:
        """Return a day that is still to come, else None."""
        return day if day is not None and day > day_of(self.now) else None

    def _openings(self, place: UUID, viewer_id: UUID | None) -> Iterable[Opening]:
        groups: defaultdict[tuple[bool, date, datetime], list[str]] = defaultdict(list)
        cells = permission(self.facts, place, self.now, self.purpose)
        for topic in self.topics:
            for subject in (CHILD, str(viewer_id)):
                if cover := cells.get((topic, subject)):
                    groups[subject != CHILD, cover.since_on, cover.until_at].append(topic)
        for (private, since, until_at), topics in groups.items():
            from_day = None if since == EVER else since
            yield Opening(tuple(topics), from_day, last_day(until_at), private)
