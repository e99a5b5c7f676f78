"""Who will be able to read a concern, by name and role, before it is saved (L20)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.audience import Readers, readers_of
from stafet.consent.facts import load_facts
from stafet.db.transaction import Unit
from stafet.logs.knowing import knows_all, near, places_of
from stafet.logs.queries import open_log_of
from stafet.people.identity import names_for
from stafet.people.queries import institutions, leaders_of, titles_for
from stafet.people.telling import place_names
from stafet.records.services import Author, Writing
from stafet.web.i18n import _, current_language
from stafet.web.viewer import Viewer

Post = tuple[UUID, UUID]
"""A person at an institution."""


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """Somebody who will be able to read: the name where it may be known, and the role."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will be able to read one text; guardians only from the day the log is open."""

    professionals: tuple[ReaderLine, ...]
    guardians: tuple[str, ...]
    guardians_from: datetime | None


def audiences(
    unit: Unit, viewer: Viewer, child_id: UUID, author: Author, texts: Sequence[Writing]
) -> tuple[Audience, ...]:
    """Return for each text who will be able to read it, once its author has saved it."""
    instant = unit.use(Catalogue).calendar.release_instant(unit.now)
    found = [readers_of(unit, child_id, author, text, instant) for text in texts]
    known = _known(unit, viewer, child_id, author)
    posts = [_with_own(unit, author, readers, known) for readers in found]
    people = {person for some in posts for person, _ in some}
    guardians = {person for readers in found for person in readers.guardians}
    names = names_for(unit, viewer, people | guardians, "concern:readers")
    lines = _lines(unit, names, [post for some in posts for post in some])
    in_log = open_log_of(unit, child_id) is not None
    outside = _outside(unit, viewer, child_id, [one for r in found for one in r.outside])
    return tuple(
        Audience(
            (
                *(lines[post] for post in some),
                *(outside[one] for one in readers.outside if one in outside),
            ),
            tuple(names.get(guardian, "") for guardian in readers.guardians),
            instant if in_log else None,
        )
        for some, readers in zip(posts, found, strict=True)
    )


def post_lines(unit: Unit, viewer: Viewer, posts: Iterable[Post]) -> dict[Post, ReaderLine]:
    """Return professionals by name, title and place."""
    wanted = list(posts)
    names = names_for(unit, viewer, {person for person, _ in wanted}, "concern:people")
    return _lines(unit, names, wanted)


def _known(unit: Unit, viewer: Viewer, child_id: UUID, author: Author) -> frozenset[Post]:
    """Return which professionals near the child the viewer may know (L01): a log's page decides."""
    facts, log = load_facts(unit, child_id), open_log_of(unit, child_id)
    if log is not None and places_of(viewer, facts):
        return frozenset(near(unit, viewer, log, facts))
    return frozenset(
        (task.person_id, task.institution_id)
        for task in facts.tasks
        if task.institution_id == author.institution_id
    )


def _outside(
    unit: Unit, viewer: Viewer, child_id: UUID, outsiders: Sequence[UUID]
) -> dict[UUID, ReaderLine]:
    """Return who is handed copies outside the kommune, where the viewer may know (L01)."""
    log = open_log_of(unit, child_id) if outsiders else None
    if log is None or not knows_all(unit, viewer, log, load_facts(unit, child_id)):
        return {}
    names = place_names(unit, viewer, child_id, outsiders, current_language())
    role = _("outside the kommune: may be handed a copy")
    return {one: ReaderLine(name, role) for one, name in names.items()}


def _with_own(
    unit: Unit, author: Author, readers: Readers, known: frozenset[Post]
) -> tuple[Post, ...]:
    """The author and the own leaders have no task yet: they get it by the saving."""
    place = author.institution_id
    assert place is not None
    own = [(author.person_id, place), *((leader, place) for leader in leaders_of(unit, place))]
    return tuple(dict.fromkeys([*own, *(post for post in readers.professionals if post in known)]))


def _lines(unit: Unit, names: Mapping[UUID, str], posts: Sequence[Post]) -> dict[Post, ReaderLine]:
    titles = titles_for(unit, {person for person, _ in posts})
    places = institutions(unit, {place for _, place in posts})
    words, language = unit.use(Catalogue).titles, current_language()
    lines = {}
    for person, place in posts:
        title = words.get(titles.get((person, place), ""))
        role = [title.label.in_(language)] if title else []
        lines[person, place] = ReaderLine(
            names.get(person, ""), ", ".join([*role, places[place].name])
        )
    return lines
