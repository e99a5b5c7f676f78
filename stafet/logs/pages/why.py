"""Why a reader sees a record, in plain words: the basis, the consents, until when."""

from datetime import timedelta
from uuid import UUID

from stafet.clock import day_of
from stafet.consent.decision import Basis, Facts
from stafet.consent.reading import Shown
from stafet.logs.pages.faces import Faces, listed
from stafet.web.i18n import _, short_day
from stafet.web.viewer import Viewer

INSTANT = timedelta(microseconds=1)
Seen = tuple[Basis, bool, UUID | None, tuple[UUID, ...]]


class Reasons:
    """The reasons one viewer has on one page; the same reason is worded once."""

    def __init__(self, viewer: Viewer, child_id: UUID, facts: Facts, faces: Faces) -> None:
        self._viewer = viewer
        self._child = faces.name(child_id)
        self._faces = faces
        self._mine = {t.institution_id for t in facts.tasks if t.person_id == viewer.person_id}
        self._grants = {(g.consent_id, g.institution_id): g.giver_id for g in facts.grants}
        self._worded: dict[Seen, str] = {}

    def why(self, shown: Shown) -> str:
        own = shown.author_id == self._viewer.person_id
        key = (shown.basis, own, shown.institution_id, shown.consents)
        if key not in self._worded:
            self._worded[key] = self._word(shown, own=own)
        return self._worded[key]

    def _word(self, shown: Shown, *, own: bool) -> str:
        if own and shown.basis is Basis.OWN_RECORD:
            return _("You wrote it yourself.")
        if shown.basis is Basis.OWN_RECORD:
            return _(
                "It was written at %(place)s, where you have a task with %(child)s.",
                place=self._faces.place(shown.institution_id),
                child=self._child,
            )
        if shown.basis is Basis.CUSTODY:
            return _("You hold custody of %(child)s.", child=self._child)
        if shown.basis is Basis.MEETING_SEAT:
            return _("You sat in the meeting that these minutes are from.") + self._until(shown)
        return self._consent(shown)

    def _consent(self, shown: Shown) -> str:
        used = {
            where: giver
            for where, giver in self._grants.items()
            if where[0] in shown.consents and where[1] in self._mine
        }
        places = sorted({self._faces.place(place) for _consent, place in used})
        return _(
            "%(givers)s said yes to %(place)s reading this.",
            givers=self._faces.listed(set(used.values())),
            place=listed(places),
        ) + self._until(shown)

    def _until(self, shown: Shown) -> str:
        if shown.until_at is None:
            return ""
        last = day_of(shown.until_at - INSTANT)
        return " " + _("It counts until %(day)s, if nobody takes it back.", day=short_day(last))
