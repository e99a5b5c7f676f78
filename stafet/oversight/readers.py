"""What kind of reader somebody is: a name only where the kommune says so (L46)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
from stafet.people.identity import names_for
from stafet.people.models import Task
from stafet.people.queries import custodies_over, titles_for
from stafet.people.rules import lasts
from stafet.people.telling import places_for
from stafet.web.i18n import _, current_language, sentence
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Readership:
    """The readers of one page, looked up once."""

    viewer_id: UUID
    guardians: frozenset[UUID]
    kinds: Mapping[UUID, str]
    names: Mapping[UUID, str]
    tasks: Sequence[Task]
    reasons: Mapping[str, str]

    def label(self, reader_id: UUID | None) -> str:
        """Return what may be said of a reader."""
        if reader_id is None:
            return _("The system itself")
        if reader_id == self.viewer_id:
            return _("You")
        kind = _("Another with custody") if reader_id in self.guardians else ""
        kind = kind or self.kinds.get(reader_id, "") or _("An employee of the kommune")
        name = self.names.get(reader_id)
        return f"{name}, {kind}" if name else kind

    def task(self, reader_id: UUID | None, at: datetime) -> str:
        """Return why the reader was near the child at that time."""
        whys = {
            self.reasons.get(task.why, "")
            for task in self.tasks
            if task.person_id == reader_id and lasts(task, at)
        }
        return ", ".join(sorted(whys - {""}))


def readership(
    unit: Unit, viewer: Viewer, child_id: UUID, people: Iterable[UUID], *, with_names: bool
) -> Readership:
    """Look up who these readers are, as far as the viewer may know."""
    wanted, language = set(people), current_language()
    query = select(Task).where(Task.child_id == child_id, Task.person_id.in_(wanted))
    reasons = unit.use(Catalogue).task_reasons
    return Readership(
        viewer.person_id,
        frozenset(custody.guardian_id for custody in custodies_over(unit, child_id)),
        _kinds(unit, viewer, child_id, wanted),
        names_for(unit, viewer, wanted) if with_names else {},
        unit.session.scalars(query).all(),
        {key: reason.label.in_(language) for key, reason in reasons.items()},
    )


def _kinds(unit: Unit, viewer: Viewer, child_id: UUID, people: Iterable[UUID]) -> dict[UUID, str]:
    """Return "Teacher, school"; where a place would give a home away, its kind is not said."""
    catalogue, language = unit.use(Catalogue), current_language()
    titles = titles_for(unit, people)
    places = places_for(unit, viewer, child_id, {place for _person, place in titles}, "")
    told: dict[UUID, list[str]] = {}
    for (person, place_id), title in titles.items():
        place = places[place_id]
        kind = catalogue.institution_kinds[place.kind]
        said = (kind.label if place.name else kind.withheld).in_(language)
        job = catalogue.titles[title].label.in_(language) if title in catalogue.titles else ""
        told.setdefault(person, []).append(
            sentence(", ".join(part for part in (job, said) if part))
        )
    return {person: " / ".join(dict.fromkeys(kinds)) for person, kinds in told.items()}
