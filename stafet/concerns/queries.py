"""What the concern's pages show, ready made."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.concerns.drafting import CONCERN, kept_concern
from stafet.concerns.inquiries import waiting_for
from stafet.concerns.readers import Audience, ReaderLine, audiences, post_lines
from stafet.concerns.rules import Asked, Concern, Part, parts_of, words_of
from stafet.concerns.standing import author_for, questions_for
from stafet.concerns.writing import writings
from stafet.db.transaction import Unit
from stafet.logs.queries import open_log_of
from stafet.people.identity import names_for
from stafet.people.models import Group, Placement
from stafet.people.queries import institutions, my_tasks, tasks_of
from stafet.records import drafts
from stafet.records.services import Author
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A child one may write about with one press."""

    id: UUID
    name: str
    begun: bool


@dataclass(frozen=True, slots=True)
class Children:
    """The children of one group, or of one's other tasks (label "")."""

    label: str
    lines: tuple[ChildLine, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What every page about one child's concern begins with; no name where none may be known."""

    child_id: UUID
    child: str
    place: str
    log_id: UUID | None


@dataclass(frozen=True, slots=True)
class WritePage:
    """The page on which a concern is written; `usual` is who reads an ordinary one."""

    head: Head
    asked: tuple[Asked, ...]
    draft: Concern
    version: int
    saved_at: datetime | None
    usual: Audience


@dataclass(frozen=True, slots=True)
class PartPreview:
    """One record to be, and who will be able to read it (L20)."""

    heading: str
    words: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    audience: Audience


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The last look before saving."""

    head: Head
    concern: Concern
    parts: tuple[PartPreview, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who waits to be called about a child, or about one nobody has named."""

    id: UUID
    asker: ReaderLine
    child: str
    asked_at: datetime


def children_for(unit: Unit, viewer: Viewer) -> tuple[Children, ...]:
    """Return the children the viewer has a task with, by group."""
    mine = {task.child_id for task in tasks_of(unit, viewer.person_id)}
    names = names_for(unit, viewer, mine, "concern:children")
    begun = drafts.begun_drafts(unit, viewer.person_id, CONCERN)
    labels = _group_labels(unit, mine)
    groups: defaultdict[str, list[ChildLine]] = defaultdict(list)
    for child, name in sorted(names.items(), key=lambda pair: pair[1].casefold()):
        groups[labels.get(child, "")].append(ChildLine(child, name, child in begun))
    return tuple(Children(label, tuple(lines)) for label, lines in sorted(groups.items()))


def write_page(unit: Unit, viewer: Viewer, child_id: UUID) -> WritePage:
    """Return what is needed to write about a child, with the viewer's draft put back."""
    author = enter(unit, viewer, child_id, "concern:write")
    kept = kept_concern(unit, viewer, child_id)
    asked = questions_for(unit, viewer, child_id)
    usual = parts_of(Concern({asked[0].field: "."}), asked)
    today = day_of(unit.now)
    return WritePage(
        head=head_of(unit, viewer, child_id, author),
        asked=asked,
        draft=kept.concern if kept else Concern(event_on=today),
        version=kept.version if kept else drafts.NEVER_SAVED,
        saved_at=kept.saved_at if kept else None,
        usual=audiences(unit, viewer, child_id, author, writings(usual, today))[0],
    )


def preview_page(unit: Unit, viewer: Viewer, child_id: UUID) -> PreviewPage | None:
    """Return who will be able to read what the viewer has written, or None without words."""
    author = enter(unit, viewer, child_id, "concern:preview")
    kept = kept_concern(unit, viewer, child_id)
    asked = questions_for(unit, viewer, child_id)
    parts = parts_of(kept.concern, asked) if kept else ()
    if kept is None or not parts:
        return None
    texts = writings(parts, kept.concern.event_on or day_of(unit.now))
    readers = audiences(unit, viewer, child_id, author, texts)
    return PreviewPage(
        head=head_of(unit, viewer, child_id, author),
        concern=kept.concern,
        parts=tuple(
            _preview(unit, part, asked, audience)
            for part, audience in zip(parts, readers, strict=True)
        ),
        version=kept.version,
    )


def callers(unit: Unit, viewer: Viewer) -> tuple[Caller, ...]:
    """Return who waits for the viewer's call (L61)."""
    rows = waiting_for(unit, viewer)
    lines = post_lines(unit, viewer, [(row.asker_id, row.institution_id) for row in rows])
    children = [row.child_id for row in rows if row.child_id]
    names = names_for(unit, viewer, children, "concern:callers")
    return tuple(
        Caller(
            row.id,
            lines[row.asker_id, row.institution_id],
            names.get(row.child_id, "") if row.child_id else "",
            row.asked_at,
        )
        for row in rows
    )


def questions(unit: Unit, viewer: Viewer, child_id: UUID) -> tuple[Asked, ...]:
    """Return what the viewer is asked about a child."""
    enter(unit, viewer, child_id, "concern:write")
    return questions_for(unit, viewer, child_id)


def enter(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> Author:
    """Queue on the child and return in whose name the viewer may write about it."""
    audit.lock(unit, child_id)
    return author_for(unit, viewer, child_id, action)


def head_of(unit: Unit, viewer: Viewer, child_id: UUID, author: Author) -> Head:
    """Return what a page about one child's concern begins with."""
    assert author.institution_id is not None
    near = bool(my_tasks(unit, viewer, child_id))
    log = open_log_of(unit, child_id) if near else None
    return Head(
        child_id=child_id,
        child=names_for(unit, viewer, [child_id], "concern:child").get(child_id, ""),
        place=institutions(unit, [author.institution_id])[author.institution_id].name,
        log_id=log.id if log else None,
    )


def topic_labels(unit: Unit, keys: Iterable[str] | None = None) -> dict[str, str]:
    """Return the kommune's categories by key, all or some."""
    language = current_language()
    wanted = None if keys is None else set(keys)
    return {
        key: category.label.in_(language)
        for key, category in unit.use(Catalogue).categories.items()
        if wanted is None or key in wanted
    }


def _preview(unit: Unit, part: Part, asked: Sequence[Asked], audience: Audience) -> PartPreview:
    words = words_of(part, asked)
    return PartPreview(
        heading="" if part.is_about_child else words[0][0],
        words=words,
        topics=tuple(topic_labels(unit, part.categories).values()),
        audience=audience,
    )


def _group_labels(unit: Unit, children: Iterable[UUID]) -> dict[UUID, str]:
    """Return each child's group today."""
    today = day_of(unit.now)
    query = (
        select(Placement.child_id, Group.name)
        .join(Group, Group.id == Placement.group_id)
        .where(Placement.child_id.in_(set(children)), Placement.from_on <= today)
        .where(Placement.to_on.is_(None) | (Placement.to_on >= today))
    )
    return {child: name for child, name in unit.session.execute(query)}  # noqa: C416 - rows are no pairs
