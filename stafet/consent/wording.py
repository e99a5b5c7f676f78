"""Why somebody can read a record ("derfor kan du se det"), said in one plain sentence."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.decision import Allow, Basis, Facts
from stafet.consent.reading import Shown
from stafet.consent.scope import last_day
from stafet.consent.special.models import Access
from stafet.db.transaction import Unit
from stafet.web.i18n import _, current_language, short_day
from stafet.web.viewer import Viewer

Seen = tuple[Basis, bool, UUID | None, tuple[UUID, ...], datetime | None]


class Known(Protocol):
    """People and places as one viewer may know them."""

    def name(self, person_id: UUID | None) -> str: ...

    def place(self, institution_id: UUID | None) -> str: ...


class Reasons:
    """Why one viewer sees what he sees; the same reason is worded once a page."""

    def __init__(
        self, unit: Unit, viewer: Viewer, child_id: UUID, facts: Facts, known: Known
    ) -> None:
        self._unit, self._viewer, self._facts, self._known = unit, viewer, facts, known
        self._child_id = child_id
        self._worded: dict[Seen, str] = {}

    def why(self, shown: Shown) -> str:
        own = shown.author_id == self._viewer.person_id
        key = (shown.basis, own, shown.institution_id, shown.consents, shown.until_at)
        if key not in self._worded:
            self._worded[key] = self._word(shown, own=own)
        return self._worded[key]

    def _word(self, shown: Shown, *, own: bool) -> str:
        known, child = self._known, self._known.name(self._child_id)
        match shown.basis:
            case Basis.OWN_RECORD if own:
                line = _("You wrote it yourself.")
            case Basis.OWN_RECORD:
                line = _(
                    "It was written at %(place)s, where you have a task with %(child)s.",
                    place=known.place(shown.institution_id),
                    child=child,
                )
            case Basis.CUSTODY:
                line = _("You hold custody of %(child)s.", child=child)
            case Basis.YOUTH:
                line = _("It is about you, and you are old enough to read it yourself.")
            case Basis.MEETING_SEAT:
                line = _("You sat in the meeting that these minutes are from.")
            case Basis.STATUTE:
                opened = _special(self._unit, shown.consents)
                line = _("You have been given special access: %(kind)s.", kind=opened)
            case Basis.CONSENT:  # pragma: no branch - mypy sees that there is no other
                mine = {t.institution_id for t in self._facts.tasks if self._mine(t.person_id)}
                line = _by_consent(self._facts, known, shown.consents, mine)
        return line + _until(shown.basis, shown.until_at)

    def _mine(self, person: UUID) -> bool:
        return person == self._viewer.person_id


class Grounds:
    """Why others can read one record, said of them."""

    def __init__(self, unit: Unit, facts: Facts, known: Known, author_id: UUID) -> None:
        self._unit, self._facts, self._known, self._author = unit, facts, known, author_id

    def of(self, person: UUID, place: UUID | None, verdict: Allow) -> str:
        """Return why somebody at a place, or of the family, can read it."""
        match verdict.basis:
            case Basis.OWN_RECORD if person == self._author:
                line = _("Wrote it.")
            case Basis.OWN_RECORD:
                line = _("It was written at %(place)s.", place=self._known.place(place))
            case Basis.CUSTODY:
                line = _("Holds custody.")
            case Basis.YOUTH:
                line = _("Is the child itself.")
            case Basis.MEETING_SEAT:
                line = _("Sat in the meeting.")
            case Basis.STATUTE:
                opened = _special(self._unit, verdict.consents)
                line = _("Special access: %(kind)s.", kind=opened)
            case Basis.CONSENT:  # pragma: no branch - mypy sees that there is no other
                places = {place} if place else set()
                line = _by_consent(self._facts, self._known, verdict.consents, places)
        return line + _until(verdict.basis, verdict.until_at)

    def by_consent(self, outsider_id: UUID, verdict: Allow) -> str:
        """Return why a person outside the kommune can be handed it."""
        line = _by_consent(self._facts, self._known, verdict.consents, {outsider_id})
        return line + _until(verdict.basis, verdict.until_at)


def listed(words: Iterable[str]) -> str:
    """Return "A, B and C"; nothing for nobody."""
    *most, last = tuple(words) or ("",)
    return _("%(most)s and %(last)s", most=", ".join(most), last=last) if most else last


def _by_consent(
    facts: Facts, known: Known, consents: Iterable[UUID], places: Iterable[UUID]
) -> str:
    used, here = set(consents), set(places)
    grants = [g for g in facts.grants if g.consent_id in used and g.institution_id in here]
    givers = sorted({known.name(grant.giver_id) for grant in grants})
    names = sorted({known.place(grant.institution_id) for grant in grants})
    return _(
        "%(givers)s said yes to %(place)s reading this.", givers=listed(givers), place=listed(names)
    )


def _special(unit: Unit, accesses: Iterable[UUID]) -> str:
    """Return the kind of a særlig adgang with its legal reference, as on the day it was opened."""
    catalogue, language = unit.use(Catalogue), current_language()
    kinds = catalogue.access_kinds
    found = [unit.session.get_one(Access, one) for one in accesses]
    return listed(
        f"{kinds[row.kind].label.in_(language) if row.kind in kinds else row.kind}"
        f" ({catalogue.law.reference(row.legal, day_of(row.from_at)).printed_in(language)})"
        for row in found
    )


def _until(basis: Basis, until_at: datetime | None) -> str:
    if until_at is None:
        return ""
    day = short_day(last_day(until_at))
    if basis is Basis.CONSENT:
        return " " + _("It counts until %(day)s, if nobody takes it back.", day=day)
    return " " + _("The last day is %(day)s.", day=day)
