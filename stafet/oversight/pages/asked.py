"""What one of the family has asked about readings, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.reading import read_questions
from stafet.db.transaction import Unit
from stafet.oversight.models import Question, Reply
from stafet.oversight.sealing import question_context, reply_context
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer

READ_ACTION = "reading:answers"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its asker sees it; `words` None where they no longer open."""

    id: UUID
    read_at: datetime
    who: str
    asked_on: date
    due_on: date
    overdue: bool
    words: str | None
    answered_on: date | None
    outcome: str
    reply: str | None


def asked_lines(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    rows: Sequence[tuple[Question, Reply | None]],
    labels: Mapping[UUID, str],
) -> dict[int, Asked]:
    """Return the questions by the reading they are about, opened with one block told."""
    words = _opened(unit, viewer, child_id, rows)
    return {
        question.sequence: _line(unit, question, reply, words, labels.get(question.id, ""))
        for question, reply in rows
    }


def _opened(
    unit: Unit, viewer: Viewer, child_id: UUID, rows: Sequence[tuple[Question, Reply | None]]
) -> dict[UUID, str | None]:
    items = [(question_context(q), q.sealed) for q, _ in rows if q.sealed is not None]
    items += [(reply_context(reply), reply.sealed) for _, reply in rows if reply is not None]
    if not items:
        return {}
    texts = read_questions(unit, viewer, child_id, items, READ_ACTION)
    return {context.record: text for (context, _), text in zip(items, texts, strict=True)}


def _line(
    unit: Unit,
    question: Question,
    reply: Reply | None,
    words: Mapping[UUID, str | None],
    who: str,
) -> Asked:
    return Asked(
        id=question.id,
        read_at=question.read_at,
        who=who,
        asked_on=day_of(question.asked_at),
        due_on=question.due_on,
        overdue=reply is None and question.due_on < day_of(unit.now),
        words="" if question.sealed is None else words.get(question.id),
        answered_on=day_of(reply.answered_at) if reply else None,
        outcome=answer_label(unit, reply.outcome) if reply else "",
        reply=words.get(reply.id) if reply else None,
    )


def answer_label(unit: Unit, key: str) -> str:
    """Return what an answer came to in words; of a key the kommune no longer has, the key."""
    known = unit.use(Catalogue).oversight.answers.get(key)
    return known.label.in_(current_language()) if known else key
