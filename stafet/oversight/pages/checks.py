"""The spot checks: the officer's and the reviewers' list, and one check without any text (L48)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.facts import load_facts
from stafet.consent.reading import read_words
from stafet.consent.record_facts import load_records
from stafet.db.transaction import Unit
from stafet.logs.pages.faces import Face, Faces, faces_for
from stafet.oversight.models import SpotCheck
from stafet.oversight.pages.questions import QuestionLine, question_lines
from stafet.oversight.pages.readings import why_to_staff
from stafet.oversight.queries import checks_for, open_questions
from stafet.oversight.reads import Opened, opened_at
from stafet.oversight.rules import Draw
from stafet.oversight.sealing import remark_context
from stafet.oversight.services.checking import check_for, drawn_in, reviews
from stafet.people.identity import names_overseen
from stafet.people.queries import titles_for
from stafet.records.words import KINDS
from stafet.web.i18n import current_language, short_day
from stafet.web.viewer import Role, Viewer

MOST = 60
"""How many checks the list shows, the open ones first."""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check in a list."""

    id: UUID
    reader: Face
    reviewer: str
    mine: bool
    read_at: datetime
    common: bool
    by_statute: bool
    picked: bool
    due_on: date
    overdue: bool
    outcome: str
    concluded_on: date | None


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """How far the month is, every check, and to the officer every open question."""

    month: date
    wanted: int
    drawn: int
    waiting: tuple[CheckLine, ...]
    done: tuple[CheckLine, ...]
    questions: tuple[QuestionLine, ...]
    is_officer: bool

    @property
    def overdue(self) -> int:
        return sum(line.overdue for line in self.waiting)


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One reading as its reviewer sees it: who, when, what kind of text, why; never the text.

    `texts` is None where the witness keeps the reading no longer. The child's name is there for the
    officer, who answers for all.
    """

    line: CheckLine
    child: str
    texts: tuple[str, ...] | None
    why: tuple[str, ...]
    tasks: tuple[str, ...]
    may_conclude: bool
    remark: str | None
    outcomes: tuple[tuple[str, str], ...]


def checks_page(unit: Unit, viewer: Viewer) -> ChecksPage:
    """Return what is checked; opening it is told to the chain apart."""
    audit.append(unit, audit.APART, Event("check:list", viewer.person_id))
    rows = checks_for(unit, viewer, MOST)
    lines = _lines(unit, viewer, rows)
    officer, month = Role.DPO in viewer.roles, day_of(unit.now).replace(day=1)
    questions = question_lines(unit, viewer, open_questions(unit)) if officer else ()
    return ChecksPage(
        month,
        unit.use(Catalogue).oversight.checks_per_month,
        drawn_in(unit, month),
        tuple(line for line in lines if line.concluded_on is None),
        tuple(line for line in lines if line.concluded_on is not None),
        questions,
        officer,
    )


def check_page(unit: Unit, viewer: Viewer, check_id: UUID) -> CheckPage:
    """Return one check; `NotFound` for others than its reviewer and the officer."""
    row = check_for(unit, viewer, check_id)
    about = {"check": str(row.id), "child": str(row.child_id)}
    audit.append(unit, audit.APART, Event("check:read", viewer.person_id, about=about))
    officer, opened = Role.DPO in viewer.roles, opened_at(unit, row.chain, row.sequence)
    names = names_overseen(unit, viewer, {row.child_id}) if officer else {}
    outcomes, language = unit.use(Catalogue).oversight.outcomes, current_language()
    return CheckPage(
        line=_lines(unit, viewer, [row])[0],
        child=names.get(row.child_id, ""),
        texts=_texts(unit, row.child_id, opened) if opened else None,
        why=tuple(why_to_staff(basis) for basis in opened.bases) if opened else (),
        tasks=_tasks(unit, row),
        may_conclude=row.concluded_at is None and reviews(unit, viewer, row),
        remark=_remark(unit, viewer, row),
        outcomes=tuple((key, one.label.in_(language)) for key, one in outcomes.items()),
    )


def outcome_label(unit: Unit, key: str) -> str:
    """Return what a check came to in words; of a key the kommune no longer has, the key."""
    known = unit.use(Catalogue).oversight.outcomes.get(key)
    return known.label.in_(current_language()) if known else key


def _lines(unit: Unit, viewer: Viewer, rows: Sequence[SpotCheck]) -> tuple[CheckLine, ...]:
    people = {person for row in rows for person in (row.reader_id, row.reviewer_id) if person}
    faces = faces_of_staff(unit, viewer, people)
    return tuple(_line(unit, viewer, row, faces) for row in rows)


def _line(unit: Unit, viewer: Viewer, row: SpotCheck, faces: Faces) -> CheckLine:
    done = day_of(row.concluded_at) if row.concluded_at else None
    return CheckLine(
        id=row.id,
        reader=face_of(faces, row.reader_id),
        reviewer=faces.name(row.reviewer_id) if row.reviewer_id else "",
        mine=row.reviewer_id == viewer.person_id,
        read_at=row.read_at,
        common=row.common,
        by_statute=row.by_statute,
        picked=row.how is Draw.PICKED,
        due_on=row.due_on,
        overdue=done is None and row.due_on < day_of(unit.now),
        outcome=outcome_label(unit, row.outcome) if row.outcome else "",
        concluded_on=done,
    )


def faces_of_staff(unit: Unit, viewer: Viewer, people: Iterable[UUID]) -> Faces:
    """Look professionals up with every place they are known at."""
    wanted = set(people)
    return faces_for(unit, viewer, None, wanted, {place for _, place in titles_for(unit, wanted)})


def face_of(faces: Faces, person_id: UUID) -> Face:
    """Return a professional at the first place he is known at."""
    place = next((place for person, place in faces.titles if person == person_id), None)
    return faces.of(person_id, place) if place else Face(faces.name(person_id))


def _texts(unit: Unit, child_id: UUID, opened: Opened) -> tuple[str, ...]:
    """Return the kind and day of each record that was read and still is."""
    rows = load_records(unit, child_id, opened.records, releases=False)
    told = {
        fact.record_id: f"{KINDS[filed.kind]}, {short_day(fact.event_on)}" for fact, filed in rows
    }
    return tuple(told.values())


def _tasks(unit: Unit, row: SpotCheck) -> tuple[str, ...]:
    """Return which tasks let the reader be near the child when he read."""
    reasons, language = unit.use(Catalogue).task_reasons, current_language()
    facts = load_facts(unit, row.child_id, at=row.read_at)
    keys = _keys(task.why for task in facts.tasks if task.person_id == row.reader_id)
    return tuple(reasons[key].label.in_(language) for key in keys if key in reasons)


def _keys(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _remark(unit: Unit, viewer: Viewer, row: SpotCheck) -> str | None:
    """Return what the reviewer wrote; None where it no longer opens."""
    if row.sealed is None:
        return ""
    context = remark_context(row)
    return read_words(unit, viewer, context, row.sealed, audit.APART, "check:read-remark")
