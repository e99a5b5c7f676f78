"""What a leader sees of a question about a reading, and a reader of the questions about himself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.facts import load_facts
from stafet.consent.reading import read_questions
from stafet.db.transaction import Unit
from stafet.logs.pages.faces import Face, Faces, faces_for
from stafet.oversight.looks import Look, Text, look_at
from stafet.oversight.models import Question
from stafet.oversight.pages.readings import why_to_staff
from stafet.oversight.queries import questions_about, questions_to
from stafet.oversight.sealing import question_context
from stafet.oversight.services.asking import question_for
from stafet.people.identity import names_asked
from stafet.people.models import Task
from stafet.people.queries import tasks_with
from stafet.records.words import KINDS
from stafet.web.i18n import _, current_language, short_day
from stafet.web.viewer import Viewer

READ_ACTION = "reading:question"


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """An open question in a list: who has read when, and until when it is answered."""

    id: UUID
    reader: Face
    read_at: datetime
    asked_on: date
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """What the viewer answers, and what is asked about his own readings."""

    to_answer: tuple[QuestionLine, ...]
    about_me: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question with all that its answer needs, and no text of any record."""

    line: QuestionLine
    child: str
    asker: str
    words: str | None
    texts: tuple[str, ...]
    why: tuple[str, ...]
    tasks: tuple[str, ...]
    answered: bool
    outcomes: tuple[tuple[str, str], ...]


def questions_page(unit: Unit, viewer: Viewer) -> QuestionsPage:
    """Return what waits for the viewer; nothing of it is opened but the readers' names."""
    mine = questions_to(unit, viewer)
    tells = unit.use(Catalogue).oversight.tell_reader
    about_me = questions_about(unit, viewer) if tells else ()
    return QuestionsPage(question_lines(unit, viewer, mine), question_lines(unit, viewer, about_me))


def question_lines(
    unit: Unit, viewer: Viewer, rows: Sequence[Question]
) -> tuple[QuestionLine, ...]:
    """Word questions for a list."""
    people = {row.reader_id for row in rows}
    faces = faces_for(unit, viewer, None, people, {row.institution_id for row in rows})
    return tuple(_line(unit, row, faces) for row in rows)


def question_page(unit: Unit, viewer: Viewer, question_id: UUID) -> QuestionPage:
    """Return a question to who answers it; `NotFound` for everybody else.

    He sees of the reading what the asker could see: the kind and day of each text.
    """
    row = question_for(unit, viewer, question_id)
    facts = load_facts(unit, row.child_id)
    look = look_at(unit, row.asker_id, row.child_id, facts, row.sequence)
    names = names_asked(unit, viewer, {row.child_id, row.asker_id})
    faces = faces_for(unit, viewer, None, {row.reader_id}, {row.institution_id})
    language = current_language()
    answers = unit.use(Catalogue).oversight.answers
    return QuestionPage(
        line=_line(unit, row, faces),
        child=names.get(row.child_id, ""),
        asker=names.get(row.asker_id, ""),
        words=_words(unit, viewer, row),
        texts=tuple(_text(text) for text in look.texts) if look else (),
        why=_why(look),
        tasks=_tasks(unit, row),
        answered=row.answered_at is not None,
        outcomes=tuple((key, one.label.in_(language)) for key, one in answers.items()),
    )


def _line(unit: Unit, row: Question, faces: Faces) -> QuestionLine:
    overdue = row.due_on < day_of(unit.now)
    reader = faces.of(row.reader_id, row.institution_id)
    asked_on = day_of(row.asked_at)
    return QuestionLine(row.id, reader, row.read_at, asked_on, row.due_on, overdue)


def _words(unit: Unit, viewer: Viewer, row: Question) -> str | None:
    if row.sealed is None:
        audit.append(unit, row.child_id, Event(READ_ACTION, viewer.person_id))
        return ""
    items = [(question_context(row), row.sealed)]
    return read_questions(unit, viewer, row.child_id, items, READ_ACTION)[0]


def _text(text: Text) -> str:
    if not text.open:
        return _("Something that is withheld from who asks")
    return f"{KINDS[text.kind]}, {short_day(text.on)}"


def _why(look: Look | None) -> tuple[str, ...]:
    return tuple(why_to_staff(basis) for basis in look.bases) if look else ()


def _tasks(unit: Unit, row: Question) -> tuple[str, ...]:
    """Return why the reader is near the child now, in the kommune's words."""
    reasons, language = unit.use(Catalogue).task_reasons, current_language()
    mine: list[Task] = [t for t in tasks_with(unit, row.child_id) if t.person_id == row.reader_id]
    keys = dict.fromkeys(task.why for task in mine)
    return tuple(reasons[key].label.in_(language) for key in keys if key in reasons)
