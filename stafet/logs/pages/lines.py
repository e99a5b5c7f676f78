"""What happened between the entries: one calm line each, never a hidden place's name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.decision import Facts
from stafet.consent.kept import noticeable
from stafet.consent.wording import listed
from stafet.db.transaction import Unit
from stafet.logs.pages.faces import Faces
from stafet.logs.queries import LogFacts
from stafet.records.happenings import meeting_of, timeline
from stafet.records.models import Happening
from stafet.records.rules import HappeningKind
from stafet.web.i18n import _, _l, current_language, moment
from stafet.web.viewer import Viewer

SHOWN_ITSELF = frozenset({HappeningKind.RECORD, HappeningKind.CORRECTION})
"""What needs no line: the record stands there."""

WORDS = {
    HappeningKind.OPENED: _l("%(actor)s opened the log at level %(level)s."),
    HappeningKind.CLOSED: _l("%(actor)s closed the log."),
    HappeningKind.LEVEL: _l("%(actor)s moved the log to level %(level)s."),
    HappeningKind.OFFERED: _l("%(actor)s offered the relay to %(whom)s."),
    HappeningKind.HOLDER: _l("%(whom)s became stafetholder."),
    HappeningKind.HOLDER_LEFT: _l(
        "The stafetholder no longer works there. %(whom)s is stafetholder until another takes over."
    ),
    HappeningKind.PARTICIPANT: _l("%(actor)s invited %(whom)s."),
    HappeningKind.MEETING_CALLED: _l("%(actor)s called a meeting."),
    HappeningKind.MEETING_MOVED: _l("%(actor)s moved a meeting."),
    HappeningKind.MEETING_CANCELLED: _l("%(actor)s cancelled a meeting."),
    HappeningKind.MEETING_HELD: _l("The meeting was held, and the minutes are finished."),
    HappeningKind.CUSTODY: _l(
        "Who holds custody has changed. What was said yes to pauses until those who hold it now"
        " have confirmed it."
    ),
    HappeningKind.YOUNG_ASKED: _l(
        "%(child)s is old enough to be asked. From now on a no counts at once."
    ),
    HappeningKind.YOUNG_SILENT: _l(
        "%(child)s has not answered. What has not been answered pauses until then."
    ),
    HappeningKind.OF_AGE: _l("%(child)s is 18 and decides alone. The parents read no longer."),
    HappeningKind.ACCESS_INCIDENT: _l(
        "Nobody approved the emergency access. It is closed and will be looked into."
    ),
    HappeningKind.WHY_ANSWERED: _l("There is an answer to why somebody has read."),
}

WITH_HOUR = {
    HappeningKind.MEETING_CALLED: _l("%(actor)s called a meeting: %(when)s."),
    HappeningKind.MEETING_MOVED: _l("%(actor)s moved a meeting. It is now %(when)s."),
    HappeningKind.MEETING_CANCELLED: _l("%(actor)s cancelled the meeting %(when)s."),
}
"""A copy on paper has no link to the meeting: it says itself when that is."""

FAMILYS_OWN = frozenset(
    {HappeningKind.ACCESS, HappeningKind.ACCESS_INCIDENT, HappeningKind.WHY_ANSWERED}
)
"""Whom the law lets read is told to the family, and to who decides (L37); so are its questions."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    look: ClassVar[str] = "line"
    on: date
    at: datetime
    text: str
    kind: str
    meeting_id: UUID | None = None


def happenings_for(
    unit: Unit, viewer: Viewer, log: LogFacts, facts: Facts, *, all_: bool
) -> list[Happening]:
    """Return what happened in a log, as far as the viewer may know of it."""
    until = unit.now if viewer.is_family else None
    found = timeline(unit, log.id, until=until, but=SHOWN_ITSELF)
    if viewer.is_family:
        found = noticeable(unit, facts, viewer.person_id, found)
    else:
        found = [h for h in found if h.kind not in FAMILYS_OWN]
    return found if all_ else [h for h in found if viewer.person_id in (h.person_id, h.actor_id)]


def lines_of(unit: Unit, happened: list[Happening], faces: Faces) -> list[Line]:
    """Word what happened, the newest first."""
    groups: dict[tuple[object, ...], list[Happening]] = {}
    for happening in happened:
        groups.setdefault(_together(happening), []).append(happening)
    return [
        Line(
            day_of(first.at),
            first.at,
            _word(unit, first, faces, listed(places)),
            first.kind.value,
            meeting_of(first),
        )
        for first, places in ((group[0], _places(group, faces)) for group in groups.values())
    ]


def _together(happening: Happening) -> tuple[object, ...]:
    """Return what makes several answers of one signing one line; other things stand alone."""
    if happening.kind in WORDS:
        return (happening.id,)
    return (happening.change_id, happening.kind, happening.actor_id, happening.value)


def _places(group: list[Happening], faces: Faces) -> list[str]:
    return sorted({faces.place(h.institution_id) for h in group if h.institution_id})


def _word(unit: Unit, happening: Happening, faces: Faces, place: str) -> str:
    if happening.kind is HappeningKind.ACCESS:
        return _access(unit, happening, place)
    person = faces.name(happening.person_id)
    actor = faces.name(happening.actor_id)
    if happening.kind not in WORDS:
        return _consent(unit, happening, actor, place)
    words = WITH_HOUR if happening.meets_at else WORDS
    return str(words[happening.kind]) % {
        "actor": actor,
        "when": moment(happening.meets_at) if happening.meets_at else "",
        "child": faces.name(happening.child_id),
        "whom": f"{person} ({place})" if place else person,
        "level": _level(unit, happening.value),
    }


def _access(unit: Unit, happening: Happening, place: str) -> str:
    kind = unit.use(Catalogue).access_kinds.get(happening.value or "")
    label = kind.label.in_(current_language()) if kind else happening.value or ""
    return _("%(place)s got a special access to chosen texts: %(kind)s.", place=place, kind=label)


def _consent(unit: Unit, happening: Happening, actor: str, place: str) -> str:
    if happening.kind is HappeningKind.CONSENT_ASKED:
        return _("%(actor)s asked for consent to share with %(place)s.", actor=actor, place=place)
    if happening.kind is HappeningKind.CONSENT_GIVEN and happening.value == "no":
        return _("%(actor)s said no to sharing with %(place)s.", actor=actor, place=place)
    if happening.kind is HappeningKind.CONSENT_GIVEN:
        return _("%(actor)s said yes to sharing with %(place)s.", actor=actor, place=place)
    category = unit.use(Catalogue).categories.get(happening.value or "")
    if category is not None:
        topic = category.label.in_(current_language())
        return _(
            "%(actor)s took back the consent for %(place)s: %(topic)s.",
            actor=actor,
            place=place or _("all"),
            topic=topic,
        )
    if not place:
        return _("%(actor)s took back every consent.", actor=actor)
    return _("%(actor)s took back the consent for %(place)s.", actor=actor, place=place)


def _level(unit: Unit, value: str | None) -> str:
    levels = unit.use(Catalogue).levels
    number = int(value) if value and value.isdigit() else None
    if number is None or number not in levels:
        return value or ""
    return f"{number}: {levels[number].label.in_(current_language())}"
