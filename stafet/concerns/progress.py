"""What has become of a concern: read, opened as a stafetlog, approved by the leader."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet import audit
from stafet.catalogue import Catalogue
from stafet.concerns.drafting import kept_involvement
from stafet.concerns.queries import Head, enter, head_of, topic_labels
from stafet.concerns.readers import ReaderLine, post_lines
from stafet.concerns.rules import Part, words_of
from stafet.concerns.standing import questions_for
from stafet.consent.reading import Reading, Shown, Wanted, read
from stafet.consent.wording import Reasons
from stafet.db.transaction import Unit
from stafet.logs.models import Stafetlog
from stafet.logs.pages.faces import faces_for
from stafet.logs.rules import Involvement
from stafet.logs.services.approving import waiting_for
from stafet.people.identity import names_for
from stafet.people.queries import stands_with
from stafet.records.rules import CHILD, Content, RecordKind
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One concern as its reader sees it; a heading only where it is about a parent's own life.

    `words` is None where the sealed bytes do not open.
    """

    id: UUID
    heading: str
    author: ReaderLine
    on: date
    words: tuple[tuple[str, str], ...] | None
    topics: tuple[str, ...]
    why: str
    mine: bool
    files: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ShowPage:
    """A child's concerns and how far they have come."""

    head: Head
    lines: tuple[ConcernLine, ...]
    involvement: Involvement | None
    unapproved: bool


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What is asked before a log opens; a level is its number, label and explanation."""

    head: Head
    levels: tuple[tuple[str, str, str], ...]
    involvement: Involvement | None


@dataclass(frozen=True, slots=True)
class WaitingLog:
    """A log that is not shared before a leader approves; no reason where none may be read."""

    log_id: UUID
    child: str
    opened_at: datetime
    opener: ReaderLine
    reasons: tuple[str, ...]


def show_page(unit: Unit, viewer: Viewer, child_id: UUID) -> ShowPage:
    """Return the concerns about a child that the viewer may read."""
    author = enter(unit, viewer, child_id, "concern:read")
    wanted = Wanted(kinds=frozenset({RecordKind.CONCERN}))
    reading = read(unit, viewer, child_id, wanted, action="concern:read")
    lines = _lines(unit, viewer, child_id, reading)
    return ShowPage(
        head=head_of(unit, viewer, child_id, author),
        lines=lines,
        involvement=kept_involvement(unit, viewer, child_id),
        unapproved=reading.facts.unapproved,
    )


def open_page(unit: Unit, viewer: Viewer, child_id: UUID) -> OpenPage:
    """Return what the form for opening a log is filled in with."""
    author = enter(unit, viewer, child_id, "concern:open-log")
    language = current_language()
    return OpenPage(
        head=head_of(unit, viewer, child_id, author),
        levels=tuple(
            (str(level.number), level.label.in_(language), level.explanation.in_(language))
            for level in unit.use(Catalogue).levels.values()
        ),
        involvement=kept_involvement(unit, viewer, child_id),
    )


def waiting_logs(unit: Unit, viewer: Viewer) -> tuple[WaitingLog, ...]:
    """Return the logs that wait for the viewer's approval (L31)."""
    rows = sorted(waiting_for(unit, viewer), key=lambda row: row.child_id)
    reasons = {row.id: _reasons(unit, viewer, row) for row in rows}
    names = names_for(unit, viewer, [row.child_id for row in rows], "concern:waiting")
    posts = post_lines(unit, viewer, [(row.opened_by, row.institution_id) for row in rows])
    return tuple(
        WaitingLog(
            row.id,
            names.get(row.child_id, ""),
            row.opened_at,
            posts[row.opened_by, row.institution_id],
            reasons[row.id],
        )
        for row in sorted(rows, key=lambda row: row.opened_at)
    )


def _reasons(unit: Unit, viewer: Viewer, log: Stafetlog) -> tuple[str, ...]:
    """Return why the parents were not involved, for a leader who has a task with the child."""
    audit.lock(unit, log.child_id)
    if not stands_with(unit, viewer, log.child_id):
        return ()
    wanted = Wanted(kinds=frozenset({RecordKind.INVOLVEMENT}), log_id=log.id)
    shown = read(unit, viewer, log.child_id, wanted, action="concern:approve").records
    return tuple(one.content.text for one in shown if one.content is not None)


def _lines(unit: Unit, viewer: Viewer, child_id: UUID, reading: Reading) -> tuple[ConcernLine, ...]:
    records = sorted(reading.records, key=_newest_child_first)
    posts = post_lines(
        unit, viewer, [(r.author_id, r.institution_id) for r in records if r.institution_id]
    )
    givers = [grant.giver_id for grant in reading.facts.grants]
    places = [record.institution_id for record in records]
    places += [grant.institution_id for grant in reading.facts.grants]
    faces = faces_for(unit, viewer, child_id, [child_id, *givers], places)
    reasons = Reasons(unit, viewer, child_id, reading.facts, faces)
    asked = questions_for(unit, viewer, child_id)
    headings = {question.subject: question.label for question in reversed(asked)}
    return tuple(
        ConcernLine(
            id=shown.record_id,
            heading=headings.get(min(shown.subjects), "") if CHILD not in shown.subjects else "",
            author=posts[shown.author_id, shown.institution_id],
            on=shown.event_on,
            words=words_of(_part(shown, shown.content), asked) if shown.content else None,
            topics=tuple(topic_labels(unit, shown.categories).values()),
            why=reasons.why(shown),
            mine=shown.author_id == viewer.person_id,
            files=shown.files,
        )
        for shown in records
        if shown.institution_id is not None
    )


def _newest_child_first(shown: Shown) -> tuple[float, bool]:
    """What was written in one go begins with the child."""
    return -shown.written_at.timestamp(), CHILD not in shown.subjects


def _part(shown: Shown, content: Content) -> Part:
    subject = CHILD if CHILD in shown.subjects else min(shown.subjects)
    return Part(subject, shown.categories, content)
