"""What the page for calling a meeting shows: who can be invited, and why the rest cannot (L26)."""

from dataclasses import dataclass
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.logs.pages.faces import Face, Faces
from stafet.logs.pages.head import Head
from stafet.logs.pages.writing import Audience, Choices, near_faces, write_page
from stafet.meetings.queries import Candidate, Invitable, invitable
from stafet.meetings.rules import RULES_OF_THEIR_OWN, Bar, from_two_places
from stafet.records.rules import Content, RecordKind
from stafet.records.services import Writing
from stafet.web.i18n import _, current_language
from stafet.web.viewer import Viewer

USUAL_TOPIC = "wellbeing"


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody near the child who cannot be invited now."""

    face: Face
    because: str
    can_ask: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    head: Head
    choices: Choices
    audience: Audience
    kinds: tuple[tuple[str, str], ...]
    kind_hints: dict[str, str]
    people: tuple[tuple[str, str], ...]
    invited: tuple[str, ...]
    """Proposed: everybody who can come, but for those of whom one place must be chosen first."""
    in_two_places: tuple[str, ...]
    guardians: tuple[tuple[str, str], ...]
    barred: tuple[Barred, ...]
    topics: tuple[str, ...]
    """Proposed: what everybody who can be invited may read about."""


def call_page(unit: Unit, viewer: Viewer, log_id: UUID) -> CallPage:
    """Return the page for the holder; raises `NotFound` for anybody else."""
    may = invitable(unit, viewer, log_id, "meeting:call")
    empty = Writing(RecordKind.MEETING, Content(), day_of(unit.now), frozenset())
    page = write_page(unit, viewer, log_id, empty, exact=False, at_once=True)
    faces = near_faces(unit, viewer, may.log)
    language = current_language()
    agendas = unit.use(Catalogue).agendas
    kinds = {key: one for key, one in agendas.items() if key not in RULES_OF_THEIR_OWN}
    twice = from_two_places(may.chairs)
    free = [one for one in may.candidates if not one.bar]
    return CallPage(
        head=page.head,
        choices=page.choices,
        audience=page.audience,
        kinds=tuple((key, one.label.in_(language)) for key, one in kinds.items()),
        kind_hints={key: one.explanation.in_(language) for key, one in kinds.items()},
        people=tuple((chair_of(one), _whole(one, faces)) for one in free),
        invited=tuple(chair_of(one) for one in free if one.person_id not in twice),
        in_two_places=tuple(sorted(map(faces.name, twice))),
        guardians=tuple((str(person), faces.name(person)) for person in may.guardians),
        barred=tuple(_barred(one, one.bar, faces) for one in may.candidates if one.bar),
        topics=_proposed(unit, may),
    )


def chair_of(candidate: Candidate) -> str:
    """Return what a tick for this person is called on the form."""
    return f"{candidate.person_id}|{candidate.institution_id}"


def _whole(candidate: Candidate, faces: Faces) -> str:
    return faces.of(candidate.person_id, candidate.institution_id).whole


def _barred(candidate: Candidate, bar: Bar, faces: Faces) -> Barred:
    face = faces.of(candidate.person_id, candidate.institution_id)
    if bar is Bar.LEVEL:
        return Barred(face, _("At this level the log stays where it is."), can_ask=False)
    because = _("The parents have not said yes to %(place)s.", place=face.place)
    return Barred(face, because, can_ask=True)


def _proposed(unit: Unit, may: Invitable) -> tuple[str, ...]:
    invited = {place for _person, place in may.chairs} & may.topics.keys()
    if not invited:
        return (USUAL_TOPIC,)
    common = may.common_topics
    first = [key for key in unit.use(Catalogue).categories if key in common]
    return (USUAL_TOPIC,) if USUAL_TOPIC in common else tuple(first[:1])
